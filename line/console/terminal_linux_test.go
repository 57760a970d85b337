package console

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"syscall"
	"testing"
	"time"
	"unsafe"

	"github.com/iosim/iosim/line"
)

// ioctl calls the system on f.
func ioctl[T any](t *testing.T, f *os.File, request uintptr, arg *T) {
	t.Helper()
	err := onFD(f, func(fd int) {
		if _, _, e := syscall.Syscall(syscall.SYS_IOCTL, uintptr(fd), request, uintptr(unsafe.Pointer(arg))); e != 0 {
			t.Fatal(e)
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// openPTY gives a pseudo-terminal: the person's side, and the name of the other.
func openPTY(t *testing.T) (master *os.File, slave string) {
	t.Helper()
	master = opened(t, "/dev/ptmx", os.O_RDWR|syscall.O_NOCTTY)
	var lock, n int32
	ioctl(t, master, syscall.TIOCSPTLCK, &lock)
	ioctl(t, master, syscall.TIOCGPTN, &n)
	resize(t, master, 100, 30)
	return master, fmt.Sprintf("/dev/pts/%d", n)
}

func resize(t *testing.T, master *os.File, w, h uint16) {
	t.Helper()
	ioctl(t, master, syscall.TIOCSWINSZ, &[4]uint16{h, w})
}

func modes(t *testing.T, f *os.File) syscall.Termios {
	t.Helper()
	var m syscall.Termios
	ioctl(t, f, syscall.TCGETS, &m)
	return m
}

// openSlave opens the session's side as a program gets it: in blocking mode, or in
// one whose reads can be ended.
func openSlave(t *testing.T, name string, block bool) *os.File {
	t.Helper()
	if !block {
		return opened(t, name, os.O_RDWR|syscall.O_NOCTTY)
	}
	fd, err := syscall.Open(name, syscall.O_RDWR|syscall.O_NOCTTY|syscall.O_CLOEXEC, 0)
	if err != nil {
		t.Fatal(err)
	}
	f := os.NewFile(uintptr(fd), "/dev/stdin")
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// expect reads from the person's side until it has seen text.
func expect(t *testing.T, master *os.File, text string) {
	t.Helper()
	if err := master.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
		t.Fatal(err)
	}
	var got []byte
	var buf [1]byte
	for !bytes.HasSuffix(got, []byte(text)) {
		if _, err := master.Read(buf[:]); err != nil {
			t.Fatalf("%v after %q; want %q", err, got, text)
		}
		got = append(got, buf[0])
	}
	if string(got) != text {
		t.Fatalf("%q, want %q", got, text)
	}
}

func typeIn(t *testing.T, master *os.File, keys string) {
	t.Helper()
	if _, err := io.WriteString(master, keys); err != nil {
		t.Fatal(err)
	}
}

func kill(t *testing.T, s syscall.Signal) {
	t.Helper()
	if err := syscall.Kill(os.Getpid(), s); err != nil {
		t.Fatal(err)
	}
}

func TestTerminal(t *testing.T) {
	for _, block := range []bool{false, true} {
		t.Run(fmt.Sprintf("block=%v", block), func(t *testing.T) {
			master, name := openPTY(t)
			tty := openSlave(t, name, block)
			before := modes(t, tty)
			c, err := Open(tty, tty)
			if err != nil {
				t.Fatal(err)
			}
			if raw := modes(t, tty); raw.Lflag&(syscall.ISIG|syscall.ECHO|syscall.ICANON) != 0 {
				t.Error("not in raw mode")
			}
			term := line.NewTerminal(c, line.Options{Width: 80, Length: 24, FollowResize: true})
			if w, h := term.Size(); w != 100 || h != 30 {
				t.Errorf("size %d × %d", w, h)
			}
			// Control characters are keys; the bytes on the screen are the session's.
			for keys, want := range map[string]line.Line{
				"show cl\x7flock\r": {Text: "show clock", Key: '\r'},
				"end\x1a":           {Text: "end", Key: 0x1a},
				"x\x03":             {Text: "x", Key: 0x03},
				"\x1e":              {Key: 0x1e},
			} {
				typeIn(t, master, keys)
				if got, err := term.ReadLine(t.Context(), line.Request{Prompt: "R2#"}); got != want || err != nil {
					t.Errorf("%q: %q, %v", keys, got, err)
				}
				switch want.Key {
				case '\r':
					expect(t, master, "R2#show cl\b \block\r\n")
				case 0x1a:
					expect(t, master, "R2#end^Z\r\n")
				case 0x03:
					expect(t, master, "R2#x^C\r\n")
				default:
					expect(t, master, "R2#\r\n")
				}
			}
			if err := term.Close(); err != nil {
				t.Error(err)
			}
			if after := modes(t, tty); after != before {
				t.Errorf("mode after Close %+v, before %+v", after, before)
			}
			// The file is the caller's still.
			if err := c.Close(); err != nil {
				t.Errorf("closed twice: %v", err)
			}
			if _, err := io.WriteString(tty, "bye\n"); err != nil {
				t.Error(err)
			}
			expect(t, master, "bye\r\n")
		})
	}
}

func TestTerminalMenu(t *testing.T) {
	master, name := openPTY(t)
	tty := openSlave(t, name, true)
	c, err := Open(tty, tty)
	if err != nil {
		t.Fatal(err)
	}
	term := line.NewTerminal(c, line.Options{Width: 80})
	defer func() { _ = term.Close() }()
	got := make(chan line.Line)
	go func() {
		l, err := term.ReadLine(t.Context(), line.Request{Prompt: "R2#"})
		if err != nil {
			t.Error(err)
		}
		got <- l
	}()
	expect(t, master, "R2#")
	menu := "\r\n" + menuText(nil)
	for key, after := range map[string]string{"x": "\r\nR2#sh", "\x1d": "\r\nR2#sh", "b": "\r\nR2#sh"} {
		typeIn(t, master, "sh")
		expect(t, master, "sh")
		typeIn(t, master, "\x1d")
		expect(t, master, menu)
		typeIn(t, master, key)
		expect(t, master, after)
		if key == "b" {
			<-term.Breaks()
		}
		typeIn(t, master, "\x15")
		expect(t, master, "\b\b  \b\b")
	}
	typeIn(t, master, "ok\r")
	if l := <-got; l.Text != "ok" {
		t.Errorf("%q", l)
	}
	typeIn(t, master, "\x1dqlost\r")
	if _, err := term.ReadLine(t.Context(), line.Request{}); err != io.EOF {
		t.Errorf("after leaving: %v", err)
	}
}

// An action of the menu asks its question, acts, shows its error, and gives the line
// back; Ctrl-C leaves it.
func TestTerminalActions(t *testing.T) {
	master, name := openPTY(t)
	tty := openSlave(t, name, true)
	c, err := Open(tty, tty)
	if err != nil {
		t.Fatal(err)
	}
	term := line.NewTerminal(c, line.Options{Width: 80})
	defer func() { _ = term.Close() }()
	var did []string
	Offer(c,
		Action{Key: 'i', Name: "insert", Ask: "folder? ", Do: func(answer string) error {
			did = append(did, "insert "+answer)
			return nil
		}},
		Action{Key: 'e', Name: "eject", Do: func(string) error {
			did = append(did, "eject")
			return errors.New("there is nothing")
		}})
	got := make(chan line.Line)
	go func() {
		l, err := term.ReadLine(t.Context(), line.Request{Prompt: "R2#"})
		if err != nil {
			t.Error(err)
		}
		got <- l
	}()
	expect(t, master, "R2#")
	const menu = "\r\niosim: b break, i insert, e eject, q quit, any other key returns"
	for _, c := range [][2]string{
		{"\x1d", menu}, {"i", "\r\niosim: folder? "}, {"/tmq\bp", "/tmq\b \bp"}, {"\r", "\r\nR2#"},
		{"\x1d", menu}, {"I", "\r\niosim: folder? "}, {"\b\r", "\r\nR2#"},
		{"\x1d", menu}, {"i", "\r\niosim: folder? "}, {"never\x03", "never\r\nR2#"},
		{"\x1d", menu}, {"e", "\r\niosim: there is nothing\r\nR2#"},
	} {
		typeIn(t, master, c[0])
		expect(t, master, c[1])
	}
	typeIn(t, master, "ok\r")
	if l := <-got; l.Text != "ok" {
		t.Errorf("%q", l)
	}
	if want := []string{"insert /tmp", "insert ", "eject"}; !slices.Equal(did, want) {
		t.Errorf("%q, want %q", did, want)
	}
}

func next(t *testing.T, c line.Conn, kind line.SignalKind) line.Signal {
	t.Helper()
	s, ok := <-c.Signals()
	if !ok || s.Kind != kind {
		t.Fatalf("signal %v (%v), want %v", s, ok, kind)
	}
	return s
}

func TestTerminalSignals(t *testing.T) {
	master, name := openPTY(t)
	tty := openSlave(t, name, true)
	before := modes(t, tty)
	c, err := Open(tty, tty)
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = c.Close() }()
	resize(t, master, 60, 20)
	kill(t, syscall.SIGWINCH)
	if s := next(t, c, line.Resize); s.Width != 60 || s.Height != 20 {
		t.Errorf("%+v", s)
	}
	ioctl(t, tty, syscall.TCSETS, &before) // what a shell does on suspension
	kill(t, syscall.SIGCONT)
	next(t, c, line.Redraw)
	if modes(t, tty).Lflag&syscall.ICANON != 0 {
		t.Error("not in raw mode after being continued")
	}
	kill(t, syscall.SIGTERM)
	next(t, c, line.Hangup)
	if modes(t, tty) != before {
		t.Error("the mode is not restored after SIGTERM")
	}
}

func TestRestore(t *testing.T) {
	_, name := openPTY(t)
	tty := openSlave(t, name, true)
	before := modes(t, tty)
	c, err := Open(tty, tty)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		c.(*terminal).restore()
		if modes(t, tty) != before {
			t.Error("the mode is not restored")
		}
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

// The person closes the window.
func TestTerminalGone(t *testing.T) {
	master, name := openPTY(t)
	tty := openSlave(t, name, true)
	c, err := Open(tty, tty)
	if err != nil {
		t.Fatal(err)
	}
	if err := master.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := c.Read(make([]byte, 8)); err != io.EOF {
		t.Errorf("%v", err)
	}
	next(t, c, line.Hangup)
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}
