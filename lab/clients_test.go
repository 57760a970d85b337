package lab_test

import (
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/peertest"
)

// openSSH is the start of a command line of ssh or scp that logs in with the
// password, by way of env.
func openSSH(t *testing.T, program string, portFlag string, addr string, more ...string) []string {
	t.Helper()
	ask := filepath.Join(t.TempDir(), "askpass")
	if err := os.WriteFile(ask, []byte("#!/bin/sh\necho cisco\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	_, port, _ := net.SplitHostPort(addr)
	return append([]string{"SSH_ASKPASS=" + ask, "SSH_ASKPASS_REQUIRE=force", peertest.Path(t, program),
		"-F", "/dev/null", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null", "-o", "LogLevel=ERROR",
		portFlag, port}, more...)
}

// TestClientSSH: one command, a pipe, the algorithms of old IOS (clients.md 9).
func TestClientSSH(t *testing.T) {
	t.Parallel()
	peertest.Need(t, "ssh", "/usr/bin/env")
	s := serveLab(t, clientLab(""), "")
	addr := s.Endpoints.Devices[0].SSH
	for _, o := range [][]string{
		nil,
		{"-oPreferredAuthentications=password"},
		{"-oPreferredAuthentications=keyboard-interactive"},
		{"-oKexAlgorithms=diffie-hellman-group14-sha1", "-oHostKeyAlgorithms=ssh-rsa", "-oCiphers=aes128-cbc", "-oMACs=hmac-sha1"},
		{"-oKexAlgorithms=diffie-hellman-group1-sha1", "-oHostKeyAlgorithms=ssh-rsa", "-oCiphers=3des-cbc", "-oMACs=hmac-sha1"},
	} {
		args := append(openSSH(t, "ssh", "-p", addr, o...), "admin@127.0.0.1", "show privilege")
		if out := peertest.Run(t, t.TempDir(), "/usr/bin/env", args...); out != "Current privilege level is 15\r\n" {
			t.Errorf("%v: %q", o, out)
		}
	}
	shell := append([]string{"-c", `printf 'show privilege\nexit\n' | "$0" "$@"`, "/usr/bin/env"},
		append(openSSH(t, "ssh", "-p", addr, "-T"), "admin@127.0.0.1")...)
	if out := peertest.Run(t, t.TempDir(), "/bin/sh", shell...); !strings.Contains(out, "R1#show privilege\r\nCurrent privilege level is 15\r\nR1#exit") {
		t.Errorf("%q", out)
	}
	wrong := append(openSSH(t, "ssh", "-p", addr), "nobody@127.0.0.1", "show privilege")
	if out, err := peertest.Try(t, t.TempDir(), "/usr/bin/env", wrong...); err == nil {
		t.Errorf("a wrong user got in: %q", out)
	}
}

// TestClientSCP: OpenSSH's scp in both directions (clients.md 9).
func TestClientSCP(t *testing.T) {
	t.Parallel()
	peertest.Need(t, "scp", "/usr/bin/env")
	s := serveLab(t, clientLab("ip scp server enable\nusername low privilege 1 secret cisco\n"), "")
	addr := s.Endpoints.Devices[0].SSH
	dir := t.TempDir()
	scp := func(args ...string) (string, error) {
		return peertest.Try(t, dir, "/usr/bin/env", append(openSSH(t, "scp", "-P", addr), args...)...)
	}
	must := func(args ...string) {
		t.Helper()
		if out, err := scp(args...); err != nil {
			t.Fatalf("%v: %v\n%s", args, err, out)
		}
	}
	for _, size := range []int64{0, 1, 32768, 1<<20 + 7} {
		peertest.RandomFile(t, filepath.Join(dir, "put"), size, uint64(size)+1)
		must("-O", "put", "admin@127.0.0.1:flash:/up.bin")
		must("-O", "-p", "admin@127.0.0.1:flash:/up.bin", "get")
		if peertest.MD5(t, filepath.Join(dir, "put")) != peertest.MD5(t, filepath.Join(dir, "get")) {
			t.Errorf("%d bytes came back as others", size)
		}
	}
	must("-O", "-p", "put", "admin@127.0.0.1:flash:") // under its own name
	must("-O", "-T", "admin@127.0.0.1:flash:put", "again")
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"-O", "admin@127.0.0.1:flash:/nope", "x"}, "flash:/nope: No such file or directory"},
		{[]string{"-O", "put", "admin@127.0.0.1:flash:/no/such/folder"}, "No such file or directory"},
		{[]string{"-O", "put", "admin@127.0.0.1:tftp://10.1.1.1/x"}, "Invalid argument"},
		{[]string{"-O", "put", "admin@127.0.0.1:../../../../etc/passwd"}, "scp: "},
		{[]string{"-O", "put", "get", "admin@127.0.0.1:flash:/up.bin"}, "Not a directory"},
		{[]string{"-O", "put", "low@127.0.0.1:flash:/x"}, "Privilege denied."},
		{[]string{"admin@127.0.0.1:flash:/put", "x"}, "subsystem request failed"},
	} {
		if out, err := scp(c.args...); err == nil || !strings.Contains(out, c.want) {
			t.Errorf("%v: %v, %q", c.args, err, out)
		}
	}
	// A date that the client sends stays, in both directions.
	old := time.Date(2011, 5, 6, 7, 8, 10, 0, time.UTC)
	if err := os.Chtimes(filepath.Join(dir, "put"), old, old); err != nil {
		t.Fatal(err)
	}
	must("-O", "-p", "put", "admin@127.0.0.1:flash:/dated")
	must("-O", "-p", "admin@127.0.0.1:flash:/dated", "dated")
	if st, err := os.Stat(filepath.Join(dir, "dated")); err != nil || !st.ModTime().Equal(old) {
		t.Errorf("%v, %v", st.ModTime(), err)
	}
	// A tree goes there and back.
	tree := filepath.Join(dir, "tree", "deep", "er")
	if err := os.MkdirAll(tree, 0o755); err != nil {
		t.Fatal(err)
	}
	peertest.RandomFile(t, filepath.Join(tree, "leaf"), 70_000, 5)
	peertest.RandomFile(t, filepath.Join(dir, "tree", "root"), 10, 6)
	must("-O", "-r", "tree", "admin@127.0.0.1:flash:/copy")
	must("-O", "-r", "tree", "admin@127.0.0.1:flash:/copy") // now it goes below
	must("-O", "-r", "admin@127.0.0.1:flash:/copy", "back")
	for _, name := range []string{"root", "deep/er/leaf", "tree/root", "tree/deep/er/leaf"} {
		if peertest.MD5(t, filepath.Join(dir, "tree", strings.TrimPrefix(name, "tree/"))) != peertest.MD5(t, filepath.Join(dir, "back", name)) {
			t.Errorf("%s came back as another", name)
		}
	}
	if out, err := scp("-O", "-r", "tree", "admin@127.0.0.1:tftp://10.1.1.1/x"); err == nil || !strings.Contains(out, "Invalid argument") {
		t.Errorf("%v, %q", err, out)
	}
	must("-O", "put", "tree/root", "admin@127.0.0.1:flash:/copy") // several files: -d
	// Without the server nothing goes.
	admin := dialSSH(t, addr)
	admin.expect("R1#")
	admin.run("configure terminal", "R1(config)#")
	admin.run("no ip scp server enable", "R1(config)#")
	admin.run("end", "R1#")
	if out, err := scp("-O", "put", "admin@127.0.0.1:flash:/y"); err == nil || !strings.Contains(out, "Administratively disabled.") {
		t.Errorf("%v, %q", err, out)
	}
	// A file that cannot fit is refused, and nothing of it stays.
	admin.run("configure terminal", "R1(config)#")
	admin.run("ip scp server enable", "R1(config)#")
	admin.run("end", "R1#")
	if err := os.Truncate(filepath.Join(dir, "put"), 3<<30); err != nil {
		t.Fatal(err)
	}
	if out, err := scp("-O", "put", "admin@127.0.0.1:flash:/big"); err == nil || !strings.Contains(out, "No space left on device") {
		t.Errorf("%v, %q", err, out)
	}
	if out := admin.run("dir flash:/big", "R1#"); !strings.Contains(out, "No such file or directory") {
		t.Error(out)
	}
}
