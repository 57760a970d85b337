package console

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iosim/iosim/line"
)

// fileWith gives a file with that content, at its start.
func fileWith(t *testing.T, text string) *os.File {
	t.Helper()
	name := filepath.Join(t.TempDir(), "in")
	if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return opened(t, name, os.O_RDWR)
}

func opened(t *testing.T, name string, flag int) *os.File {
	t.Helper()
	f, err := os.OpenFile(name, flag, 0)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

func openScript(t *testing.T, in *os.File) (line.Script, *os.File) {
	t.Helper()
	out := fileWith(t, "")
	c, err := Open(in, out)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	s, ok := c.(line.Script)
	if !ok {
		t.Fatalf("%T is no script", c)
	}
	return s, out
}

func TestScriptLines(t *testing.T) {
	for text, want := range map[string][]string{
		"":                                   nil,
		"\n":                                 {""},
		"a\nb\r\n\nc":                        {"a", "b", "", "c"},
		"a\rb\r\r\n \n\x00":                  {"a\rb\r", " ", "\x00"},
		strings.Repeat("x", 100_000) + "\nz": {strings.Repeat("x", 100_000), "z"},
	} {
		s, _ := openScript(t, fileWith(t, text))
		for i, w := range want {
			if got, err := s.NextLine(); got != w || err != nil {
				t.Errorf("%.20q: line %d: %.20q, %v", text, i, got, err)
			}
		}
		for range 2 {
			if got, err := s.NextLine(); err != io.EOF {
				t.Errorf("%.20q: end: %q, %v", text, got, err)
			}
		}
	}
}

func TestScriptLongLine(t *testing.T) {
	fits := strings.Repeat("x", MaxScriptLine)
	s, _ := openScript(t, fileWith(t, "a\n"+fits+"\r\n"+fits+"yyy\n"))
	for _, want := range []string{"a", fits} {
		if got, err := s.NextLine(); got != want || err != nil {
			t.Fatalf("%d bytes, %v", len(got), err)
		}
	}
	_, err := s.NextLine()
	if want := fmt.Sprintf("standard input, line 3: longer than %d bytes", MaxScriptLine); err == nil || err.Error() != want {
		t.Errorf("%v, want %s", err, want)
	}
}

func TestScriptAsBytes(t *testing.T) {
	s, _ := openScript(t, fileWith(t, "a\nb"))
	got, err := io.ReadAll(s)
	if string(got) != "a\nb" || err != nil {
		t.Errorf("%q, %v", got, err)
	}
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if _, err := s.Read(make([]byte, 1)); err != io.EOF {
		t.Errorf("after Close: %v", err)
	}
}

func TestScriptUnreadable(t *testing.T) {
	s, _ := openScript(t, opened(t, t.TempDir(), os.O_RDONLY))
	if _, err := s.NextLine(); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("a directory: %v", err)
	}
}

// The transcript is plain text.
func TestScriptTranscript(t *testing.T) {
	s, out := openScript(t, fileWith(t, "show clock\n"))
	term := line.NewTerminal(s, line.Options{Width: 80, Length: 24, Paging: true})
	if _, err := term.ReadLine(t.Context(), line.Request{Prompt: "R2#"}); err != nil {
		t.Fatal(err)
	}
	if _, err := io.WriteString(term, "*00:00:01\n"); err != nil {
		t.Fatal(err)
	}
	if _, err := term.ReadLine(t.Context(), line.Request{Prompt: "R2#"}); err != io.EOF {
		t.Fatal(err)
	}
	if err := term.Close(); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out.Name())
	if want := "R2#show clock\n*00:00:01\nR2#"; string(got) != want || err != nil {
		t.Errorf("%q, want %q (%v)", got, want, err)
	}
}

// Close ends a pending NextLine where that is possible, and leaves the file usable.
func TestScriptClose(t *testing.T) {
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _, _ = r.Close(), w.Close() }()
	s, _ := openScript(t, r)
	errs := make(chan error)
	started := make(chan struct{})
	go func() {
		close(started)
		_, err := s.NextLine()
		errs <- err
	}()
	<-started
	if err := s.Close(); err != nil {
		t.Error(err)
	}
	if err := <-errs; err != io.EOF {
		t.Errorf("%v", err)
	}
	if _, ok := <-s.Signals(); ok {
		t.Error("a signal")
	}
	if _, err := s.NextLine(); err != io.EOF {
		t.Errorf("after Close: %v", err)
	}
	if _, err := io.WriteString(w, "x"); err != nil {
		t.Error(err)
	}
	if n, err := r.Read(make([]byte, 1)); n != 1 || err != nil {
		t.Errorf("the file: %d, %v", n, err)
	}
}

func TestOpenNothing(t *testing.T) {
	if _, err := Open(nil, os.Stdout); err == nil {
		t.Error("no input")
	}
	closed := fileWith(t, "x")
	if err := closed.Close(); err != nil {
		t.Fatal(err)
	}
	c, err := Open(closed, os.Stdout)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := c.(line.Script).NextLine(); !errors.Is(err, os.ErrClosed) {
		t.Errorf("a closed file: %v", err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
}

func FuzzScript(f *testing.F) {
	f.Add("a\r\nb\n\x00\xff")
	f.Fuzz(func(t *testing.T, text string) {
		r, w, err := os.Pipe()
		if err != nil {
			t.Fatal(err)
		}
		defer func() { _ = r.Close() }()
		go func() {
			_, _ = io.WriteString(w, text)
			_ = w.Close()
		}()
		s := newScript(r, os.Stdout)
		n := 0
		for ; ; n++ {
			l, err := s.NextLine()
			if err == io.EOF {
				break
			}
			if err != nil || strings.Contains(l, "\n") {
				t.Fatalf("%q, %v", l, err)
			}
		}
		want := strings.Count(text, "\n")
		if text != "" && !strings.HasSuffix(text, "\n") {
			want++
		}
		if n != want {
			t.Fatalf("%d lines of %d", n, want)
		}
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
	})
}
