package lab_test

import (
	"errors"
	"io"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/listen"
	"github.com/iosim/iosim/lab/spec"
)

// configure types lines of configuration in an administrator's session.
func (u *user) configure(lines ...string) {
	u.t.Helper()
	u.run("configure terminal", "R1(config)#")
	for _, l := range lines {
		if out := u.run(l, ")#"); strings.Contains(out, "% Inv") || strings.Contains(out, "% Inc") || strings.Contains(out, "% Amb") {
			u.t.Fatal(out)
		}
	}
	u.run("end", "R1#")
}

// onConsole is an administrator at the console port.
func onConsole(t *testing.T, addr string) *user {
	t.Helper()
	u := dialTelnet(t, addr)
	u.send("\r")
	u.expect("R1>")
	u.run("enable", "Password: ")
	u.send("secret\r")
	u.expect("R1#")
	u.run("terminal length 0", "R1#")
	return u
}

func portRefuses(addr string) bool {
	c, err := net.Dial("tcp", addr)
	if err == nil {
		c.Close()
	}
	return errors.Is(err, syscall.ECONNREFUSED)
}

// TestServeKeys: without an RSA key nothing answers at the SSH port; the key makes it
// answer, and its end ends it. The keys are readable by their owner only, and stay.
func TestServeKeys(t *testing.T) {
	t.Parallel()
	state := filepath.Join(t.TempDir(), "state")
	text := strings.Replace(clientLab("ip domain name example.com\n"), "platform: c2901\n", "platform: c2901\n    rsa-key: none\n", 1)
	s := serveLab(t, text, state)
	d := s.Endpoints.Devices[0]
	if !portRefuses(d.SSH) {
		t.Error("SSH answers without a key")
	}
	admin := onConsole(t, d.Console)
	admin.configure("crypto key generate rsa modulus 1024")
	again(t, func() (net.Conn, error) { return net.Dial("tcp", d.SSH) }).Close()
	key := hostKey(t, d.SSH, nil).Marshal()
	st, err := os.Stat(filepath.Join(state, "R1", "keys.json"))
	if err != nil || st.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", st, err)
	}
	u := dialSSH(t, d.SSH)
	u.expect("R1#")
	if out := u.run("show ssh", "R1#"); !strings.Contains(out, "2.0     IN   ") || !strings.Contains(out, "admin\r\n%No SSHv1") {
		t.Error(out)
	}
	admin.run("configure terminal", "R1(config)#")
	admin.run("crypto key zeroize rsa", "[yes/no]: ")
	admin.run("yes", "R1(config)#")
	admin.run("end", "R1#")
	for deadline := time.Now().Add(hang); !portRefuses(d.SSH); time.Sleep(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatal("SSH answers without a key")
		}
	}
	u.run("", "R1#") // who is in stays in
	admin.configure("crypto key generate rsa modulus 1024")
	again(t, func() (net.Conn, error) { return net.Dial("tcp", d.SSH) }).Close()
	if other := hostKey(t, d.SSH, nil).Marshal(); string(other) == string(key) {
		t.Error("the old key is there again")
	}
}

// TestServePublicKey: a key of the user's, by OpenSSH.
func TestServePublicKey(t *testing.T) {
	t.Parallel()
	peertest.Need(t, "ssh", "ssh-keygen")
	dir := t.TempDir()
	for _, kind := range []string{"rsa", "ed25519"} {
		peertest.Run(t, dir, peertest.Path(t, "ssh-keygen"), "-q", "-t", kind, "-N", "", "-C", "wendell@desk", "-f", kind)
	}
	s := serveLab(t, clientLab("username wendell privilege 15 secret other\n"), "")
	d := s.Endpoints.Devices[0]
	_, port, _ := net.SplitHostPort(d.SSH)
	try := func(user, key string) (string, error) {
		return peertest.Try(t, dir, peertest.Path(t, "ssh"), "-F", "/dev/null", "-o", "StrictHostKeyChecking=no", "-o", "UserKnownHostsFile=/dev/null",
			"-o", "LogLevel=ERROR", "-o", "BatchMode=yes", "-o", "IdentitiesOnly=yes", "-i", key, "-p", port, user+"@127.0.0.1", "show privilege")
	}
	if out, err := try("wendell", "rsa"); err == nil {
		t.Errorf("a key that was not given: %q", out)
	}
	admin := dialSSH(t, d.SSH)
	admin.expect("R1#")
	admin.run("configure terminal", "R1(config)#")
	admin.run("ip ssh pubkey-chain", "R1(conf-ssh-pubkey)#")
	admin.run("username wendell", "R1(conf-ssh-pubkey-user)#")
	for _, kind := range []string{"rsa", "ed25519"} {
		b, err := os.ReadFile(filepath.Join(dir, kind+".pub"))
		if err != nil {
			t.Fatal(err)
		}
		admin.run("key-string", "(conf-ssh-pubkey-data)#")
		admin.run(strings.TrimSpace(string(b)), "(conf-ssh-pubkey-data)#")
		admin.run("exit", "R1(conf-ssh-pubkey-user)#")
	}
	admin.run("end", "R1#")
	admin.configure("login on-success log")
	if out := admin.run("show running-config | include key-hash", "R1#"); strings.Count(out, " wendell@desk\r\n") != 2 {
		t.Error(out)
	}
	for _, kind := range []string{"rsa", "ed25519"} {
		if out, err := try("wendell", kind); err != nil || out != "Current privilege level is 15\r\n" {
			t.Errorf("%s: %v, %q", kind, err, out)
		}
		if out := admin.run("show logging | include Login Success", "R1#"); !strings.Contains(out, "[user: wendell]") {
			t.Error(out)
		}
		if out, err := try("admin", kind); err == nil {
			t.Errorf("%s is another's key: %q", kind, out)
		}
	}
}

// tryPassword logs in over SSH.
func tryPassword(addr, user, password string) error {
	conf := sshConfig()
	conf.User, conf.Auth = user, []gossh.AuthMethod{gossh.Password(password)}
	c, err := gossh.Dial("tcp", addr, conf)
	if err == nil {
		c.Close()
	}
	return err
}

// TestServeAuthentication: SSH and Telnet ask for what the lines, or AAA, want.
func TestServeAuthentication(t *testing.T) {
	t.Parallel()
	s := serveLab(t, clientLab("enable secret other\n"), "")
	d := s.Endpoints.Devices[0]
	admin := onConsole(t, d.Console)
	for _, c := range []struct {
		name           string
		lines          []string
		user, password string // that gets in
		prompt         string // of Telnet
		wrong          string // what Telnet says to a wrong one
	}{
		{"local", []string{"line vty 0 4", "login local"}, "admin", "cisco", "Username: ", "% Login invalid"},
		{"line", []string{"line vty 0 4", "password line", "login"}, "whoever", "line", "Password: ", ""},
		{"aaa", []string{"aaa new-model"}, "admin", "cisco", "Username: ", "% Authentication failed"},
		{"aaa local", []string{"aaa authentication login default group tacacs+ local"}, "admin", "cisco", "Username: ", "% Authentication failed"},
		{"aaa enable", []string{"aaa authentication login default enable"}, "whoever", "secret", "Password: ", "% Authentication failed"},
		{"aaa line", []string{"aaa authentication login default line"}, "whoever", "line", "Password: ", "% Authentication failed"},
		{"aaa list", []string{"aaa authentication login VTY local", "line vty 0 4", "login authentication VTY"}, "admin", "cisco", "Username: ", "% Authentication failed"},
	} {
		t.Run(c.name, func(t *testing.T) {
			admin.t = t
			admin.configure(c.lines...)
			if err := tryPassword(d.SSH, c.user, c.password); err != nil {
				t.Error(err)
			}
			if tryPassword(d.SSH, c.user, c.password+"x") == nil {
				t.Error("a wrong password gets in")
			}
			u := dialTelnet(t, d.Telnet)
			u.expect(c.prompt)
			if c.prompt == "Username: " {
				u.run(c.user, "Password: ")
			}
			if out := u.run("wrong", c.prompt); !strings.Contains(out, c.wrong) {
				t.Errorf("%q", out)
			}
			_ = u.shut()
		})
	}
	t.Run("aaa nothing", func(t *testing.T) {
		admin.t = t
		admin.configure("no aaa authentication login VTY", "aaa authentication login default group radius", "line vty 0 4", "no login authentication VTY")
		if tryPassword(d.SSH, "admin", "cisco") == nil {
			t.Error("no server answers, and yet")
		}
	})
	t.Run("level", func(t *testing.T) {
		admin.t = t
		admin.configure("aaa authentication login default local")
		for _, c := range []struct{ line, level string }{
			{"no aaa authorization exec default", "1"}, {"aaa authorization exec default local", "15"},
		} {
			admin.configure(c.line)
			cl, err := gossh.Dial("tcp", d.SSH, sshConfig())
			if err != nil {
				t.Fatal(err)
			}
			session, err := cl.NewSession()
			if err != nil {
				t.Fatal(err)
			}
			if out, err := session.Output("show privilege"); err != nil || string(out) != "Current privilege level is "+c.level+"\r\n" {
				t.Errorf("%s: %v, %q", c.line, err, out)
			}
			cl.Close()
		}
	})
}

// TestServeBlockFor: login block-for shuts the lines to everybody but the quiet-mode
// list, says so, and opens them again (Cisco IOS Login Enhancements).
func TestServeBlockFor(t *testing.T) {
	t.Parallel()
	s := serveLab(t, clientLab("login block-for 120 attempts 3 within 60\nlogin on-failure log\nlogin on-success log\n"), "")
	d := s.Endpoints.Devices[0]
	admin := onConsole(t, d.Console)
	if err := tryPassword(d.SSH, "admin", "cisco"); err != nil {
		t.Fatal(err)
	}
	for _, user := range []string{"admin", "nobody", "admin"} {
		if tryPassword(d.SSH, user, "guess") == nil {
			t.Fatal("a guess is right")
		}
	}
	refused(t, d.SSH)
	refused(t, d.Telnet)
	if out := admin.run("show login", "R1#"); !strings.Contains(out, "     Router presently in Quiet-Mode.\r\n     Will remain in Quiet-Mode for ") ||
		!strings.Contains(out, "Denying logins from all sources.") || !strings.Contains(out, "If more than 3 login failures occur in 60 seconds or less,") {
		t.Error(out)
	}
	if out := admin.run("show login failures", "R1#"); !strings.Contains(out, "Total failed logins: 3\r\n") ||
		!strings.Contains(out, "nobody          127.0.0.1       22    1     ") || !strings.Contains(out, "admin           127.0.0.1       22    2     ") {
		t.Error(out)
	}
	for _, want := range []string{
		"%SEC_LOGIN-5-LOGIN_SUCCESS: Login Success [user: admin] [Source: 127.0.0.1] [localport: 22] at ",
		"%SEC_LOGIN-4-LOGIN_FAILED: Login failed [user: nobody] [Source: 127.0.0.1] [localport: 22] [Reason: Login Authentication Failed - BadUser] at ",
		"%SEC_LOGIN-1-QUIET_MODE_ON: Still timeleft for watching failures is ",
		"[user: admin] [Source: 127.0.0.1] [localport: 22] [Reason: Login Authentication Failed - BadPassword] [ACL: sl_def_acl] at ",
	} {
		if out := admin.run("show logging", "R1#"); !strings.Contains(out, want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	admin.configure("access-list 10 permit 127.0.0.0 0.255.255.255", "login quiet-mode access-class 10")
	if err := tryPassword(d.SSH, "admin", "cisco"); err != nil {
		t.Errorf("whom the list lets in: %v", err)
	}
	admin.configure("no login quiet-mode access-class 10")
	refused(t, d.SSH)
	r := mustDevice(t, s)
	if err := r.Clock().Sleep(t.Context(), 2*time.Minute); err != nil {
		t.Fatal(err)
	}
	c := again(t, func() (*gossh.Client, error) { return gossh.Dial("tcp", d.SSH, sshConfig()) })
	c.Close()
	admin.expect("%SEC_LOGIN-5-QUIET_MODE_OFF: Quiet Mode is OFF, because block period timed out at ")
}

// TestServeSSHSettings: what `ip ssh` sets holds for the next client.
func TestServeSSHSettings(t *testing.T) {
	t.Parallel()
	s := serveLab(t, clientLab("banner login #Property of $(hostname).#\n"), "")
	d := s.Endpoints.Devices[0]
	admin := onConsole(t, d.Console)
	with := func(change func(*gossh.ClientConfig)) error {
		conf := sshConfig()
		change(conf)
		c, err := gossh.Dial("tcp", d.SSH, conf)
		if err == nil {
			c.Close()
		}
		return err
	}
	banner := ""
	if err := with(func(c *gossh.ClientConfig) { c.BannerCallback = func(m string) error { banner += m; return nil } }); err != nil || banner != "Property of R1.\n" {
		t.Errorf("%v, %q", err, banner)
	}
	cbc := func(c *gossh.ClientConfig) { c.Ciphers = []string{"aes128-cbc"} }
	group1 := func(c *gossh.ClientConfig) { c.KeyExchanges = []string{"diffie-hellman-group1-sha1"} }
	for _, try := range []func(*gossh.ClientConfig){cbc, group1} {
		if err := with(try); err != nil {
			t.Error(err)
		}
	}
	admin.configure("ip ssh server algorithm encryption aes256-ctr", "ip ssh dh min size 2048")
	for _, try := range []func(*gossh.ClientConfig){cbc, group1} {
		if with(try) == nil {
			t.Error("an algorithm that is not wanted is taken")
		}
	}
	tries := 0
	admin.configure("ip ssh authentication-retries 1")
	if with(func(c *gossh.ClientConfig) {
		c.Auth = []gossh.AuthMethod{gossh.RetryableAuthMethod(gossh.PasswordCallback(func() (string, error) { tries++; return "no", nil }), 9)}
	}) == nil || tries != 1 {
		t.Errorf("%d tries", tries)
	}
	admin.configure("ip ssh server algorithm authentication publickey")
	if with(func(*gossh.ClientConfig) {}) == nil {
		t.Error("a password is taken")
	}
	admin.configure("no ip ssh server algorithm authentication", "ip ssh version 1")
	if with(func(*gossh.ClientConfig) {}) == nil {
		t.Error("version 2 is spoken")
	}
	admin.configure("ip ssh version 2", "ip ssh time-out 1")
	c, err := net.Dial("tcp", d.SSH)
	if err != nil {
		t.Fatal(err)
	}
	half := newUser(t, c, c, c.Close)
	half.expect("SSH-2.0-Cisco-1.25\r\n")
	half.rest() // the wait for it takes at most a second
}

// TestServeExposed: no device that lets anybody in is shown to other machines, and
// the console is never.
func TestServeExposed(t *testing.T) {
	t.Parallel()
	open := strings.ReplaceAll(clientLab("line vty 0 4\n no login\n"), "credentials: {", "credentials: { # {")
	open = strings.Replace(open, "credentials: { # { username: admin, password: cisco, secret: secret }", "running: none", 1)
	for text, want := range map[string]string{
		strings.ReplaceAll(clientLab(""), "password: cisco", "password: admin"): "takes admin/admin",
		strings.Replace(open, "    running: none\n", "", 1):                     "asks for no login on line vty 0 4",
	} {
		sp, err := spec.Read(strings.NewReader(text), "x.yaml")
		if err != nil {
			t.Fatal(err)
		}
		l, err := lab.Open(t.Context(), sp, lab.Options{Ports: true})
		if err != nil {
			t.Fatal(err)
		}
		err = l.Serve(t.Context(), lab.ServeOptions{Options: listen.Options{Listen: netip.IPv4Unspecified()}})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Error(err)
		}
		l.Close()
	}
}

// A password that becomes the default one, or a line that is opened, later
// on, does not help other machines either.
func TestExposedLater(t *testing.T) {
	t.Parallel()
	s := serveLab(t, clientLab(""), "")
	d := s.Endpoints.Devices[0]
	if err := mustDevice(t, s).Expose(); err != nil {
		t.Fatal(err)
	}
	admin := onConsole(t, d.Console)
	admin.configure("username admin secret admin")
	if tryPassword(d.SSH, "admin", "admin") == nil {
		t.Error("the default password gets in")
	}
	admin.configure("line vty 0 4", "no login")
	refused(t, d.Telnet)
}

// TestServeLoginDelay: a wrong password waits, in device time; a right one does not.
func TestServeLoginDelay(t *testing.T) {
	t.Parallel()
	s := serveLab(t, clientLab("login delay 7\n"), "")
	d := s.Endpoints.Devices[0]
	took := func(password string) (device, real time.Duration) {
		begun, at := mustDevice(t, s).Now(), time.Now()
		_ = tryPassword(d.SSH, "admin", password)
		return mustDevice(t, s).Now().Sub(begun), time.Since(at)
	}
	if span, _ := took("wrong"); span < 7*time.Second {
		t.Errorf("a wrong one takes %v", span)
	}
	if span, real := took("cisco"); span-real > 5*time.Second {
		t.Errorf("the right one takes %v", span)
	}
	admin := onConsole(t, d.Console)
	if out := admin.run("show login", "R1#"); !strings.Contains(out, "     A login delay of 7 seconds is applied.\r\n") || !strings.Contains(out, "Router NOT enabled to watch for login Attacks") {
		t.Error(out)
	}
}

// TestServeClearLine: a session that comes by SSH is ended like one by Telnet.
func TestServeClearLine(t *testing.T) {
	t.Parallel()
	s := serveLab(t, clientLab(""), "")
	d := s.Endpoints.Devices[0]
	admin := onConsole(t, d.Console)
	u := dialSSH(t, d.SSH)
	u.expect("R1#")
	if out := admin.run("show users", "R1#"); !strings.Contains(out, "388 vty 0     admin      idle                 00:00:0") {
		t.Error(out)
	}
	admin.run("clear line vty 0", "[confirm]")
	admin.send("\r")
	admin.expect("[OK]")
	admin.expect("R1#")
	u.rest()
	freed(t, s)
	dialSSH(t, d.SSH).expect("R1#")
}

// TestServeMaxStartups: so many clients may be about to log in; who has logged in does not
// count.
func TestServeMaxStartups(t *testing.T) {
	t.Parallel()
	addr := serveLab(t, clientLab("ip ssh maxstartups 2\n"), "").Endpoints.Devices[0].SSH
	dialSSH(t, addr).expect("R1#")
	var half []net.Conn
	for range 2 {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		if _, err := io.ReadFull(c, make([]byte, 4)); err != nil { // "SSH-": it is being served
			t.Fatal(err)
		}
		half = append(half, c)
	}
	refused(t, addr)
	half[0].Close()
	again(t, func() (*gossh.Client, error) { return gossh.Dial("tcp", addr, sshConfig()) }).Close()
}
