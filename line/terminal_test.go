package line

import (
	"context"
	"errors"
	"io"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

// open starts a terminal whose other end is r.
func open(t *testing.T, o Options) (*Terminal, *Remote) {
	t.Helper()
	c, r := Pipe()
	term := NewTerminal(c, o)
	t.Cleanup(func() { _ = term.Close() })
	return term, r
}

// take returns what was shown on the screen since the last call.
func (r *Remote) take() string {
	r.shown.mu.Lock()
	defer r.shown.mu.Unlock()
	s := string(r.shown.buf)
	r.shown.buf = nil
	return s
}

func (r *Remote) typeIn(t *testing.T, keys string) {
	t.Helper()
	if _, err := r.Write([]byte(keys)); err != nil {
		t.Fatal(err)
	}
}

func mustRead(t *testing.T, term *Terminal, r Request) Line {
	t.Helper()
	l, err := term.ReadLine(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

func want(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

func TestTerminalSession(t *testing.T) {
	term, r := open(t, Options{Width: 80, Length: 24, Paging: true})
	h := NewHistory(10)
	r.typeIn(t, "show clock\r\nend\x1acopy a b\r\x00\rsecret\r\n\x10\r")
	for _, tt := range []struct {
		req  Request
		line Line
		out  string
	}{
		{Request{Prompt: "R1#", History: h}, Line{"show clock", '\r'}, "R1#show clock\r\n"},
		{Request{Prompt: "R1(config)#", History: h}, Line{"end", 0x1a}, "R1(config)#end^Z\r\n"},
		{Request{Prompt: "R1#", History: h}, Line{"copy a b", '\r'}, "R1#copy a b\r\n"},
		{Request{Prompt: "Destination filename [b]? "}, Line{"", '\r'}, "Destination filename [b]? \r\n"},
		{Request{Prompt: "\nPassword: ", Hidden: true, History: h}, Line{"secret", '\r'}, "\r\nPassword: \r\n"},
		{Request{Prompt: "R1#", History: h}, Line{"copy a b", '\r'}, "R1#copy a b\r\n"},
	} {
		if got := mustRead(t, term, tt.req); got != tt.line {
			t.Errorf("line %q, want %q", got, tt.line)
		}
		want(t, "screen", r.take(), tt.out)
	}
	want(t, "history", strings.Join(h.Lines(), "|"), "show clock|end|copy a b")
}

func TestTerminalHelpAndTab(t *testing.T) {
	term, r := open(t, Options{Width: 80})
	r.typeIn(t, "sh?\tx\tclock\x16?\r")
	l := mustRead(t, term, Request{
		Prompt: "R1#",
		Help:   func(left string) string { return left + "ow  \n\n" },
		Complete: func(left string) (string, bool) {
			return "show ", left == "sh"
		},
	})
	want(t, "line", l.Text, "show xclock?")
	want(t, "screen", r.take(), "R1#sh?\r\nshow  \r\n\r\nR1#sh\r\nR1#show x\aclock?\r\n")
}

func TestTerminalWrite(t *testing.T) {
	term, r := open(t, Options{})
	for _, s := range []string{"a\nb\r\nc\r", "\nd", "\n\n", "", "e\r\r\n", "\n"} {
		if n, err := io.WriteString(term, s); n != len(s) || err != nil {
			t.Errorf("%q: %d, %v", s, n, err)
		}
	}
	want(t, "output", r.take(), "a\r\nb\r\nc\r\nd\r\n\r\ne\r\r\n\r\n")
	long := strings.Repeat("0123456789\n", 10_000)
	if n, err := io.WriteString(term, long); n != len(long) || err != nil {
		t.Errorf("%d, %v", n, err)
	}
	if got := r.take(); got != strings.ReplaceAll(long, "\n", "\r\n") {
		t.Errorf("%d bytes of long output", len(got))
	}
}

func TestTerminalHangup(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term, r := open(t, Options{})
		ctx, stop := term.Watch(t.Context())
		defer stop()
		r.typeIn(t, "lost")
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		if !errors.Is(context.Cause(ctx), ErrHangup) {
			t.Errorf("watch: %v", context.Cause(ctx))
		}
		if _, err := io.WriteString(term, "x"); !errors.Is(err, ErrHangup) {
			t.Errorf("write: %v", err)
		}
		if _, err := term.ReadLine(t.Context(), Request{Prompt: "R1#"}); err != io.EOF {
			t.Errorf("read: %v", err)
		}
		if _, err := term.ReadKey(t.Context()); err != io.EOF {
			t.Errorf("key: %v", err)
		}
		if err := term.WaitReturn(t.Context()); err != io.EOF {
			t.Errorf("return: %v", err)
		}
		late, stop := term.Watch(t.Context())
		defer stop()
		if !errors.Is(context.Cause(late), ErrHangup) {
			t.Errorf("late watch: %v", context.Cause(late))
		}
	})
}

// A pending read ends with Close.
func TestTerminalCloseEndsRead(t *testing.T) {
	term, _ := open(t, Options{})
	errs := make(chan error)
	go func() {
		_, err := term.ReadLine(context.Background(), Request{})
		errs <- err
	}()
	if err := term.Close(); err != nil {
		t.Error(err)
	}
	if err := <-errs; err != io.EOF {
		t.Errorf("read: %v", err)
	}
}

// The end of the input is not a hangup: what was typed is read, output goes on.
func TestTerminalEOF(t *testing.T) {
	term, r := open(t, Options{})
	r.typeIn(t, "show version\nexi")
	if err := r.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	want(t, "line", mustRead(t, term, Request{Prompt: "R1#"}).Text, "show version")
	if _, err := term.ReadLine(t.Context(), Request{Prompt: "R1#"}); err != io.EOF {
		t.Errorf("%v", err)
	}
	if _, err := io.WriteString(term, "\n"); err != nil {
		t.Error(err)
	}
	want(t, "screen", r.take(), "R1#show version\r\nR1#exi\r\n")
}

// The session's time-out ends a read; what was half typed is gone, what comes
// later is not.
func TestTerminalTimeout(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term, r := open(t, Options{})
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			r.typeIn(t, "half")
			synctest.Wait()
			cancel()
		}()
		if _, err := term.ReadLine(ctx, Request{Prompt: "R1#"}); !errors.Is(err, context.Canceled) {
			t.Errorf("%v", err)
		}
		r.typeIn(t, "whole\r")
		want(t, "line", mustRead(t, term, Request{Prompt: "R1#"}).Text, "whole")
	})
}

func TestReadKey(t *testing.T) {
	for _, tt := range []struct {
		typed string
		keys  string // expected
		next  string // line after them
	}{
		{"y", "y", ""}, {"n\r", "n\r", ""}, {"\r\nshow\r", "\r", "show"}, {"\r\x00show\r", "\r", "show"},
		{"\nshow\n", "\r", "show"}, {"\x00y", "y", ""}, {"\x1bshow\r", "\x1b", "show"},
		{"\x1b[Ashow\r", "\x1b", "show"}, {"\x1bOBshow\r", "\x1b", "show"}, {"\x1b[3~y", "\x1by", ""},
		{"\x1b\x1b", "\x1b\x1b", ""}, {"\x16\x16y", "\x16\x16y", ""}, {"\x1b[1\x1b[By", "\x1b\x1by", ""}, {"\x03\x1e\x1a", "\x03\x1e\x1a", ""}, {" q", " q", ""},
	} {
		// In one read, and cut at each byte.
		for cut := range len(tt.typed) {
			synctest.Test(t, func(t *testing.T) {
				term, r := open(t, Options{})
				go func() {
					r.typeIn(t, tt.typed[:cut])
					synctest.Wait()
					r.typeIn(t, tt.typed[cut:])
					if err := r.CloseWrite(); err != nil {
						t.Error(err)
					}
				}()
				for i := range len(tt.keys) {
					k, err := term.ReadKey(t.Context())
					if err != nil || k != tt.keys[i] {
						t.Errorf("%q cut at %d: key %d is %q (%v)", tt.typed, cut, i, k, err)
					}
				}
				want(t, "echo", r.take(), "")
				if l, err := term.ReadLine(t.Context(), Request{}); l.Text != tt.next || (err == io.EOF) != (tt.next == "") {
					t.Errorf("%q cut at %d: then %q, %v", tt.typed, cut, l, err)
				}
			})
		}
	}
}

func TestWaitReturn(t *testing.T) {
	term, r := open(t, Options{})
	r.typeIn(t, "abc\x03\x1b[A\r\nen\r")
	if err := term.WaitReturn(t.Context()); err != nil {
		t.Fatal(err)
	}
	want(t, "line", mustRead(t, term, Request{}).Text, "en")
}

func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term, r := open(t, Options{})
		for _, key := range []string{"\x03", "\x1e"} {
			ctx, stop := term.Watch(t.Context())
			r.typeIn(t, "show ver")
			synctest.Wait()
			if ctx.Err() != nil {
				t.Fatal("ended by ordinary keys")
			}
			r.typeIn(t, "sion\r"+key+"show clock\r")
			<-ctx.Done()
			if !errors.Is(context.Cause(ctx), ErrInterrupt) {
				t.Errorf("cause %v", context.Cause(ctx))
			}
			stop()
			// What was typed ahead is there, the key is not.
			want(t, "line", mustRead(t, term, Request{}).Text, "show version")
			want(t, "line", mustRead(t, term, Request{}).Text, "show clock")
		}
		r.typeIn(t, "\x03")
		if l := mustRead(t, term, Request{}); l.Key != ctrlC {
			t.Errorf("a key after the watch: %q", l)
		}
	})
}

// A key between the command's Return and the watch counts, one of a later line does
// not.
func TestWatchEarly(t *testing.T) {
	for typed, interrupts := range map[string]bool{
		"copy\r\x1e": true, "copy\r\n\x1e": true, "copy\r\x00x\x03": true, "copy\r": false, "copy\rx\r\x03": false,
	} {
		synctest.Test(t, func(t *testing.T) {
			term, r := open(t, Options{})
			r.typeIn(t, typed)
			synctest.Wait()
			mustRead(t, term, Request{})
			ctx, stop := term.Watch(t.Context())
			defer stop()
			if got := errors.Is(context.Cause(ctx), ErrInterrupt); got != interrupts {
				t.Errorf("%q: interrupted %v", typed, got)
			}
		})
	}
}

// At a question within a watched command, the keys belong to the question.
func TestWatchQuestion(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term, r := open(t, Options{})
		ctx, stop := term.Watch(t.Context())
		defer stop()
		go func() {
			synctest.Wait()
			r.typeIn(t, "\x03")
		}()
		if l := mustRead(t, term, Request{Prompt: "Destination filename [x]? "}); l.Key != ctrlC {
			t.Errorf("%q", l)
		}
		if ctx.Err() != nil {
			t.Error("the watch ended too")
		}
		inner, stopInner := term.Watch(ctx)
		r.typeIn(t, "\x1e")
		<-inner.Done()
		stopInner()
		if ctx.Err() != nil {
			t.Error("the outer watch ended with the inner")
		}
		r.typeIn(t, "\x1e")
		<-ctx.Done()
	})
}

func TestBreak(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term, r := open(t, Options{})
		ctx, stop := term.WatchBreak(t.Context())
		if err := r.Send(Signal{Kind: Break}); err != nil {
			t.Fatal(err)
		}
		<-ctx.Done()
		if !errors.Is(context.Cause(ctx), ErrBreak) {
			t.Errorf("cause %v", context.Cause(ctx))
		}
		stop()
		if err := r.Send(Signal{Kind: Break}); err != nil {
			t.Fatal(err)
		}
		<-term.Breaks()
	})
}

func TestResize(t *testing.T) {
	for _, follow := range []bool{false, true} {
		synctest.Test(t, func(t *testing.T) {
			term, r := open(t, Options{Width: 80, Length: 24, FollowResize: follow})
			resize := func(w, h int) (int, int) {
				if err := r.Send(Signal{Kind: Resize, Width: w, Height: h}); err != nil {
					t.Fatal(err)
				}
				synctest.Wait()
				return term.Size()
			}
			w, h := resize(511, 1000)
			if follow != (w == 511 && h == 1000) || !follow && (w != 80 || h != 24) {
				t.Errorf("%d × %d", w, h)
			}
			term.SetSize(80, 0)
			if _, h = resize(100, 50); h != 0 {
				t.Errorf("a window has switched paging on: %d", h)
			}
			term.SetSize(-1, -1)
			if w, h = term.Size(); w != 0 || h != 0 {
				t.Errorf("%d × %d", w, h)
			}
		})
	}
}

func TestPrintAsync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term, r := open(t, Options{Width: 80})
		term.PrintAsync("*Mar  1: %SYS-5-CONFIG_I: one")
		want(t, "idle", r.take(), "*Mar  1: %SYS-5-CONFIG_I: one")
		var wg sync.WaitGroup
		wg.Go(func() {
			synctest.Wait()
			r.typeIn(t, "show cl\x02")
			synctest.Wait()
			term.PrintAsync("two")
			term.SetSynchronous(true)
			term.PrintAsync("three")
			if err := r.Send(Signal{Kind: Redraw}); err != nil {
				t.Error(err)
			}
			synctest.Wait()
			r.typeIn(t, "x\r")
		})
		want(t, "line", mustRead(t, term, Request{Prompt: "R1#"}).Text, "show cxl")
		wg.Wait()
		want(t, "editing", r.take(), "R1#show cl\b\r\ntwo\r\nthree\r\nR1#show cl\b\r\nR1#show cl\bxl\b\r\n")
		term.PrintAsync("four")
		want(t, "after", r.take(), "four")
	})
}

// Messages from many goroutines are neither lost nor torn while the session
// writes.
func TestPrintAsyncConcurrent(t *testing.T) {
	term, r := open(t, Options{})
	var wg sync.WaitGroup
	if _, err := io.WriteString(term, "begun"); err != nil { // so that every message needs a line end
		t.Fatal(err)
	}
	for range 4 {
		wg.Go(func() {
			for range 20 {
				term.PrintAsync("message")
			}
		})
		wg.Go(func() {
			for range 100 {
				if _, err := io.WriteString(term, "<output>"); err != nil {
					t.Error(err)
				}
			}
		})
	}
	wg.Wait()
	out := r.take()
	if n := strings.Count(out, "\r\nmessage"); n != 80 {
		t.Errorf("%d messages", n)
	}
	if n := strings.Count(out, "<output>"); n != 400 {
		t.Errorf("%d outputs", n)
	}
}

// More is typed ahead than is kept: the transport waits, nothing is lost.
func TestTypedAheadIsBounded(t *testing.T) {
	term, r := open(t, Options{})
	const lines = 25_000 // 325 kB
	go func() {
		for range lines {
			r.typeIn(t, "no shutdown\r\n")
		}
	}()
	go func() { _, _ = io.Copy(io.Discard, r) }()
	for i := range lines {
		if l := mustRead(t, term, Request{}); l.Text != "no shutdown" {
			t.Fatalf("line %d: %q", i, l)
		}
		term.in.mu.Lock()
		if n := len(term.in.buf) - term.in.head; n > maxAhead {
			t.Fatalf("%d bytes are kept", n)
		}
		term.in.mu.Unlock()
	}
}

// A line far beyond the limit neither hangs nor grows.
func TestTerminalLongLine(t *testing.T) {
	term, r := open(t, Options{Width: 80})
	go func() { r.typeIn(t, strings.Repeat("x", 100_000)+"\rshow\r") }()
	if l := mustRead(t, term, Request{}); len(l.Text) != MaxLine {
		t.Errorf("%d bytes", len(l.Text))
	}
	want(t, "then", mustRead(t, term, Request{}).Text, "show")
}
