package ios_test

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/ios"
	"github.com/iosim/iosim/ios/iostest"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/line"
)

const smallLab = `
name: small
devices:
  R2:
    platform: c2901
    running: none
    files:
      "flash0:notes.txt": { text: "hello\n" }
      "flash0:sub/a.txt": { text: "a\n" }
`

const smallConfig = `hostname R2
interface GigabitEthernet0/0
 ip address 10.1.1.2 255.255.255.0
`

var epoch = time.Date(2016, time.March, 1, 9, 0, 0, 0, time.UTC)

// router is a device in memory whose configuration is loaded, without a boot, and
// the tables that its sessions use.
func router(tb testing.TB) (*system.System, *cli.Tables) {
	tb.Helper()
	return routerOn(tb, clock.Simulated(epoch))
}

func routerOn(tb testing.TB, clk clock.Clock) (*system.System, *cli.Tables) {
	tb.Helper()
	sp, err := spec.Read(strings.NewReader(smallLab), "small")
	if err != nil {
		tb.Fatal(err)
	}
	l, err := lab.Open(context.Background(), sp, lab.Options{Clock: clk, Seed: 1})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { _ = l.Close() })
	hw, _ := l.Device("R2")
	base, err := ios.New()
	if err != nil {
		tb.Fatal(err)
	}
	d := iostest.System(tb, hw, base.Tables())
	if err := cli.Load(context.Background(), d, base.Tables(), smallConfig, "memory"); err != nil {
		tb.Fatal(err)
	}
	return d, base.Tables()
}

// terminal is a user at a terminal of a session, who types and reads.
type terminal struct {
	*line.Terminal
	remote *line.Remote
	mu     sync.Mutex
	shown  strings.Builder
	more   chan struct{}
	done   chan struct{}
}

func newTerminal(tb testing.TB, o line.Options) *terminal {
	tb.Helper()
	conn, remote := line.Pipe()
	t := &terminal{Terminal: line.NewTerminal(conn, o), remote: remote, more: make(chan struct{}, 1), done: make(chan struct{})}
	go func() {
		defer close(t.done)
		buf := make([]byte, 4096)
		for {
			n, err := remote.Read(buf)
			t.mu.Lock()
			t.shown.Write(buf[:n])
			t.mu.Unlock()
			select {
			case t.more <- struct{}{}:
			default:
			}
			if err != nil {
				return
			}
		}
	}()
	return t
}

func (t *terminal) output() string {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.shown.String()
}

// until waits for the screen to end in text.
func (t *terminal) until(tb testing.TB, text string) {
	tb.Helper()
	limit := time.After(20 * time.Second)
	for !strings.HasSuffix(t.output(), text) {
		select {
		case <-t.more:
		case <-limit:
			tb.Fatalf("the screen does not end in %q:\n%q", text, t.output())
		}
	}
}

func (t *terminal) end() {
	_ = t.Close()
	_ = t.remote.Close()
	<-t.done
}

// seated is a session at level 15 on the console line.
func seated(d *system.System, tables *cli.Tables, t *terminal) (_ *cli.Session, leave func()) {
	s := cli.NewSession(d, tables, t.Terminal, "console")
	s.SetLevel(cli.PrivilegedLevel)
	tty := &system.TTY{ID: system.LineID{Kind: "con"}, Term: t.Terminal}
	s.AttachTTY(tty)
	return s, d.AttachTTY(tty)
}

// begin runs a session at level 15; the result waits for its end.
func begin(tb testing.TB, d *system.System, tables *cli.Tables, t *terminal) (wait func() error) {
	tb.Helper()
	s, leave := seated(d, tables, t)
	ended := make(chan error, 1)
	go func() { ended <- s.Run(context.Background()) }()
	return func() error {
		defer leave()
		select {
		case err := <-ended:
			return err
		case <-time.After(20 * time.Second):
			tb.Fatalf("the session does not end:\n%.2000q", t.output())
			return nil
		}
	}
}

func typed(tb testing.TB, t *terminal, keys string) {
	tb.Helper()
	if _, err := io.WriteString(t.remote, keys); err != nil {
		tb.Fatal(err)
	}
}

// TestMessageWhileTyping: what is typed next follows the message; with `logging
// synchronous` prompt and line come again (ios-boot.md 11.1).
func TestMessageWhileTyping(t *testing.T) {
	d, tables := router(t)
	for _, c := range []struct {
		synchronous bool
		want        string
	}{
		{false, "R2#show priv\r\n%TEST-5-X: message"},
		{true, "R2#show priv\r\n%TEST-5-X: message\r\nR2#show priv"},
	} {
		term := newTerminal(t, line.Options{Width: 80, Length: 24, Paging: true, Synchronous: c.synchronous})
		wait := begin(t, d, tables, term)
		typed(t, term, "show priv")
		term.until(t, "R2#show priv")
		term.PrintAsync("%TEST-5-X: message")
		term.until(t, c.want)
		typed(t, term, "ilege\r")
		term.until(t, c.want+"ilege\r\nCurrent privilege level is 15\r\nR2#")
		term.remote.CloseWrite()
		if err := wait(); err != io.EOF {
			t.Error(err)
		}
		term.end()
	}
}

// TestTypedAhead: everything typed at once, with all forms of Return, is kept from
// command to question to command (clients.md 4, 9).
func TestTypedAhead(t *testing.T) {
	d, tables := router(t)
	term := newTerminal(t, line.Options{Width: 80, Length: 24, Paging: true})
	defer term.end()
	wait := begin(t, d, tables, term)
	typed(t, term, "mkdir flash0:one\r\r\n"+"mkdir flash0:two\r\x00\r\x00"+"rmdir flash0:one\n\n\r\n"+"show privilege\r\x00"+
		"configure terminal\rhostname R9\r\x1ashow privilege\r")
	term.until(t, "R9#show privilege\r\nCurrent privilege level is 15\r\nR9#")
	term.remote.CloseWrite()
	if err := wait(); err != io.EOF {
		t.Error(err)
	}
	out := term.output()
	for _, want := range []string{
		"Created dir flash0:one\r\nR2#mkdir flash0:two\r\n", "Created dir flash0:two\r\nR2#rmdir flash0:one\r\n",
		"Remove directory filename [one]? \r\n", "one? [confirm]\r\n", "\r\nR2#show privilege\r\nCurrent privilege level is 15\r\n",
	} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%q", want, out)
		}
	}
}
