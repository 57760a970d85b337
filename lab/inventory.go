package lab

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net"
	"slices"
	"strconv"
	"strings"

	"github.com/iosim/iosim/lab/spec"
)

// InventoryDevice is a device as automation tools want to know it.
type InventoryDevice struct {
	DeviceEndpoints
	Username string `json:"username,omitempty"`
	Password string `json:"password,omitempty"`
	Secret   string `json:"secret,omitempty"` // of enable
}

// Inventory joins what a ready file says with the credentials of the lab file, in the
// order of the ready file. lab may be nil.
func Inventory(e Endpoints, lab *spec.Lab) []InventoryDevice {
	out := make([]InventoryDevice, len(e.Devices))
	for i, d := range e.Devices {
		out[i].DeviceEndpoints = d
		if c := credentialsOf(lab, d.Name); c != nil {
			out[i].Username, out[i].Password, out[i].Secret = c.Username, c.Password, c.Secret
		}
	}
	return out
}

// credentialsOf are those of the entry that a device is of: "R2", or "R2-7" of a count.
func credentialsOf(lab *spec.Lab, device string) *spec.Credentials {
	if lab == nil {
		return nil
	}
	for _, d := range lab.Devices {
		number, found := strings.CutPrefix(device, d.Name+"-")
		n, err := strconv.Atoi(number)
		if device == d.Name || found && err == nil && n <= d.Value.Count {
			return d.Value.Credentials
		}
	}
	return nil
}

// inventoryFormats write an inventory in a tool's form.
var inventoryFormats = map[string]func(io.Writer, []InventoryDevice) error{
	"ansible": writeAnsible, "netmiko": writeNetmiko, "json": writeInventoryJSON, "csv": writeInventoryCSV,
}

// InventoryFormats are the forms that WriteInventory knows.
func InventoryFormats() []string { return slices.Sorted(maps.Keys(inventoryFormats)) }

// WriteInventory writes an inventory as "ansible" (YAML for its connection
// network_cli and the collection cisco.ios), "netmiko" (JSON, which is also Python: the
// arguments of ConnectHandler), "json" or "csv". The same devices give the same bytes.
func WriteInventory(w io.Writer, format string, devices []InventoryDevice) error {
	write, ok := inventoryFormats[format]
	if !ok {
		return fmt.Errorf("there is no inventory format %q; there are %s", format, strings.Join(InventoryFormats(), ", "))
	}
	return write(w, devices)
}

// hostPort splits an address of a ready file.
func hostPort(addr string) (host string, port int, err error) {
	host, p, err := net.SplitHostPort(addr)
	if err == nil {
		port, err = strconv.Atoi(p)
	}
	return host, port, err
}

func writeAnsible(w io.Writer, devices []InventoryDevice) error {
	var b strings.Builder
	b.WriteString("all:\n  children:\n    ios:\n      vars:\n        ansible_connection: ansible.netcommon.network_cli\n" +
		"        ansible_network_os: cisco.ios.ios\n        ansible_become_method: enable\n      hosts:\n")
	for _, d := range devices {
		host, port, err := hostPort(d.SSH)
		if err != nil {
			return fmt.Errorf("%s: %w", d.Name, err)
		}
		fmt.Fprintf(&b, "        %q:\n          ansible_host: %q\n          ansible_port: %d\n", d.Name, host, port)
		for _, v := range [][2]string{{"ansible_user", d.Username}, {"ansible_password", d.Password}, {"ansible_become_password", d.Secret}} {
			if v[1] != "" {
				fmt.Fprintf(&b, "          %s: %s\n", v[0], yamlText(v[1]))
			}
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// yamlText is a text as a double-quoted scalar, whatever is in it: JSON is YAML.
func yamlText(s string) string {
	b, _ := json.Marshal(s) // of a string never fails
	return string(b)
}

func writeNetmiko(w io.Writer, devices []InventoryDevice) error {
	type connection struct {
		DeviceType string `json:"device_type"`
		Host       string `json:"host"`
		Port       int    `json:"port"`
		Username   string `json:"username,omitempty"`
		Password   string `json:"password,omitempty"`
		Secret     string `json:"secret,omitempty"`
	}
	all := []connection{}
	for _, d := range devices {
		host, port, err := hostPort(d.SSH)
		if err != nil {
			return fmt.Errorf("%s: %w", d.Name, err)
		}
		all = append(all, connection{"cisco_ios", host, port, d.Username, d.Password, d.Secret})
	}
	return writeJSON(w, all)
}

func writeInventoryJSON(w io.Writer, devices []InventoryDevice) error { return writeJSON(w, devices) }

func writeJSON(w io.Writer, v any) error {
	enc := json.NewEncoder(w)
	enc.SetIndent("", "  ")
	enc.SetEscapeHTML(false)
	return enc.Encode(v)
}

func writeInventoryCSV(w io.Writer, devices []InventoryDevice) error {
	c := csv.NewWriter(w)
	rows := [][]string{{"name", "platform", "ssh", "telnet", "console", "username", "password", "secret"}}
	for _, d := range devices {
		rows = append(rows, []string{d.Name, d.Platform, d.SSH, d.Telnet, d.Console, d.Username, d.Password, d.Secret})
	}
	return c.WriteAll(rows)
}
