package lab_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/listen"
	"github.com/iosim/iosim/lab/spec"
)

// TestServeUpgrade upgrades by an x/crypto client: facts, copy, verify, boot
// system, save, reload, reconnect.
func TestServeUpgrade(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "state")
	s := serveLab(t, clientLab(""), state)
	addr := s.Endpoints.Devices[0].SSH
	u := dialSSH(t, addr)
	u.expect("R1#")
	u.run("terminal length 0", "R1#")
	if out := u.run("show tcp brief", "R1#"); !regexp.MustCompile(`10\.1\.1\.2\.22 +127\.0\.0\.1\.\d+ +ESTAB\r\n`).MatchString(out) {
		t.Errorf("%q", out)
	}
	u.send("\x00") // how clients ask whether the line is alive (clients.md 1)
	if out := u.run("show version", "R1#"); !strings.HasPrefix(out, "show version\r\n") || !strings.Contains(out, "Version 15.2(4)M1") {
		t.Fatal(out)
	}
	u.run("copy tftp://10.1.1.1/"+newImage+" flash0:", "]? ")
	if out := u.run("", "R1#"); !strings.Contains(out, "300000 bytes copied in ") {
		t.Fatal(out)
	}
	if out := u.run("verify /md5 flash0:"+newImage, "R1#"); !strings.Contains(out, "verify /md5 (flash0:"+newImage+") = ") {
		t.Fatal(out)
	}
	u.run("configure terminal", "R1(config)#")
	u.run("no boot system", "R1(config)#")
	u.run("boot system flash0:"+newImage, "R1(config)#")
	u.run("end", "R1#")
	u.run("write memory", "R1#")
	if out := u.run("show logging | include Configured from console", "R1#"); !strings.Contains(out, "by admin on vty0 (127.0.0.1)") {
		t.Error(out)
	}
	u.run("reload", "[confirm]")
	u.send("\r")
	u.rest() // the router cuts the line

	c := again(t, func() (*gossh.Client, error) { return gossh.Dial("tcp", addr, sshConfig()) })
	defer c.Close()
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	out, err := session.Output("show version")
	if err != nil || !strings.Contains(string(out), "Version 15.5(2)T1") || !strings.Contains(string(out), newImage) {
		t.Fatalf("%v\n%s", err, out)
	}

	// All of it is on the disk when it stops, the host keys too.
	key := hostKey(t, addr, nil).Marshal()
	if err := s.stop(); err != nil {
		t.Fatal(err)
	}
	if _, err := net.Dial("tcp", addr); !errors.Is(err, syscall.ECONNREFUSED) {
		t.Errorf("the port after the end: %v", err)
	}
	s = serveLab(t, clientLab(""), state)
	if again := hostKey(t, s.Endpoints.Devices[0].SSH, nil).Marshal(); !bytes.Equal(key, again) {
		t.Error("another host key")
	}
	u = dialSSH(t, s.Endpoints.Devices[0].SSH)
	u.expect("R1#")
	if out := u.run("show version | include image", "R1#"); !strings.Contains(out, newImage) {
		t.Error(out)
	}
}

// hostKey is the host key that a server shows to a client that takes those kinds; nil is
// as the library likes.
func hostKey(t *testing.T, addr string, kinds []string) (key gossh.PublicKey) {
	t.Helper()
	conf := sshConfig()
	conf.HostKeyAlgorithms = kinds
	conf.HostKeyCallback = func(_ string, _ net.Addr, k gossh.PublicKey) error { key = k; return nil }
	c, err := gossh.Dial("tcp", addr, conf)
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	return key
}

// TestServeTelnetLogin: ios-boot.md 11.8.
func TestServeTelnetLogin(t *testing.T) {
	t.Parallel()
	s := serveLab(t, clientLab(""), "")
	u := dialTelnet(t, s.Endpoints.Devices[0].Telnet)
	if got := u.expect("Username: "); got != "\r\n\r\nUser Access Verification\r\n\r\nUsername: " {
		t.Errorf("%q", got)
	}
	u.send("admin\r\n")
	if got := u.expect("Password: "); got != "admin\r\nPassword: " {
		t.Errorf("%q", got)
	}
	u.send("cisco\r\x00")
	if got := u.expect("R1#"); got != "\r\nR1#" {
		t.Errorf("%q", got)
	}
	// A single key answers, and the rest of its Return is no second answer.
	u.run("erase startup-config", "[confirm]")
	u.send("\r\n")
	u.expect("R1#")
	u.send("exit\r\n")
	u.rest()

	u = dialTelnet(t, s.Endpoints.Devices[0].Telnet)
	for range 3 {
		u.expect("Username: ")
		u.send("admin\r\n")
		u.expect("Password: ")
		u.send("wrong\r\n")
		u.expect("% Login invalid\r\n")
	}
	u.rest()
}

// TestServeLines: what the configuration of the vty lines says is done.
func TestServeLines(t *testing.T) {
	t.Parallel()
	s := serveLab(t, clientLab(""), "")
	addr := s.Endpoints.Devices[0].Telnet
	admin := dialSSH(t, s.Endpoints.Devices[0].SSH)
	admin.expect("R1#")
	set := func(lines ...string) {
		t.Helper()
		admin.run("configure terminal", "R1(config)#")
		for _, l := range append([]string{"line vty 0 4"}, lines...) {
			if out := admin.run(l, ")#"); strings.Contains(out, "%") {
				t.Fatal(out)
			}
		}
		admin.run("end", "R1#")
	}

	t.Run("all busy", func(t *testing.T) {
		var all []*user
		for range 4 {
			u := dialTelnet(t, addr)
			u.expect("Username: ")
			all = append(all, u)
		}
		refused(t, addr)
		_ = all[2].shut()
		u := again(t, func() (*user, error) { return tryTelnet(t, addr) })
		u.send("admin\rcisco\r")
		u.expect("R1#")
		if out := u.run("show users", "R1#"); !strings.Contains(out, "vty 0     admin") || !strings.Contains(out, "vty 3     admin") {
			t.Error(out)
		}
		for _, u := range append(all, u) {
			_ = u.shut()
		}
	})
	idle := func() { // until only the administrator is there
		for len(running(t, mustDevice(t, s)).TTYs()) > 2 {
			time.Sleep(time.Millisecond)
		}
	}
	t.Run("password", func(t *testing.T) {
		idle()
		set("password line", "login")
		u := dialTelnet(t, addr)
		if got := u.expect("Password: "); got != "\r\n\r\nUser Access Verification\r\n\r\nPassword: " {
			t.Errorf("%q", got)
		}
		u.send("line\r")
		u.expect("R1>")
		u.run("enable", "Password: ")
		u.send("secret\r")
		u.expect("R1#")
		_ = u.shut()
	})
	t.Run("none set", func(t *testing.T) {
		idle()
		set("no password", "login")
		u := dialTelnet(t, addr)
		u.expect("\r\nPassword required, but none set\r\n")
		u.rest()
	})
	t.Run("open", func(t *testing.T) {
		idle()
		set("no login")
		u := dialTelnet(t, addr)
		u.expect("R1>")
		_ = u.shut()
	})
	t.Run("no secret", func(t *testing.T) {
		idle()
		admin.run("configure terminal", "R1(config)#")
		admin.run("no enable secret", "R1(config)#")
		admin.run("end", "R1#")
		u := dialTelnet(t, addr)
		u.expect("R1>")
		if out := u.run("enable", "R1>"); !strings.Contains(out, "% No password set\r\n") {
			t.Errorf("%q", out)
		}
		_ = u.shut()
	})
	t.Run("monitor", func(t *testing.T) {
		idle()
		out := admin.run("terminal monitor", "R1#")
		if strings.Contains(out, "%SYS-5") {
			t.Error(out) // none before
		}
		admin.run("configure terminal", "R1(config)#")
		admin.send("end\r")
		admin.expect("%SYS-5-CONFIG_I: Configured from console by admin on vty0 (127.0.0.1)")
		admin.run("terminal no monitor", "R1#")
		admin.run("", "R1#")
	})
	t.Run("transport", func(t *testing.T) {
		idle()
		set("transport input ssh")
		refused(t, addr)
		set("transport input telnet ssh")
		_ = dialTelnet(t, addr).shut()
	})
	t.Run("access-class", func(t *testing.T) {
		idle()
		admin.run("configure terminal", "R1(config)#")
		admin.run("access-list 10 permit 10.0.0.0 0.255.255.255", "R1(config)#")
		admin.run("end", "R1#")
		set("access-class 10 in")
		refused(t, addr)
		set("no access-class 10 in")
		_ = dialTelnet(t, addr).shut()
	})
	t.Run("more lines", func(t *testing.T) {
		idle()
		admin.run("configure terminal", "R1(config)#")
		admin.run("line vty 5 7", "R1(config-line)#")
		admin.run("no login", "R1(config-line)#")
		admin.run("end", "R1#")
		var all []*user
		for range 7 {
			all = append(all, dialTelnet(t, addr))
			all[len(all)-1].expect("R1>")
		}
		refused(t, addr)
		for _, u := range all {
			_ = u.shut()
		}
	})
}

func tryTelnet(t *testing.T, addr string) (*user, error) {
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return nil, err
	}
	if _, err := io.ReadFull(c, make([]byte, 12)); err != nil {
		c.Close()
		return nil, err
	}
	return newUser(t, c, c, c.Close), nil
}

// refused wants a connection that the router ends at once.
func refused(t *testing.T, addr string) {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		return
	}
	defer c.Close()
	if b, err := io.ReadAll(c); len(b) > 0 || err == nil && len(b) > 0 {
		t.Errorf("an answer: %q", b)
	}
}

// TestServeConsole: one client at a time; boot text, Break, ROMMON; while there is
// no software, SSH and Telnet are refused (clients.md 11).
func TestServeConsole(t *testing.T) {
	t.Parallel()
	s, clk := serveForBreak(t, clientLab(""))
	d := s.Endpoints.Devices[0]
	u := dialTelnet(t, d.Console)
	u.send("\r")
	u.expect("R1>")
	u.run("enable", "Password: ")
	u.send("secret\r")
	u.expect("R1#")
	refused(t, d.Console) // there is one already

	admin := dialSSH(t, d.SSH)
	admin.expect("R1#")
	u.reloadAndBreak(clk, mustDevice(t, s))
	admin.rest()
	for _, addr := range []string{d.SSH, d.Telnet} {
		if c, err := net.Dial("tcp", addr); !errors.Is(err, syscall.ECONNREFUSED) {
			t.Errorf("in ROMMON: %v", err)
			if err == nil {
				c.Close()
			}
		}
	}
	u.send("boot\r")
	u.expect("Press RETURN to get started!")
	_ = u.shut()
	again(t, func() (net.Conn, error) { return net.Dial("tcp", d.Telnet) }).Close()
	// The cable is free again, and the line as it was left.
	u = again(t, func() (*user, error) { return tryTelnet(t, d.Console) })
	u.send("\r")
	u.expect("R1>")
}

// TestServeCutSCP: a reload in the middle of a copy leaves nothing of it.
func TestServeCutSCP(t *testing.T) {
	t.Parallel()
	s := serveLab(t, clientLab("ip scp server enable\n"), "")
	addr := s.Endpoints.Devices[0].SSH
	c, err := gossh.Dial("tcp", addr, sshConfig())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	in, _ := session.StdinPipe()
	out, _ := session.StdoutPipe()
	u := newUser(t, in, out, c.Close)
	if err := session.Start("scp -t flash:/half"); err != nil {
		t.Fatal(err)
	}
	u.expect("\x00")
	u.send("C0644 100000 half\n")
	u.expect("\x00")
	u.send(strings.Repeat("x", 50_000))
	mustDevice(t, s).Reload("Reload Command")
	u.rest()
	again := again(t, func() (*gossh.Client, error) { return gossh.Dial("tcp", addr, sshConfig()) })
	defer again.Close()
	if session, err = again.NewSession(); err != nil {
		t.Fatal(err)
	}
	if out, err := session.Output("dir flash:/half"); err != nil || !strings.Contains(string(out), "No such file or directory") {
		t.Errorf("%v: %s", err, out)
	}
}

// A lab whose device cannot boot is ready all the same: its console answers.
func TestServeWithoutImage(t *testing.T) {
	t.Parallel()
	s := serveLab(t, "name: x\ndevices: { R1: { running: none } }\n", "")
	u := dialTelnet(t, s.Endpoints.Devices[0].Console)
	u.send("\r")
	u.expect("rommon ")
}

// Only the loopback may be shown the default credentials.
func TestServeDefaultCredentials(t *testing.T) {
	t.Parallel()
	sp, err := spec.Read(strings.NewReader(strings.ReplaceAll(clientLab(""), "password: cisco", "password: admin")), "x.yaml")
	if err != nil {
		t.Fatal(err)
	}
	l, err := lab.Open(t.Context(), sp, lab.Options{Ports: true})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	err = l.Serve(t.Context(), lab.ServeOptions{Options: listen.Options{Listen: netip.IPv4Unspecified()}})
	if err == nil || !strings.Contains(err.Error(), "admin/admin") {
		t.Error(err)
	}
}

// TestServeManyConnections: what cannot be served costs nothing, and the router
// works on.
func TestServeManyConnections(t *testing.T) {
	t.Parallel()
	s := serveLab(t, clientLab(""), "")
	d := s.Endpoints.Devices[0]
	var wg sync.WaitGroup
	for i := range 200 {
		wg.Go(func() {
			c, err := net.Dial("tcp", []string{d.SSH, d.Telnet}[i%2])
			if err != nil {
				return
			}
			defer c.Close()
			_, _ = c.Write(bytes.Repeat([]byte{byte(i)}, 10_000))
		})
	}
	wg.Wait()
	c := again(t, func() (*gossh.Client, error) { return gossh.Dial("tcp", d.SSH, sshConfig()) })
	defer c.Close()
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := session.Output("show privilege"); err != nil || !strings.Contains(string(out), "level is 15") {
		t.Errorf("%q %v", out, err)
	}
}

func TestServePorts(t *testing.T) {
	t.Parallel()
	sp, err := spec.Read(strings.NewReader(clientLab("")), "x.yaml")
	if err != nil {
		t.Fatal(err)
	}
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	for _, port := range []int{busy.Addr().(*net.TCPAddr).Port, 65535} {
		l, err := lab.Open(t.Context(), sp, lab.Options{Ports: true})
		if err != nil {
			t.Fatal(err)
		}
		if err := l.Serve(t.Context(), lab.ServeOptions{Options: listen.Options{Port: port}}); err == nil {
			t.Errorf("port %d", port)
		}
		l.Close()
	}
	l, err := lab.Open(t.Context(), sp, lab.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	if err := l.Serve(t.Context(), lab.ServeOptions{}); err == nil || os.IsTimeout(err) {
		t.Error(err)
	}
}

// TestServeHostKeys: which key a client gets that asks for one kind, and one that takes
// what it likes best.
func TestServeHostKeys(t *testing.T) {
	t.Parallel()
	addr := serveLab(t, clientLab(""), "").Endpoints.Devices[0].SSH
	for _, c := range []struct {
		asks []string
		kind string
	}{
		{[]string{gossh.KeyAlgoED25519, gossh.KeyAlgoECDSA256, gossh.KeyAlgoRSASHA256}, gossh.KeyAlgoED25519}, // OpenSSH, paramiko
		{nil, gossh.KeyAlgoECDSA256}, // golang.org/x/crypto/ssh
		{[]string{gossh.KeyAlgoRSASHA512}, gossh.KeyAlgoRSA},
		{[]string{gossh.KeyAlgoRSA}, gossh.KeyAlgoRSA}, // clients as old as IOS
	} {
		first, again := hostKey(t, addr, c.asks), hostKey(t, addr, c.asks)
		if first.Type() != c.kind || !bytes.Equal(first.Marshal(), again.Marshal()) {
			t.Errorf("%v: %s, then %s", c.asks, first.Type(), again.Type())
		}
	}
}
