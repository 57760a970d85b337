package lab_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/lab"
)

// faulty is a lab whose router has one fault from the start.
func faulty(t *testing.T, fault, config string) *served {
	t.Helper()
	return serveLab(t, strings.Replace(clientLab(config), "    platform: c2901\n", "    platform: c2901\n    faults: [{ "+fault+" }]\n", 1), "")
}

func setFault(t *testing.T, s *served, f device.Fault) {
	t.Helper()
	if err := lab.SetFault(mustDevice(t, s), f); err != nil {
		t.Fatal(err)
	}
}

func TestFaultCutAt(t *testing.T) {
	t.Parallel()
	s := faulty(t, "name: cut-at, bytes: 300, times: 2", "")
	d := s.Endpoints.Devices[0]
	u := dialTelnet(t, d.Telnet)
	u.send("admin\rcisco\rshow version\r")
	if out := u.rest(); len(out) != 300 {
		t.Errorf("%d bytes of output: %q", len(out), out)
	}
	peertest.Need(t, "ssh", "/usr/bin/env")
	args := append(openSSH(t, "ssh", "-p", d.SSH), "admin@127.0.0.1", "show version")
	if out, err := peertest.Try(t, t.TempDir(), "/usr/bin/env", args...); err == nil || strings.Contains(out, "Configuration register") {
		t.Errorf("%v, %q", err, out)
	}
	// Two times, and no more.
	if out, err := peertest.Try(t, t.TempDir(), "/usr/bin/env", args...); err != nil || !strings.Contains(out, "Configuration register") {
		t.Errorf("%v, %q", err, out)
	}
	// What is drawn is the same for the same seed.
	var cuts []int
	for range 2 {
		setFault(t, s, device.Fault{Name: device.FaultCutAt, Seed: 7, Times: 1})
		u := dialTelnet(t, d.Telnet)
		u.send("admin\rcisco\rterminal length 0\rshow running-config\rshow running-config\rshow running-config\rshow running-config\rshow running-config\r")
		cuts = append(cuts, len(u.rest()))
	}
	if cuts[0] != cuts[1] || cuts[0] == 0 {
		t.Error(cuts)
	}
}

func TestFaultCutAtReload(t *testing.T) {
	t.Parallel()
	s := faulty(t, "name: cut-at-reload", "")
	u := dialSSH(t, s.Endpoints.Devices[0].SSH)
	u.expect("R1#")
	before := mustDevice(t, s).StartedAt()
	u.send("reload\r")
	if out := u.rest(); strings.Contains(out, "[confirm]") {
		t.Errorf("it asks: %q", out)
	}
	again(t, func() (*gossh.Client, error) { return gossh.Dial("tcp", s.Endpoints.Devices[0].SSH, sshConfig()) }).Close()
	if !mustDevice(t, s).StartedAt().After(before) {
		t.Error("it has not reloaded")
	}
}

func TestFaultEarlyPort(t *testing.T) {
	t.Parallel()
	s := faulty(t, "name: early-port, times: 1, delay: 3s", "")
	addr := s.Endpoints.Devices[0].SSH
	u := dialSSH(t, addr)
	u.expect("R1#")
	before := mustDevice(t, s).StartedAt()
	u.run("reload", "[confirm]")
	u.send("\r")
	u.rest()
	early := dialSSH(t, addr) // it answers, and nothing has happened
	early.expect("R1#")
	if at := mustDevice(t, s).StartedAt(); !at.Equal(before) {
		t.Error("it has reloaded already")
	}
	early.rest() // and then it goes
	again(t, func() (*gossh.Client, error) { return gossh.Dial("tcp", addr, sshConfig()) }).Close()
	if !mustDevice(t, s).StartedAt().After(before) {
		t.Error("it has not reloaded")
	}
}

func TestFaultSlowVerify(t *testing.T) {
	t.Parallel()
	s := faulty(t, "name: slow-verify", "")
	u := dialSSH(t, s.Endpoints.Devices[0].SSH)
	u.expect("R1#")
	begun := mustDevice(t, s).Now()
	out := u.run("verify /md5 flash0:"+oldImage, "R1#")
	if n := strings.Count(out, "."); n < 30000 || !strings.Contains(out, " = ") {
		t.Errorf("%d dots", n)
	}
	if took := mustDevice(t, s).Now().Sub(begun); took < time.Minute {
		t.Errorf("it took %v", took)
	}
}

func TestFaultLogInOutput(t *testing.T) {
	t.Parallel()
	s := faulty(t, "name: log-in-output, lines: 2", "")
	u := dialSSH(t, s.Endpoints.Devices[0].SSH)
	u.expect("R1#")
	u.run("terminal length 0", "R1#")
	lines := strings.Split(u.run("show version", "R1#"), "\r\n")
	if !strings.Contains(lines[3], ": %LINEPROTO-5-UPDOWN: Line protocol on Interface ") || !strings.HasPrefix(lines[2], "Technical Support") {
		t.Errorf("%q", lines)
	}
	if out := u.run("show logging", "R1#"); strings.Count(out, "%LINEPROTO-5-UPDOWN: Line protocol on Interface") < 2 {
		t.Error(out)
	}
}

func TestFaultMore(t *testing.T) {
	t.Parallel()
	s := faulty(t, "name: more, times: 1", "")
	u := dialSSH(t, s.Endpoints.Devices[0].SSH)
	u.expect("R1#")
	u.run("terminal length 0", "R1#")
	u.run("show running-config", " --More-- ")
	u.send("q")
	u.expect("R1#")
	u.run("terminal length 0", "R1#")
	if out := u.run("show running-config", "\r\nR1#"); strings.Contains(out, "--More--") {
		t.Error(out)
	}
}

func TestFaultPasswordChange(t *testing.T) {
	t.Parallel()
	s := faulty(t, "name: password-change, password: other", "")
	addr := s.Endpoints.Devices[0].SSH
	if err := tryPassword(addr, "admin", "cisco"); err != nil {
		t.Fatal(err)
	}
	if tryPassword(addr, "admin", "cisco") == nil {
		t.Error("the old password gets in")
	}
	if err := tryPassword(addr, "admin", "other"); err != nil {
		t.Error(err)
	}
}

func TestFaultEnableRefused(t *testing.T) {
	t.Parallel()
	s := faulty(t, "name: enable-refused, times: 1", "username low privilege 1 secret cisco\n")
	u := dialTelnet(t, s.Endpoints.Devices[0].Telnet)
	u.send("low\rcisco\r")
	u.expect("R1>")
	u.send("enable\rsecret\rsecret\rsecret\r")
	u.expect("% Bad secrets\r\n\r\nR1>")
	u.send("enable\rsecret\r")
	u.expect("R1#")
}

func TestFaultFlashFull(t *testing.T) {
	t.Parallel()
	s := faulty(t, "name: flash-full", "ip scp server enable\n")
	addr := s.Endpoints.Devices[0].SSH
	u := dialSSH(t, addr)
	u.expect("R1#")
	free := u.run("dir flash0: | include free", "R1#")
	u.run("copy tftp://10.1.1.1/"+newImage+" flash0:", "]? ")
	if out := u.run("", "R1#"); !strings.Contains(out, "No space left on device") || strings.Contains(out, "bytes copied") {
		t.Error(out)
	}
	peertest.Need(t, "scp", "/usr/bin/env")
	dir := t.TempDir()
	peertest.RandomFile(t, filepath.Join(dir, "put"), 100_000, 1)
	args := append(openSSH(t, "scp", "-P", addr), "-O", "put", "admin@127.0.0.1:flash:/put")
	if out, err := peertest.Try(t, dir, "/usr/bin/env", args...); err == nil || !strings.Contains(out, "No space left on device") {
		t.Errorf("%v, %q", err, out)
	}
	if out := u.run("dir flash0: | include free", "R1#"); out != free {
		t.Errorf("%s before, %s after", free, out)
	}
}

func TestFaultBadMD5(t *testing.T) {
	t.Parallel()
	s := faulty(t, "name: bad-md5, times: 1, seed: 3", "ip scp server enable\n")
	addr := s.Endpoints.Devices[0].SSH
	peertest.Need(t, "scp", "/usr/bin/env")
	dir := t.TempDir()
	peertest.RandomFile(t, filepath.Join(dir, "put"), 100_000, 1)
	sum := peertest.MD5(t, filepath.Join(dir, "put"))
	u := dialSSH(t, addr)
	u.expect("R1#")
	for _, good := range []bool{false, true} {
		args := append(openSSH(t, "scp", "-P", addr), "-O", "put", "admin@127.0.0.1:flash:/put")
		if out, err := peertest.Try(t, dir, "/usr/bin/env", args...); err != nil {
			t.Fatalf("%v, %q", err, out)
		}
		if out := u.run("verify /md5 flash:/put", "R1#"); strings.Contains(out, " = "+sum) != good {
			t.Errorf("%t: %s is not in %s", good, sum, out)
		}
		got, err := lab.ReadDeviceFile(t.Context(), mustDevice(t, s), "flash:put")
		want, _ := os.ReadFile(filepath.Join(dir, "put"))
		if err != nil || bytes.Equal(got, want) != good || len(got) != len(want) {
			t.Errorf("%v, %d bytes", err, len(got))
		}
	}
}

func TestFaultBootWarning(t *testing.T) {
	t.Parallel()
	s := faulty(t, "name: boot-warning, text: '%Warning: look at it'", "")
	u := dialSSH(t, s.Endpoints.Devices[0].SSH)
	u.expect("R1#")
	u.run("configure terminal", "R1(config)#")
	if out := u.run("boot system flash0:"+newImage, "R1(config)#"); !strings.Contains(out, "\r\n%Warning: look at it\r\n") {
		t.Error(out)
	}
	u.run("end", "R1#")
	if out := u.run("show running-config | include boot system", "R1#"); strings.Count(out, "boot system flash0:") != 2 {
		t.Error(out)
	}
}

func TestFaultOddHostname(t *testing.T) {
	t.Parallel()
	s := faulty(t, "name: odd-hostname", "")
	u := dialSSH(t, s.Endpoints.Devices[0].SSH)
	u.expect("core-1.lab_a(old)#")
	if out := u.run("show running-config | include hostname", "core-1.lab_a(old)#"); !strings.Contains(out, "\r\nhostname core-1.lab_a(old)\r\n") {
		t.Error(out)
	}
	setFault(t, s, device.Fault{Name: device.FaultOddHostname, Hostname: "x@y"})
	u.run("", "x@y#")
}

func TestFaultSlowEcho(t *testing.T) {
	t.Parallel()
	s := faulty(t, "name: slow-echo, delay: 50ms", "")
	u := dialSSH(t, s.Endpoints.Devices[0].SSH)
	u.expect("R1#")
	begun := time.Now()
	for _, c := range "show" {
		u.send(string(c))
		u.expect(string(c))
	}
	if took := time.Since(begun); took < 4*50*time.Millisecond {
		t.Errorf("the echo took %v", took)
	}
	mustDevice(t, s).ClearFault(device.FaultSlowEcho)
	if left := mustDevice(t, s).Faults(); len(left) != 0 {
		t.Error(left)
	}
	u.run(" privilege", "Current privilege level is 15\r\nR1#")
}

// docs/faults.md has a row for every fault, and no other.
func TestFaultDocs(t *testing.T) {
	b, err := os.ReadFile("../docs/faults.md")
	if err != nil {
		t.Fatal(err)
	}
	var want strings.Builder
	for _, k := range device.FaultKinds {
		uses := ""
		for i, u := range k.Uses {
			if i > 0 {
				uses += ", "
			}
			uses += "`" + u + "`" + def(k, u)
		}
		fmt.Fprintf(&want, "| `%s` | %s | %s |\n", k.Name, k.What, uses)
	}
	if !strings.Contains(string(b), "| --- | --- | --- |\n"+want.String()+"\n") {
		t.Errorf("docs/faults.md is to have\n%s", want.String())
	}
}

func def(k device.FaultKind, parameter string) string {
	switch f := k.Default; parameter {
	case "percent":
		return fmt.Sprintf(" (%d)", f.Percent)
	case "lines":
		return fmt.Sprintf(" (%d)", f.Lines)
	case "dots":
		return fmt.Sprintf(" (%d)", f.Dots)
	case "delay":
		return fmt.Sprintf(" (%v)", f.Delay)
	case "password":
		return " (" + f.Password + ")"
	case "hostname":
		return " (" + f.Hostname + ")"
	case "text":
		return " (" + f.Text + ")"
	case "bytes":
		return " (drawn)"
	}
	return ""
}
