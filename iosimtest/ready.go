package iosimtest

import (
	"encoding/json"
	"os"
	"path/filepath"

	"github.com/iosim/iosim/lab"
)

// ReadyFile writes where all devices and hosts answer, in the form of the ready file
// of iosim serve, for a program that is to find the lab by it; it returns the file's path.
// The file is gone at the end of the test.
func (l *Lab) ReadyFile() string {
	l.t.Helper()
	e := lab.Endpoints{Devices: []lab.DeviceEndpoints{}, Hosts: []lab.HostEndpoints{}}
	for _, d := range l.Devices {
		e.Devices = append(e.Devices, lab.DeviceEndpoints{Name: d.Name, Platform: d.Platform, SSH: d.SSH, Telnet: d.Telnet, Console: d.Console})
	}
	for _, h := range l.Hosts {
		e.Hosts = append(e.Hosts, lab.HostEndpoints{Name: h.Name, Address: h.Address, TFTP: h.TFTP, FTP: h.FTP})
	}
	b, err := json.Marshal(e)
	file := filepath.Join(l.t.TempDir(), "ready.json")
	if err == nil {
		err = os.WriteFile(file, b, 0o644)
	}
	if err != nil {
		l.t.Fatalf("iosimtest: %v", err)
	}
	return file
}
