package lab_test

import (
	"regexp"
	"strings"
	"testing"
)

// TestHops goes from one router to another by telnet and ssh, comes back with
// Ctrl-Shift-6 x, and goes on (ios-boot.md 1.2 for the words at the end).
func TestHops(t *testing.T) {
	t.Parallel()
	text := strings.Replace(clientLab(""), "hosts:\n", `  R9:
    platform: c2901
    files:
      "flash0:`+oldImage+`": { image: `+oldImage+`, size: 200000 }
    startup-config:
      text: |
        hostname R9
        boot system flash0:`+oldImage+`
        interface GigabitEthernet0/0
         ip address 10.1.1.9 255.255.255.0
        end
    credentials: { username: far, password: away, secret: secret }
hosts:
`, 1)
	s := serveLab(t, text, t.TempDir())
	u := dialSSH(t, s.Endpoints.Devices[0].SSH)
	u.expect("R1#")
	u.run("terminal length 0", "R1#")
	if out := u.run("where", "R1#"); !strings.Contains(out, "% No connections open") {
		t.Error(out)
	}
	if out := u.run("telnet 10.1.1.9", "Username: "); !strings.Contains(out, "Trying 10.1.1.9 ... Open\r\n\r\n\r\nUser Access Verification") {
		t.Errorf("%q", out)
	}
	u.run("far", "Password: ")
	u.run("away", "R9#")
	if out := u.run("show users", "R9#"); !strings.Contains(out, "*388 vty 0     far        idle                 00:00:00 10.1.1.2") {
		t.Error(out)
	}
	if out := u.run("show tcp brief", "R9#"); !regexp.MustCompile(`\r\nTCB +Local .*\r\n[0-9A-F]{8}  10\.1\.1\.9\.23 +10\.1\.1\.2\.\d+ +ESTAB\r\n`).MatchString(out) {
		t.Errorf("%q", out)
	}
	u.send("\x1ex")
	u.expect("R1#")
	if out := u.run("show tcp brief", "R1#"); !regexp.MustCompile(`10\.1\.1\.2\.22 +127\.0\.0\.1\.\d+ +ESTAB\r\n[0-9A-F]{8}  10\.1\.1\.2\.\d+ +10\.1\.1\.9\.23 +ESTAB\r\n`).MatchString(out) {
		t.Errorf("%q", out)
	}
	if out := u.run("show sessions", "R1#"); !strings.Contains(out, "*  1 10.1.1.9            10.1.1.9               0     0 10.1.1.9\r\n") {
		t.Errorf("%q", out)
	}
	if out := u.run("ssh -l far 10.1.1.9", "Password: "); strings.Contains(out, "%") {
		t.Error(out)
	}
	u.run("wrong", "Password: ")
	u.run("away", "R9#")
	if out := u.run("show users", "R9#"); !strings.Contains(out, "*389 vty 1     far") {
		t.Error(out)
	}
	u.send("\x1ex")
	u.expect("R1#")
	u.run("1", "[Resuming connection 1 to 10.1.1.9 ... ]\r\n")
	u.run("", "R9#")
	u.send("\x1ex")
	u.expect("R1#")
	u.run("name-connection", "Connection number: ")
	if out := u.run("7", "R1#"); !strings.Contains(out, "% 7 is not an open connection") {
		t.Error(out)
	}
	u.run("name-connection", "Connection number: ")
	u.run("2", "Enter logical name: ")
	u.run("blue", "Connection 2 to 10.1.1.9 will be named \"BLUE\" [confirm]")
	u.send("\r")
	u.expect("R1#")
	if out := u.run("where", "R1#"); !strings.Contains(out, "   2 10.1.1.9            10.1.1.9               0     0 BLUE\r\n") {
		t.Errorf("%q", out)
	}
	if out := u.run("resume 7", "R1#"); !strings.Contains(out, "% 7 is not an open connection") {
		t.Error(out)
	}
	if out := u.run("disconnect 2", "[confirm]"); !strings.Contains(out, "Closing connection to 10.1.1.9 ") {
		t.Error(out)
	}
	u.send("\r")
	u.expect("R1#")
	u.run("", "[Resuming connection 1 to 10.1.1.9 ... ]\r\n")
	u.run("", "R9#")
	if out := u.run("exit", "R1#"); !strings.Contains(out, "[Connection to 10.1.1.9 closed by foreign host]") {
		t.Error(out)
	}
	if out := u.run("ssh -l far 10.1.1.9 show privilege", "Password: "); strings.Contains(out, "%") {
		t.Error(out)
	}
	if out := u.run("away", "R1#"); !strings.Contains(out, "Current privilege level is 15") {
		t.Error(out)
	}
	u.run("telnet 10.1.1.9 22", "Trying 10.1.1.9, 22 ... Open\r\n")
	u.expect("SSH-")
	u.send("\x1ex")
	u.expect("R1#")
	for line, want := range map[string]string{
		"telnet 10.1.1.9 81": "Trying 10.1.1.9, 81 ... \r\n% Connection refused by remote host\r\n",
		"ssh -l x 10.7.7.7":  "% Destination unreachable; gateway or host down\r\n",
		"ssh -l x 10.1.1.1":  "% Connection refused by remote host\r\n",
		"ssh -l x 10.1.1.77": "% Connection timed out; remote host not responding\r\n",
	} {
		if out := u.run(line, "R1#"); !strings.Contains(out, want) {
			t.Errorf("%s: %q", line, out)
		}
	}
	if out := u.run("exit", "[confirm]"); !strings.Contains(out, "You have open connections ") {
		t.Errorf("%q", out)
	}
	u.send("\r")
	if out := u.rest(); !strings.Contains(out, "Closing: 10.1.1.9 !") {
		t.Errorf("%q", out)
	}
}

// TestRotary: a port of a rotary group leads to the lines of that group, and to no other.
func TestRotary(t *testing.T) {
	t.Parallel()
	s := serveLab(t, `name: x
devices:
  R1: { credentials: { username: admin, password: cisco } }
  R9:
    startup-config:
      text: |
        hostname R9
        ip ssh port 2005 rotary 5
        interface GigabitEthernet0/0
         ip address 10.1.1.9 255.255.255.0
        line vty 0 2
         login local
        line vty 3 4
         login local
         rotary 5
        username far privilege 15 password away
        end
hosts: { srv: { address: 10.1.1.1, tftp: {} } }
`, "")
	u := dialSSH(t, s.Endpoints.Devices[0].SSH)
	u.expect("R1#")
	u.run("telnet 10.1.1.9 3005", "Username: ")
	u.run("far", "Password: ")
	u.run("away", "R9#")
	if out := u.run("show users", "R9#"); !strings.Contains(out, "*391 vty 3     far") {
		t.Error(out)
	}
	u.send("\x1ex")
	u.expect("R1#")
	u.run("ssh -p 2005 -l far 10.1.1.9", "Password: ")
	u.run("away", "R9#")
	if out := u.run("show users", "R9#"); !strings.Contains(out, "*392 vty 4     far") {
		t.Error(out)
	}
	u.send("\x1ex")
	u.expect("R1#")
	if out := u.run("telnet 10.1.1.9 3005", "R1#"); !strings.Contains(out, "% Connection refused by remote host") {
		t.Error(out) // both are busy
	}
	if out := u.run("telnet 10.1.1.9 3006", "R1#"); !strings.Contains(out, "% Connection refused by remote host") {
		t.Error(out)
	}
	u.send("telnet 10.1.1.9\r")
	u.expect("Username: ")
}
