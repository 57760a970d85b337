package lab_test

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"go.yaml.in/yaml/v4"

	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
)

// inventory is a lab with a count, and its inventory.
func inventory(t *testing.T) []lab.InventoryDevice {
	t.Helper()
	sp, err := spec.Read(strings.NewReader(`
devices:
  R1: { credentials: { username: admin, password: 'p"a: \ß#1', secret: enough } }
  R2: { count: 2, platform: c1941 }
`), "x.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var e lab.Endpoints
	for _, n := range []string{"R1", "R2-1", "R2-2"} {
		e.Devices = append(e.Devices, lab.DeviceEndpoints{Name: n, Platform: "c2901", SSH: "127.0.0.1:4001", Telnet: "[::1]:4002", Console: "127.0.0.1:4003"})
	}
	return lab.Inventory(e, sp)
}

func inventoryText(t *testing.T, format string) []byte {
	t.Helper()
	var a, b bytes.Buffer
	for _, w := range []*bytes.Buffer{&a, &b} {
		if err := lab.WriteInventory(w, format, inventory(t)); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(a.Bytes(), b.Bytes()) {
		t.Error("two runs differ")
	}
	return a.Bytes()
}

const oddPassword = `p"a: \ß#1`

func TestInventoryAnsible(t *testing.T) {
	text := inventoryText(t, "ansible")
	var got map[string]any
	if err := yaml.Unmarshal(text, &got); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
	want := map[string]any{"all": map[string]any{"children": map[string]any{"ios": map[string]any{
		"vars": map[string]any{"ansible_connection": "ansible.netcommon.network_cli", "ansible_network_os": "cisco.ios.ios", "ansible_become_method": "enable"},
		"hosts": map[string]any{
			"R1":   map[string]any{"ansible_host": "127.0.0.1", "ansible_port": 4001, "ansible_user": "admin", "ansible_password": oddPassword, "ansible_become_password": "enough"},
			"R2-1": map[string]any{"ansible_host": "127.0.0.1", "ansible_port": 4001},
			"R2-2": map[string]any{"ansible_host": "127.0.0.1", "ansible_port": 4001},
		}}}}}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}

// Ansible's own reader takes it.
func TestInventoryAnsibleReads(t *testing.T) {
	peertest.Need(t, "ansible-inventory", "/usr/bin/env")
	file := filepath.Join(t.TempDir(), "hosts.yaml")
	if err := os.WriteFile(file, inventoryText(t, "ansible"), 0o644); err != nil {
		t.Fatal(err)
	}
	out := peertest.Run(t, t.TempDir(), "/usr/bin/env", "LC_ALL=C.UTF-8", peertest.Path(t, "ansible-inventory"), "-i", file, "--host", "R1")
	var got map[string]any
	if err := json.Unmarshal([]byte(out[max(strings.IndexByte(out, '{'), 0):]), &got); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	if got["ansible_port"] != 4001.0 || got["ansible_password"] != oddPassword || got["ansible_network_os"] != "cisco.ios.ios" {
		t.Error(got)
	}
}

func TestInventoryNetmiko(t *testing.T) {
	var got []map[string]any
	if err := json.Unmarshal(inventoryText(t, "netmiko"), &got); err != nil {
		t.Fatal(err)
	}
	if len(got) != 3 || got[0]["device_type"] != "cisco_ios" || got[0]["host"] != "127.0.0.1" || got[0]["port"] != 4001.0 ||
		got[0]["password"] != oddPassword || got[0]["secret"] != "enough" || got[2]["username"] != nil {
		t.Error(got)
	}
}

func TestInventoryPlain(t *testing.T) {
	var got []lab.InventoryDevice
	if err := json.Unmarshal(inventoryText(t, "json"), &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(inventory(t), got); d != "" {
		t.Error(d)
	}
	rows, err := csv.NewReader(bytes.NewReader(inventoryText(t, "csv"))).ReadAll()
	if err != nil || len(rows) != 4 || !slices.Equal(rows[1], []string{"R1", "c2901", "127.0.0.1:4001", "[::1]:4002", "127.0.0.1:4003", "admin", oddPassword, "enough"}) {
		t.Error(rows, err)
	}
	if err := lab.WriteInventory(nil, "xml", nil); err == nil || !strings.Contains(err.Error(), "ansible, csv, json, netmiko") {
		t.Error(err)
	}
}
