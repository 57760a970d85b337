package clients

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/iosimtest"
)

// TestTextFSM: scripts parse what is shown by templates that take no line which they do
// not know (clients.md 10).
func TestTextFSM(t *testing.T) {
	t.Parallel()
	python := peertest.Python(t, "textfsm")
	l := iosimtest.StartText(t, labText(15, ""))
	n, err := dialNetmiko4(t, l.Device("R1").SSH, false)
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for _, command := range []string{"dir", "show version", "show file systems", "show ip interface brief", "show inventory"} {
		out := n.command(command, readLimit) + "\n"
		if err := os.WriteFile(filepath.Join(dir, command), []byte(out), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	var tables map[string][]map[string]string
	out := peertest.Run(t, dir, python, script(t, "textfsm_parse.py"), dir)
	if err := json.Unmarshal([]byte(out), &tables); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, want := range []struct{ command, by, key, column, value string }{
		{"dir", "NAME", firstImage, "SIZE", "300000"},
		{"dir", "NAME", firstImage, "FILE_SYSTEM", "flash0:/"},
		{"dir", "NAME", firstImage, "PERMISSIONS", "-rw-"},
		{"show version", "HOSTNAME", "R1", "VERSION", "15.2(4)M1"},
		{"show version", "HOSTNAME", "R1", "RUNNING_IMAGE", "flash0:" + firstImage},
		{"show version", "HOSTNAME", "R1", "SOFTWARE", "C2900-UNIVERSALK9-M"},
		{"show version", "HOSTNAME", "R1", "CONFIG_REGISTER", "0x2102"},
		{"show file systems", "DEFAULT", "*", "TYPE", "disk"},
		{"show file systems", "PREFIXES", "nvram:", "TYPE", "nvram"},
		{"show ip interface brief", "INTERFACE", "GigabitEthernet0/0", "ADDRESS", "10.1.1.2"},
		{"show ip interface brief", "INTERFACE", "GigabitEthernet0/1", "STATUS", "administratively down"},
		{"show inventory", "PID", "CISCO2901/K9", "VID", "V04"},
	} {
		found := false
		for _, row := range tables[want.command] {
			if row[want.by] == want.key {
				found = true
				if row[want.column] != want.value {
					t.Errorf("%s: %v", want.command, row)
				}
			}
		}
		if !found {
			t.Errorf("%s has no %s: %v", want.command, want.key, tables[want.command])
		}
	}
}
