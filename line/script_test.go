package line

import (
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"testing/synctest"
)

// listScript types lines, and counts how many were asked for.
type listScript struct {
	Conn
	lines []string
	asked int
	end   error
	block chan struct{} // not nil: the first line waits for it
}

func (s *listScript) NextLine() (string, error) {
	if s.block != nil {
		<-s.block
		s.block = nil
	}
	s.asked++
	if s.asked > len(s.lines) {
		return "", s.end
	}
	return s.lines[s.asked-1], nil
}

func openScript(t *testing.T, lines ...string) (*Terminal, *listScript, *Remote) {
	t.Helper()
	c, r := Pipe()
	s := &listScript{Conn: c, lines: lines, end: io.EOF}
	term := NewTerminal(s, Options{Width: 80, Length: 2, Paging: true})
	t.Cleanup(func() { _ = term.Close() })
	return term, s, r
}

func TestScript(t *testing.T) {
	term, s, r := openScript(t, "", "enable", "se?cret", "sh?\tclock", "yes please", "", "end\x1a", "a\x1ab", "last")
	if s.asked != 0 {
		t.Error("read ahead")
	}
	if err := term.WaitReturn(t.Context()); err != nil || s.asked != 1 {
		t.Fatal(err, s.asked)
	}
	req := Request{
		Prompt:   "R1#",
		Help:     func(string) string { return "show  \n" },
		Complete: func(string) (string, bool) { return "show ", true },
	}
	read := func(what string, req Request, asked int, l Line, out string) {
		t.Helper()
		if got := mustRead(t, term, req); got != l {
			t.Errorf("%s: %q, want %q", what, got, l)
		}
		want(t, what, r.take(), out)
		if s.asked != asked {
			t.Errorf("%s: %d lines asked for, want %d", what, s.asked, asked)
		}
	}
	read("line", req, 2, Line{"enable", '\r'}, "R1#enable\r\n")
	read("password", Request{Prompt: "Password: ", Hidden: true}, 3, Line{"se?cret", '\r'}, "Password: \r\n")
	read("keys", req, 4, Line{"show clock", '\r'}, "R1#sh?\r\nshow  \r\nR1#sh\r\nR1#show clock\r\n")
	if k, err := term.ReadKey(t.Context()); k != 'y' || err != nil || s.asked != 5 {
		t.Errorf("key %q, %v, %d", k, err, s.asked)
	}
	if k, err := term.ReadKey(t.Context()); k != '\r' || err != nil || s.asked != 6 {
		t.Errorf("key %q, %v, %d", k, err, s.asked)
	}
	ctx, stop := term.Watch(t.Context())
	if _, err := io.WriteString(term.NewPager(ctx), "1\n2\n3\n"); err != nil {
		t.Error(err)
	}
	stop()
	want(t, "no paging", r.take(), "1\r\n2\r\n3\r\n")
	if s.asked != 6 {
		t.Error("read ahead while a command runs")
	}
	read("ctrl-z", req, 7, Line{"end", 0x1a}, "R1#end^Z\r\n")
	read("ctrl-z", req, 8, Line{"a", 0x1a}, "R1#a^Z\r\n")
	read("its rest", req, 8, Line{"b", '\r'}, "R1#b\r\n")
	if err := term.WaitReturn(t.Context()); err != nil {
		t.Fatal(err)
	}
	read("kept", req, 9, Line{"last", '\r'}, "R1#last\r\n")
	for range 2 {
		if _, err := term.ReadLine(t.Context(), req); err != io.EOF {
			t.Errorf("end: %v", err)
		}
	}
}

func TestScriptError(t *testing.T) {
	term, s, _ := openScript(t)
	s.end = errors.New("line 1 is too long")
	if _, err := term.ReadLine(t.Context(), Request{}); !errors.Is(err, s.end) {
		t.Errorf("%v", err)
	}
	if _, err := term.ReadKey(t.Context()); !errors.Is(err, s.end) {
		t.Errorf("%v", err)
	}
}

// A long line and an arrow key at a question have no effect; there is no bell.
func TestScriptOddLines(t *testing.T) {
	term, _, r := openScript(t, strings.Repeat("x", 100_000), "\x1b[A", "[confirm]", "\tz")
	if l := mustRead(t, term, Request{}); len(l.Text) != MaxLine || strings.Contains(r.take(), "\a") {
		t.Errorf("%d bytes", len(l.Text))
	}
	if k, err := term.ReadKey(t.Context()); k != escape || err != nil {
		t.Errorf("%q %v", k, err)
	}
	want(t, "line", mustRead(t, term, Request{}).Text, "[confirm]")
	r.take()
	l := mustRead(t, term, Request{Complete: func(string) (string, bool) { return "", false }})
	want(t, "line", l.Text, "z")
	want(t, "no bell", r.take(), "z\r\n")
}

// The session's time-out ends the waiting for a line, which the next read gets.
func TestScriptTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term, s, _ := openScript(t, "late")
		block := make(chan struct{})
		s.block = block
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := term.ReadLine(ctx, Request{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		ctx, cancel = context.WithCancel(t.Context())
		go func() {
			synctest.Wait()
			cancel()
		}()
		if _, err := term.ReadLine(ctx, Request{}); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		close(block)
		want(t, "line", mustRead(t, term, Request{}).Text, "late")
	})
}
