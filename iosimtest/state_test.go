package iosimtest_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/iosimtest"
)

func TestState(t *testing.T) {
	l := iosimtest.StartText(t, twoRouters)
	r := l.Device("R1")
	if r.Version() != "15.2(4)M1" || l.Device("R2").Version() != "" || !strings.Contains(r.StartupConfig(), "hostname R1") {
		t.Error(r.Version(), r.StartupConfig())
	}
	if !slices.ContainsFunc(r.Log(), func(s string) bool { return strings.Contains(s, "%SYS-5-RESTART") }) {
		t.Error(r.Log())
	}
	l.Host("srv").WriteFile("tftp", "notes", []byte("hello\n"))
	c := dial(t, r.SSH, "cisco")
	run(t, c, "copy tftp://10.1.1.1/notes null:")
	run(t, c, "copy tftp://10.1.1.1/nothing null:")
	if d := cmp.Diff([]iosimtest.Transfer{{Protocol: "tftp", Files: 1}, {Protocol: "tftp", OK: true, Files: 1, Bytes: 6}}, l.Transfers()); d != "" {
		t.Error(d)
	}
	if text := string(l.Inventory("csv")); !strings.Contains(text, "R1,c2901,"+r.SSH) || !strings.Contains(text, ",admin,cisco,") {
		t.Error(text)
	}
	before := r.Uptime()
	l.Advance(48 * time.Hour)
	if up := r.Uptime() - before; up < 48*time.Hour || up > 49*time.Hour {
		t.Error(up)
	}
	r.WriteFile("flash:kept", []byte("x"))
	r.Reload()
	r.WaitUp("15.2(4)M1")
	if r.Uptime() > time.Hour || !r.HasFile("flash:kept") {
		t.Error(r.Uptime())
	}
}

// TestSnapshot: what was there is there again, what came later is not; the first state
// can be had more than once.
func TestSnapshot(t *testing.T) {
	l := iosimtest.StartText(t, `name: two
devices:
  R1: { count: 3, credentials: { username: admin, password: cisco } }
  R2: { running: none }
hosts:
  srv: { address: 10.1.1.1, tftp: { write: true } }
`)
	r, other := l.Device("R1-1"), l.Device("R1-3") // which sleeps
	r.WriteFile("flash:kept", []byte("one"))
	l.Host("srv").WriteFile("tftp", "f", []byte("one"))
	s := l.Snapshot()
	version, uptime := r.Version(), r.Uptime()
	l.Advance(time.Hour)
	for range 2 {
		r.WriteFile("flash:kept", []byte("two"))
		r.WriteFile("flash:later", nil)
		other.WriteFile("flash:later", nil)
		l.Host("srv").WriteFile("tftp", "f", []byte("two"))
		c := dial(t, r.SSH, "cisco")
		erase(t, c)
		if r.StartupConfig() != "" {
			t.Fatal(r.StartupConfig())
		}
		l.Restore(s)
		if err := c.Wait(); err == nil {
			t.Error("the session goes on")
		}
		if got := string(r.ReadFile("flash:kept")); got != "one" || r.HasFile("flash:later") || other.HasFile("flash:later") {
			t.Errorf("%q", got)
		}
		if got := string(l.Host("srv").ReadFile("tftp", "f")); got != "one" {
			t.Errorf("%q", got)
		}
		if r.Version() != version || r.Uptime() > uptime+10*time.Minute || !strings.Contains(r.StartupConfig(), "hostname R1-1") || !l.Device("R2").InROMMON() {
			t.Error(r.Version(), r.Uptime(), r.StartupConfig())
		}
		for _, d := range []*iosimtest.Device{r, other} {
			if out := run(t, dial(t, d.SSH, "cisco"), "show privilege"); !strings.Contains(out, "level is 15") {
				t.Error(out)
			}
		}
	}
}

func erase(t *testing.T, c *gossh.Client) {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	s.Stdin = strings.NewReader("\r")
	if out, err := s.Output("erase startup-config"); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
}
