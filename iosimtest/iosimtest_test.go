package iosimtest_test

import (
	"net"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/iosimtest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

const twoRouters = `name: two
devices:
  R1: { running: c2900-universalk9-mz.SPA.152-4.M1.bin, credentials: { username: admin, password: cisco } }
  R2: { running: none }
hosts:
  srv: { address: 10.1.1.1, tftp: { write: true } }
`

func dial(t *testing.T, addr, password string) *gossh.Client {
	t.Helper()
	c, err := gossh.Dial("tcp", addr, &gossh.ClientConfig{
		User: "admin", Auth: []gossh.AuthMethod{gossh.Password(password)}, HostKeyCallback: gossh.InsecureIgnoreHostKey(),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func run(t *testing.T, c *gossh.Client, command string) string {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.CombinedOutput(command)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

func TestStart(t *testing.T) {
	l := iosimtest.StartText(t, twoRouters)
	r := l.Device("R1")
	if len(l.Devices) != 2 || r.InROMMON() || !l.Device("R2").InROMMON() || !strings.Contains(r.RunningConfig(), "hostname R1\n") {
		t.Errorf("%+v", l.Devices)
	}
	c := dial(t, r.SSH, "cisco")
	l.Host("srv").WriteFile("tftp", "notes", []byte("hello\n"))
	if out := run(t, c, "copy tftp://10.1.1.1/notes null:"); !strings.Contains(out, "6 bytes copied") {
		t.Errorf("%q", out)
	}
	r.WriteFile("flash:up", []byte("there\n"))
	if got := run(t, c, "more flash:up"); got != "there\r\n" || !r.HasFile("flash:up") || r.HasFile("flash:down") {
		t.Errorf("%q", got)
	}
	before := r.Now()
	if string(r.ReadFile("flash:up")) != "there\n" || r.Uptime() <= 0 || time.Since(before) > 24*time.Hour {
		t.Error(r.Uptime(), before)
	}
	for _, addr := range []string{r.Telnet, r.Console, l.Device("R2").Console} {
		c, err := net.Dial("tcp", addr)
		if err != nil {
			t.Error(err)
			continue
		}
		c.Close()
	}
}

// The default lab takes admin/admin.
func TestStartDefault(t *testing.T) {
	l := iosimtest.Start(t, "")
	if out := run(t, dial(t, l.Device("R2").SSH, "admin"), "show privilege"); !strings.Contains(out, "level is 15") {
		t.Error(out)
	}
	if l.Host("srv").FTP == "" {
		t.Error("no FTP")
	}
}
