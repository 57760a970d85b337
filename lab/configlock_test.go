package lab_test

import (
	"strings"
	"testing"
	"time"
)

// TestConfigLock: while one session has the configuration for itself, another one gets
// no word into it by any way, and has it again when the first leaves or is cut off.
func TestConfigLock(t *testing.T) {
	t.Parallel()
	s := serveLab(t, clientLab("file prompt quiet\narchive\n path flash0:arc\n"), "")
	d := s.Endpoints.Devices[0]
	admin := onConsole(t, d.Console)
	admin.run("copy running-config flash0:base", "R1#")
	other := dialSSH(t, d.SSH)
	other.expect("R1#")
	other.run("configure terminal", "(config)#") // it is in before the lock is taken
	admin.run("configure terminal lock", "(config)#")
	const refusal = "Configuration mode locked exclusively by user 'unknown' process '3' from terminal '0'. Please try later."
	if out := other.run("hostname OTHER", "R1(config)#"); !strings.Contains(out, refusal) {
		t.Error(out)
	}
	other.run("end", "R1#")
	for _, line := range []string{
		"configure terminal", "configure terminal lock", "configure memory", "copy flash0:base running-config",
		"configure replace flash0:base force", "configure replace flash0:base force nolock", "configure terminal revert timer 5",
	} {
		if out := other.run(line, "R1#"); !strings.Contains(out, refusal) {
			t.Errorf("%s: %s", line, out)
		}
	}
	if out := other.run("show configuration lock", "R1#"); !strings.Contains(out, "State             : LOCKED") || !strings.Contains(out, "TTY               : 0\r\n") {
		t.Error(out)
	}
	admin.run("hostname MINE", "MINE(config)#")
	admin.run("end", "MINE#")
	if out := other.run("configure replace flash0:base force", "R1#"); !strings.Contains(out, "Rollback Done") {
		t.Error(out)
	}

	// Who is cut off in the middle leaves no lock behind.
	other.run("configure terminal lock", "(config)#")
	if out := admin.run("configure terminal", "R1#"); !strings.Contains(out, "by user 'admin' process '340' from terminal '388'") {
		t.Error(out)
	}
	if err := other.shut(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(time.Minute); !strings.Contains(admin.run("show configuration lock", "R1#"), "FREE"); {
		if time.Now().After(deadline) {
			t.Fatal("the lock of a session that has ended stays")
		}
	}
	admin.configure("hostname R1")
}
