package lab_test

import (
	"bytes"
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/internal/printable"
	"github.com/iosim/iosim/lab"
)

// A user name that a client may send before it has logged in: line ends that would forge a
// line of the log, escape sequences in 7 and 8 bits, a mark that turns the writing.
const hostileName = "x\r\n*Mar  1 09:00:00.000: %SYS-5-RELOAD: forged\x1b[2J\u009b31m\x9b7m\u202etoor"

const shownName = "x??*Mar  1 09:00:00.000: %SYS-5-RELOAD: forged?[2J?31m?7m?toor"

// The name of a client that does not even log in forges no line of the console or of the
// log, and no escape sequence of it reaches a terminal or an event.
func TestLoginNamesAreShownSafe(t *testing.T) {
	t.Parallel()
	s := serveLab(t, clientLab("login on-failure log\nlogin block-for 10 attempts 50 within 100\n"), "")
	var got told
	var lines bytes.Buffer
	w := event.NewWriter(&lines)
	defer s.Events().Subscribe(func(e event.Event) { got.note(e); w.Put(e) }, event.LoginRefused{}, event.Logged{})()
	d := s.Endpoints.Devices[0]
	admin := onConsole(t, d.Console)

	conf := sshConfig()
	conf.User = hostileName
	if c, err := gossh.Dial("tcp", d.SSH, conf); err == nil {
		c.Close()
		t.Fatal("it is let in")
	}
	var screen strings.Builder
	screen.WriteString(admin.expect("%SEC_LOGIN-4-LOGIN_FAILED"))
	screen.WriteString(admin.expect(" UTC "))

	// By Telnet, where Ctrl-V makes the next key text.
	u := dialTelnet(t, d.Telnet)
	u.expect("Username: ")
	u.send("y\x16\x1b[2J\u202e\u009b2J\r\n")
	u.expect("Password: ")
	u.send("wrong\r\n")
	u.expect("% Login invalid\r\n")
	screen.WriteString(admin.expect("%SEC_LOGIN-4-LOGIN_FAILED"))
	screen.WriteString(admin.expect(" UTC "))
	screen.WriteString(admin.run("show login failures", "R1#"))
	screen.WriteString(admin.run("show logging", "R1#"))
	for line := range strings.SplitSeq(screen.String(), "\r\n") {
		if !printable.Is(line) || strings.HasPrefix(line, "*Mar  1 09:00:00.000: %SYS-5-RELOAD") {
			t.Errorf("the console shows %q", line)
		}
	}
	for _, want := range []string{"[user: " + shownName + "]", "[user: y?[2J??2J]"} {
		if n := strings.Count(screen.String(), want); n < 2 {
			t.Errorf("%d times %q in\n%s", n, want, &screen)
		}
	}
	for _, e := range got.events() {
		if !printable.Is(e) {
			t.Errorf("event %q", e)
		}
	}
	if all := strings.Join(got.events(), "\n"); !strings.Contains(all, shownName) || !printable.Is(strings.ReplaceAll(lines.String(), "\n", "")) {
		t.Errorf("%s\n%s", all, &lines)
	}
}

// A name that uses its whole packet is cut.
func TestLongLoginNameIsCut(t *testing.T) {
	t.Parallel()
	s := serveLab(t, clientLab("login on-failure log\n"), "")
	d := s.Endpoints.Devices[0]
	admin := onConsole(t, d.Console)
	conf := sshConfig()
	conf.User = strings.Repeat("n", 30_000)
	if _, err := gossh.Dial("tcp", d.SSH, conf); err == nil {
		t.Fatal("it is let in")
	}
	admin.expect("%SEC_LOGIN-4-LOGIN_FAILED")
	if line := admin.expect(" UTC "); len(line) > 2*printable.MaxText || !strings.Contains(line, "nnn...]") {
		t.Errorf("%d bytes: %.700q", len(line), line)
	}
}

// The log of a host has what its clients send, a line each.
func TestHostLogIsSafe(t *testing.T) {
	t.Parallel()
	s := serveLabWith(t, strings.Replace(clientLab(""), "    tftp:\n", "    scp: { users: { u: p }, root: { files: { x: { text: y } } } }\n    tftp:\n", 1), "", lab.ServeOptions{})
	conf := sshConfig()
	conf.User = hostileName
	if _, err := gossh.Dial("tcp", s.Endpoints.Hosts[0].SSH, conf); err == nil {
		t.Fatal("it is let in")
	}
	found := false
	for _, l := range s.Lab.Hosts()[0].Log() {
		found = found || strings.Contains(l.Text, shownName)
		if !printable.Is(l.String()) {
			t.Errorf("%q", l.String())
		}
	}
	if !found {
		t.Errorf("no login in %v", s.Lab.Hosts()[0].Log())
	}
}
