package lab_test

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"go.yaml.in/yaml/v4"

	"github.com/iosim/iosim/lab"
)

// FuzzInventory: whatever a ready file says, each form of the inventory is an error, or
// what its tool reads, with all devices.
func FuzzInventory(f *testing.F) {
	for _, text := range []string{
		`{"devices":[{"name":"R1","platform":"c2901","ssh":"127.0.0.1:40001","telnet":"127.0.0.1:40002","console":"127.0.0.1:40003"}],"hosts":[{"name":"srv","address":"10.1.1.1"}]}`,
		`{"devices":[{"name":"a: b\n- c","ssh":"[::1]:22"},{"name":"\u0000\u001b[2J\u2028","ssh":"h:0"},{"name":"=1+1,\"","ssh":":1"}]}`,
		`{"devices":[{"name":"R1","ssh":""}]}`, `{"devices":null}`, `{}`, `[]`, ``,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var e lab.Endpoints
		if json.Unmarshal([]byte(text), &e) != nil {
			return
		}
		names := map[string]bool{}
		for _, d := range e.Devices {
			if names[d.Name] || !utf8.ValidString(d.Name) {
				return // no lab has two of one name
			}
			names[d.Name] = true
		}
		devices := lab.Inventory(e, nil)
		for _, format := range lab.InventoryFormats() {
			var out strings.Builder
			if lab.WriteInventory(&out, format, devices) != nil {
				continue
			}
			n := 0
			var err error
			switch format {
			case "ansible":
				var tree struct {
					All struct {
						Children struct {
							IOS struct {
								Hosts map[string]any `yaml:"hosts"`
							} `yaml:"ios"`
						} `yaml:"children"`
					} `yaml:"all"`
				}
				err = yaml.Unmarshal([]byte(out.String()), &tree)
				n = len(tree.All.Children.IOS.Hosts)
			case "csv":
				var rows [][]string
				rows, err = csv.NewReader(strings.NewReader(out.String())).ReadAll()
				n = len(rows) - 1
			default:
				var all []any
				err = json.Unmarshal([]byte(out.String()), &all)
				n = len(all)
			}
			if err != nil || n != len(devices) {
				t.Fatalf("%s: %d of %d devices, %v in\n%s", format, n, len(devices), err, out.String())
			}
		}
	})
}
