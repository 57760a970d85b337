package ios_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/line"
)

var hostile = []string{
	"", " ", "!", "?", "show version", "show ver|inc x", "sh f", "do do do show clock", "s clock",
	"dir flash0:", "dir flash0:/../../..", "more flash0:notes.txt | include ((((((((((a+)+)+)+)+)+)+)+)+)+b",
	"show clock | include (a|a|a|a)*(a|a|a|a)*(a|a|a|a)*$", "show clock | redirect flash0:x", "show clock | tee /append flash0:x",
	"show clock | include [z-a]", "show clock | include \xff\xfe", "copy flash0:notes.txt flash0:sub/b.txt", "delete /force flash0:x",
	"reload", "reload in 5", "configure terminal", "clock set 25:61:61 31 feb 2016", "terminal width 1", "terminal length 1",
	"enable 15", "disable 0", "hostname \x00\x01\x02", "interface GigabitEthernet0/99999999999999999999", "ip address 999.1.1.1 0.0.0.0",
	"banner motd ^", "no", "default", "no no no no", strings.Repeat("no ", 3000), strings.Repeat("show ", 3000),
	strings.Repeat("x", 100_000), strings.Repeat("a ", 50_000), "show clock | include " + strings.Repeat("(", 50_000),
	"show " + strings.Repeat("|", 50_000), "copy " + strings.Repeat("flash0:", 10_000) + " null:", "\x1b[A\x1b[B\x00\x7f\xff", "alias exec a a", "a",
}

// FuzzExec runs any line, in EXEC and in each of some modes of configuration, on a
// real device: no panic, no hang, no error but the ends of a session.
func FuzzExec(f *testing.F) {
	for _, l := range hostile {
		f.Add(l)
	}
	d, tables := router(f)
	f.Fuzz(func(t *testing.T, text string) {
		for _, mode := range []*cli.Mode{cli.Exec, cli.Config, cli.Interface, cli.Line} {
			if err := execute(t, func(term *terminal) (*cli.Session, func()) {
				s, leave := seated(d, tables, term)
				s.Enter(mode, sections[mode])
				return s, leave
			}, text); err != nil && !errors.Is(err, cli.ErrExit) && !errors.Is(err, io.EOF) && !errors.Is(err, errStopped) {
				t.Errorf("%s: %.100q: %v", mode.Name, text, err)
			}
		}
	})
}

var sections = map[*cli.Mode][]string{
	cli.Interface: {"interface GigabitEthernet0/0"},
	cli.Line:      {"line con 0"},
}

var errStopped = errors.New("stopped")

// slow is how long a line may take of real time before it counts as hanging.
const slow = 30 * time.Second

func execute(t *testing.T, session func(*terminal) (*cli.Session, func()), text string) error {
	term := newTerminal(t, line.Options{Width: 80, Length: 24, Paging: true})
	defer term.end()
	_ = term.remote.CloseWrite()
	ctx, cancel := context.WithCancelCause(context.Background())
	defer cancel(nil)
	// What waits for the end of its session, as reload does, gets it.
	stop := time.AfterFunc(2*time.Second, func() { cancel(errStopped) })
	defer stop.Stop()
	ended := make(chan error, 1)
	s, leave := session(term)
	defer leave()
	go func() { ended <- s.Exec(ctx, text) }()
	select {
	case err := <-ended:
		return err
	case <-time.After(slow):
		return fmt.Errorf("it hangs")
	}
}

// FuzzKeys types any bytes into a session until its line is gone.
func FuzzKeys(f *testing.F) {
	for _, l := range hostile {
		f.Add([]byte(l+"\r"), uint16(80), uint16(24))
	}
	f.Add([]byte("sh?\tow ver?\x15\x10\x0e\x1b[A\x1b[D\x1bb\x1bd\x19\x1by\x14\x17\x12\x0c\x1a\x03\x1e\r"), uint16(40), uint16(3))
	f.Add([]byte("?   q? \r?\x03show ?  q"), uint16(1), uint16(2))
	f.Add([]byte("conf t\rint g0/0\rdo sh?\tow ?qno ?q\x1a"), uint16(0), uint16(5))
	f.Add([]byte(strings.Repeat("abc \x17\x19\x19", 3000)+"\r"), uint16(511), uint16(0))
	d, tables := router(f)
	f.Fuzz(func(t *testing.T, keys []byte, width, length uint16) {
		if len(keys) > 1<<17 {
			return
		}
		term := newTerminal(t, line.Options{Width: int(width % 600), Length: int(length % 600), Paging: true})
		defer term.end()
		ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
		defer cancel()
		s, leave := seated(d, tables, term)
		defer leave()
		ended := make(chan error, 1)
		go func() { ended <- s.Run(ctx) }()
		if _, err := term.remote.Write(keys); err != nil && !errors.Is(err, io.ErrClosedPipe) {
			t.Fatal(err)
		}
		_ = term.remote.CloseWrite()
		select {
		case err := <-ended:
			if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, context.DeadlineExceeded) {
				t.Error(err)
			}
		case <-time.After(slow):
			t.Errorf("%.200q hangs the session", keys)
		}
	})
}
