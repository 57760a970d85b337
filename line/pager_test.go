package line

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"testing/synctest"
)

func rows(from, to int) string {
	var b strings.Builder
	for i := from; i <= to; i++ {
		fmt.Fprintf(&b, "row %d\n", i)
	}
	return b.String()
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// The bytes are those of ios-boot.md 11.5.
const more = " --More-- " + "\b\b\b\b\b\b\b\b\b" + "        " + "\b\b\b\b\b\b\b\b\b"

func TestPager(t *testing.T) {
	for _, tt := range []struct {
		name          string
		width, length int
		in, keys, out string
		quit          bool
	}{
		{"fits", 80, 5, rows(1, 4), "", rows(1, 4), false},
		{"one more", 80, 5, rows(1, 5), " ", rows(1, 4) + more + "row 5\n", false},
		{"pages", 80, 5, rows(1, 9), "  ", rows(1, 4) + more + rows(5, 8) + more + rows(9, 9), false},
		{"lines", 80, 5, rows(1, 6), "\r\n\r\x00", rows(1, 4) + more + rows(5, 5) + more + rows(6, 6), false},
		{"line, then page", 80, 5, rows(1, 9), "\n ", rows(1, 4) + more + rows(5, 5) + more + rows(6, 9), false},
		{"q", 80, 5, rows(1, 9), "q", rows(1, 4) + more, true},
		{"ctrl-c", 80, 5, rows(1, 9), "\x03", rows(1, 4) + more, true},
		{"ctrl-caret", 80, 5, rows(1, 9), "\x1e", rows(1, 4) + more, true},
		{"any other key", 80, 5, rows(1, 9), "x", rows(1, 4) + more, true},
		{"begin", 80, 5, rows(1, 30), "/ 2[89]$\r", rows(1, 4) + more + "/ 2[89]$\nfiltering...\n" + rows(28, 30), false},
		{"include", 80, 5, rows(1, 30), "+[19]9$\r", rows(1, 4) + more + "+[19]9$\nfiltering...\n" + "row 19\n", false},
		{"exclude", 80, 3, rows(1, 9), "-[4-8]\r ", rows(1, 2) + more + "-[4-8]\nfiltering...\n" + "row 3\nrow 9\n", false},
		{"pages of what was found", 80, 3, rows(1, 9), "/5\r q", rows(1, 2) + more + "/5\nfiltering...\n" + rows(5, 6) + more + rows(7, 8) + more, true},
		{"no second search", 80, 3, rows(1, 9), "/5\r/", rows(1, 2) + more + "/5\nfiltering...\n" + rows(5, 6) + more, true},
		{"a bad expression", 80, 3, rows(1, 9), "/(\r", rows(1, 2) + more + "/(\n", true},
		{"no expression", 80, 3, rows(1, 9), "/\r", rows(1, 2) + more + "/\n", true},
		{"a search given up", 80, 3, rows(1, 9), "/a\x03", rows(1, 2) + more + "/a^C\n", true},
		{"an unfinished line is found", 80, 3, rows(1, 3) + "last", "/last\r", rows(1, 2) + more + "/last\nfiltering...\nlast", false},
		{"length 0", 80, 0, rows(1, 99), "", rows(1, 99), false},
		{"length 1", 80, 1, rows(1, 2), " ", rows(1, 1) + more + rows(2, 2), false},
		{"wrapped lines", 10, 4, "0123456789abc\n0123456789\nx\n", " ", "0123456789abc\n0123456789\n" + more + "x\n", false},
		{"within a line", 10, 3, "0123456789abcdefghijklmno\n", " ", "0123456789abcdefghij" + more + "klmno\n", false},
		{"width 0", 0, 3, strings.Repeat("x", 1000) + "\ny\nz", " ", strings.Repeat("x", 1000) + "\ny\n" + more + "z", false},
		{"meter", 80, 3, "!!!\b\b\b\r\n\ta\nb", " ", "!!!\b\b\b\r\n\ta\n" + more + "b", false},
		{"unfinished line", 80, 3, "a\nb", "", "a\nb", false},
		{"a blank line counts", 80, 3, "\n\nx", " ", "\n\n" + more + "x", false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			// At once, and byte by byte.
			for _, step := range []int{len(tt.in), 1} {
				term, r := open(t, Options{Width: tt.width, Length: tt.length, Paging: true})
				r.typeIn(t, tt.keys)
				p := term.NewPager(t.Context())
				var err error
				for i := 0; i < len(tt.in) && err == nil; i += step {
					_, err = io.WriteString(p, tt.in[i:i+step])
				}
				if errors.Is(err, ErrQuit) != tt.quit || err != nil && !tt.quit {
					t.Errorf("error %v", err)
				}
				if tt.quit {
					if _, err := io.WriteString(p, "more"); !errors.Is(err, ErrQuit) {
						t.Errorf("after quitting: %v", err)
					}
				}
				if err := p.Close(); err != nil {
					t.Error(err)
				}
				out := strings.ReplaceAll(tt.out, "\r\n", "\n")
				want(t, "screen", r.take(), crlf(out))
			}
		})
	}
}

func TestPagerOff(t *testing.T) {
	term, r := open(t, Options{Width: 80, Length: 5})
	if _, err := io.WriteString(term.NewPager(t.Context()), rows(1, 50)); err != nil {
		t.Fatal(err)
	}
	want(t, "screen", r.take(), crlf(rows(1, 50)))
}

// The session's end, or time-out, ends the question.
func TestPagerEnds(t *testing.T) {
	term, r := open(t, Options{Width: 80, Length: 3, Paging: true})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := io.WriteString(term.NewPager(ctx), rows(1, 5)); !errors.Is(err, context.Canceled) {
		t.Errorf("%v", err)
	}
	if err := r.CloseWrite(); err != nil {
		t.Fatal(err)
	}
	p := term.NewPager(t.Context())
	if _, err := io.WriteString(p, rows(1, 5)); err != io.EOF {
		t.Errorf("%v", err)
	}
	if _, err := io.WriteString(p, "x"); err != io.EOF {
		t.Errorf("%v", err)
	}
}

// A message at --More-- comes on a line of its own; with `logging synchronous` the
// question is put again.
func TestPagerPrintAsync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		term, r := open(t, Options{Width: 80, Length: 3, Paging: true, Synchronous: true})
		go func() {
			synctest.Wait()
			term.PrintAsync("message")
			if err := r.Send(Signal{Kind: Redraw}); err != nil {
				t.Error(err)
			}
			synctest.Wait()
			r.typeIn(t, " ")
		}()
		if _, err := io.WriteString(term.NewPager(t.Context()), rows(1, 3)); err != nil {
			t.Error(err)
		}
		want(t, "screen", r.take(), crlf(rows(1, 2)+" --More-- \nmessage\n --More-- \n"+more+"row 3\n"))
		if err := r.Send(Signal{Kind: Redraw}); err != nil {
			t.Error(err)
		}
		synctest.Wait()
		want(t, "nothing asked", r.take(), "\r\n")
	})
}
