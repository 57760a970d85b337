package ios

import (
	"context"
	"io"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/line"
)

var start = time.Date(2016, time.March, 1, 9, 0, 0, 0, time.UTC)

// desk is a person's end of a terminal.
type desk struct {
	t       *testing.T
	keys    chan []byte
	mu      sync.Mutex
	shown   strings.Builder
	seen    int
	more    chan struct{}
	done    chan struct{}
	once    sync.Once
	signals chan line.Signal
}

func newDesk(t *testing.T) *desk {
	return &desk{t: t, keys: make(chan []byte), more: make(chan struct{}, 1), done: make(chan struct{}), signals: make(chan line.Signal)}
}

func (d *desk) Read(p []byte) (int, error) {
	select {
	case b := <-d.keys:
		return copy(p, b), nil
	case <-d.done:
		return 0, io.EOF
	}
}

func (d *desk) Write(p []byte) (int, error) {
	d.mu.Lock()
	d.shown.Write(p)
	d.mu.Unlock()
	select {
	case d.more <- struct{}{}:
	default:
	}
	return len(p), nil
}

func (d *desk) Signals() <-chan line.Signal { return d.signals }
func (d *desk) Close() error                { d.once.Do(func() { close(d.done); close(d.signals) }); return nil }

// wait waits until text has been shown, after what was waited for before.
func (d *desk) wait(text string) {
	d.t.Helper()
	late := time.NewTimer(2 * time.Minute)
	defer late.Stop()
	for {
		d.mu.Lock()
		all := strings.ReplaceAll(d.shown.String(), "\r\n", "\n")
		d.mu.Unlock()
		if i := strings.Index(all[d.seen:], text); i >= 0 {
			d.seen += i + len(text)
			return
		}
		select {
		case <-d.more:
		case <-late.C:
			d.t.Fatalf("%q is not shown after %q", text, all[d.seen:])
		}
	}
}

func (d *desk) typed(text string) {
	for _, b := range []byte(text) {
		d.keys <- []byte{b}
	}
}

// console runs a console line with that configuration: top-level lines, and
// behind "con " those of line con 0.
func console(t *testing.T, lines ...string) (*desk, *system.System) {
	t.Helper()
	base, err := New()
	if err != nil {
		t.Fatal(err)
	}
	s := unbooted(t, "c2901", clock.Simulated(start), newDesk(t), base, false)
	d := s.System
	factory(d, "15.2(4)M1", "")
	var text, below strings.Builder
	for _, l := range lines {
		if l, ok := strings.CutPrefix(l, "con "); ok {
			below.WriteString(" " + l + "\n")
			continue
		}
		text.WriteString(l + "\n")
	}
	if err := cli.Load(t.Context(), d, base.tables, text.String()+"line con 0\n"+below.String(), "memory"); err != nil {
		t.Fatal(err)
	}
	desk := newDesk(t)
	term := line.NewTerminal(desk, line.Options{})
	ctx, cancel := context.WithCancel(context.Background())
	over := make(chan error, 1)
	go func() {
		desk := s.Console(term)
		defer desk.Close()
		for {
			if err := desk.Serve(ctx); err != nil {
				over <- err
				return
			}
		}
	}()
	t.Cleanup(func() {
		cancel()
		<-over
		term.Close()
		d.Console().Close()
	})
	desk.wait("RETURN to get started!")
	desk.typed("\r")
	return desk, d
}

const available = "con0 is now available\n\n\n\n\n\nPress RETURN to get started."

// ios-boot.md 11.8: the session ends after ten minutes without a key.
func TestExecTimeout(t *testing.T) {
	desk, d := console(t)
	desk.wait("Router>")
	desk.typed("show cl")
	pass(t, d, 9*time.Minute)
	desk.typed("ock\r") // keys count, not lines
	desk.wait("UTC")
	desk.wait("Router>")
	if idle := outlast(t, desk, d); idle < 10*time.Minute {
		t.Errorf("it ended after %v", idle)
	}
	desk.wait(available)
	desk.typed("\r")
	desk.wait("Router>")
}

// outlast lets time pass until the session has ended, and gives how much.
func outlast(t *testing.T, desk *desk, d *system.System) time.Duration {
	t.Helper()
	begun := d.Clock().Now()
	for {
		desk.mu.Lock()
		gone := strings.Contains(desk.shown.String(), "available")
		desk.mu.Unlock()
		if gone {
			return d.Clock().Now().Sub(begun)
		}
		pass(t, d, 10*time.Second)
		if d.Clock().Now().Sub(begun) > time.Hour {
			t.Fatal("an hour later the session still waits")
		}
	}
}

// The other time-outs of a line: session-timeout is one of idleness too,
// absolute-timeout ends a busy session as well.
func TestLineTimeouts(t *testing.T) {
	for _, c := range []struct {
		lines       []string
		busy        bool
		least, most time.Duration
	}{
		{[]string{"con session-timeout 3"}, false, 3 * time.Minute, 5 * time.Minute},
		{[]string{"con session-timeout 30"}, false, 10 * time.Minute, 15 * time.Minute},
		{[]string{"con exec-timeout 0 0", "con session-timeout 4 output"}, false, 4 * time.Minute, 6 * time.Minute},
		{[]string{"con absolute-timeout 2"}, true, 2 * time.Minute, 4 * time.Minute},
	} {
		desk, d := console(t, c.lines...)
		desk.wait("Router>")
		begun := d.Clock().Now()
		if c.busy {
			for range 5 {
				pass(t, d, 20*time.Second)
				desk.typed("\r")
			}
		}
		outlast(t, desk, d)
		if took := d.Clock().Now().Sub(begun); took < c.least || took > c.most {
			t.Errorf("%v: it ended after %v", c.lines, took)
		}
		if c.busy {
			desk.wait("* Line timeout expired\n")
		}
	}
}

// pass lets device time pass, and others wake up.
func pass(t *testing.T, d *system.System, span time.Duration) {
	t.Helper()
	for span > 0 {
		step := min(span, 10*time.Second)
		if err := d.Clock().Sleep(t.Context(), step); err != nil {
			t.Fatal(err)
		}
		span -= step
		time.Sleep(200 * time.Microsecond)
	}
}

// The order of ios-boot.md 11.8: banner, header, name, password; three tries.
func TestLoginLocal(t *testing.T) {
	desk, d := console(t, "username cisco privilege 15 password 0 odom", "con login local",
		"banner motd ^C\nNo entry at $(hostname).\n^C", "banner login #Who?#", "banner exec ^CWelcome.^C")
	desk.wait("\nNo entry at Router.\nWho?\n\nUser Access Verification\n\nUsername: ")
	for range 3 {
		desk.typed("cisco\r")
		desk.wait("Password: ")
		desk.typed("wrong\r")
		desk.wait("% Login invalid\n")
	}
	desk.wait(available)
	desk.typed("\r")
	desk.wait("Username: ")
	desk.typed("nobody\r")
	desk.wait("Password: ")
	desk.typed("\r")
	desk.wait("% Login invalid\n\nUsername: ")
	desk.typed("cisco\r")
	desk.wait("Password: ")
	desk.typed("odom\r")
	desk.wait("Welcome.\nRouter#") // privilege 15
	if seats := d.TTYs(); len(seats) != 1 {
		t.Fatalf("%d lines are taken", len(seats))
	} else if name, active := seats[0].User(); name != "cisco" || !active {
		t.Errorf("user %q, %t", name, active)
	}
	desk.typed("conf t\rhostname R9\rend\r")
	desk.wait("Configured from console by cisco on console")
}

func TestLoginByLinePassword(t *testing.T) {
	desk, _ := console(t, "con login", "con password 0 cisco", "con privilege level 7")
	desk.wait("User Access Verification\n\nPassword: ")
	desk.typed("no\r")
	desk.wait("Password: ")
	desk.typed("no\r")
	desk.wait("Password: ")
	desk.typed("no\r")
	desk.wait("% Bad passwords\n")
	desk.wait(available)
	desk.typed("\r")
	desk.wait("Password: ")
	desk.typed("cisco\r")
	desk.wait("Router#")
	desk.typed("show privilege\r")
	desk.wait("Current privilege level is 7\n")
}

func TestLoginTimesOut(t *testing.T) {
	desk, d := console(t, "con login", "con password 0 cisco")
	desk.wait("Password: ")
	pass(t, d, time.Minute)
	desk.wait("timeout expired!")
	desk.wait(available)
}

func TestClearLine(t *testing.T) {
	desk, d := console(t)
	desk.wait("Router>")
	d.TTYs()[0].Clear()
	desk.wait(available)
}

// What a line sends to others, and to itself.
func TestSend(t *testing.T) {
	desk, _ := console(t)
	desk.wait("Router>")
	desk.typed("enable\rsend *\rcoffee is ready\rcome\x1a")
	desk.wait("abort with CTRL/C:\n")
	desk.wait("Send message? [confirm]")
	desk.typed("\r")
	desk.wait("\n\n***\n***\n*** Message from tty0 to all tty lines:\n***\ncoffee is ready\ncome\n")
	desk.wait("Router#")
	desk.typed("send console 0\r")
	desk.wait("CTRL/C:\n")
	desk.typed("hello\x03") // typed ahead, it would stop the command that is still to ask
	desk.wait("Router#")
	desk.typed("send vty 9\r")
	desk.wait("% Invalid line number\n")
}

// `logging synchronous` shows the line again below a message; without it the
// message stands in the middle of what is typed.
func TestLoggingSynchronous(t *testing.T) {
	desk, d := console(t, "con logging synchronous")
	desk.wait("Router>")
	desk.typed("show v")
	desk.wait("show v")
	d.Logf("SYS-5-TEST", "something")
	desk.wait("%SYS-5-TEST: something\nRouter>show v")
}

func TestConsoleLevel(t *testing.T) {
	desk, d := console(t, "logging console errors")
	desk.wait("Router>")
	d.Logf("SYS-5-QUIET", "nobody reads it")
	d.Logf("SYS-3-LOUD", "somebody does")
	desk.wait("SYS-3-LOUD")
	desk.mu.Lock()
	defer desk.mu.Unlock()
	if strings.Contains(desk.shown.String(), "QUIET") {
		t.Error("the console shows a notification beyond its level")
	}
}
