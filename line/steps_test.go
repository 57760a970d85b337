package line

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// looked is a context that ends, with ErrInterrupt, when it is looked at for the last
// time that it allows.
type looked struct {
	context.Context
	cancel context.CancelCauseFunc
	left   int
}

func endsAfter(ctx context.Context, looks int) *looked {
	inner, cancel := context.WithCancelCause(ctx)
	return &looked{inner, cancel, looks}
}

// Err implements context.Context.
func (l *looked) Err() error {
	if l.left--; l.left <= 0 {
		l.cancel(ErrInterrupt)
	}
	return l.Context.Err()
}

// Whatever the expression and the text, a filter stops a bounded number of steps after
// its context has ended. Steps are nanoseconds: 100 ms are some millions of them.
func TestFilterStops(t *testing.T) {
	short := strings.Repeat("interface GigabitEthernet0/0 is up, line protocol is up\n", 200_000) // 11 MB
	long := strings.Repeat(strings.Repeat("ab ", 20_000)+"\n", 200)                               // lines of 60 KB
	endless := strings.Repeat("no newline ", 1_000_000)
	for _, tt := range []struct {
		name, expr, text string
		kind             FilterKind
		once             int64 // steps that are taken without a look
	}{
		{"back-references", `(.*)(.*)\1\2x`, short, Include, 1 + maxFiltered/compared},
		{"back-references over long lines", `(b)\1`, long, Count, 1 + maxFiltered/compared},
		{"back-references, section", `(a)\1`, short, Section, 1 + maxFiltered/compared},
		{"a word", "protocol is down", short, Include, stepsAtOnce},
		{"exclude", "protocol is down", short, Exclude, stepsAtOnce},
		{"begin, which has begun", "interface", short, Begin, stepsAtOnce},
		{"a large expression over long lines", strings.Repeat("(a|b|_)*", 100) + "c", long, Include, stepsAtOnce},
		{"a line without an end", "x", endless, Include, stepsAtOnce},
	} {
		t.Run(tt.name, func(t *testing.T) {
			re, err := CompileRegexp(tt.expr)
			if err != nil {
				t.Fatal(err)
			}
			const looks = 5
			f := NewFilter(endsAfter(t.Context(), looks), tt.kind, re, io.Discard).(*filter)
			before := f.steps.left
			n, piece := 0, len(tt.text) // all at once, as of a show running-config
			if !strings.Contains(tt.text, "\n") {
				piece = 4096
			}
			for n < len(tt.text) && err == nil {
				var k int
				k, err = io.WriteString(f, tt.text[n:min(n+piece, len(tt.text))])
				n += k
			}
			if !errors.Is(err, ErrInterrupt) {
				t.Fatalf("%v after %d bytes", err, n)
			}
			if taken, most := before-f.steps.left, looks*(stepsPerLook+tt.once); taken > most {
				t.Errorf("%d steps, more than %d", taken, most)
			}
			if _, err := io.WriteString(f, "more\n"); !errors.Is(err, ErrInterrupt) {
				t.Errorf("a write afterwards: %v", err)
			}
			if err := f.Close(); !errors.Is(err, ErrInterrupt) {
				t.Errorf("close: %v", err)
			}
		})
	}
}

// All lines together have a bound: many short ones, each of which is allowed, end too.
func TestFilterGivesUpInAll(t *testing.T) {
	for _, c := range []struct {
		expr string
		most int64
	}{{`(.*)(.*)\1\2x`, maxBacktracking}, {"protocol is down", maxLinear}} {
		re, err := CompileRegexp(c.expr)
		if err != nil {
			t.Fatal(err)
		}
		f := NewFilter(t.Context(), Include, re, io.Discard).(*filter)
		if f.steps.left != c.most {
			t.Errorf("%s: it has %d steps", c.expr, f.steps.left)
		}
		f.steps.left = 1 << 22 // the bound itself takes seconds
		text := fmt.Sprintf("%s\n", strings.Repeat("ab", 20))
		for err == nil && f.steps.left >= 0 {
			_, err = io.WriteString(f, text)
		}
		var long *RegexpError
		if !errors.As(err, &long) || long.Reason != "takes too long in all" {
			t.Errorf("%s: %v", c.expr, err)
		}
	}
}

// Long lines and large expressions, which are matched in another way, match the same.
func TestLargeExpressions(t *testing.T) {
	for _, expr := range []string{strings.Repeat("(a|b|_)*", 20) + "c", "^(ab )+$", "xyz|q$", `é+$`} {
		re, err := CompileRegexp(expr)
		if err != nil {
			t.Fatal(err)
		}
		for _, text := range []string{strings.Repeat("ab ", 1_000), strings.Repeat("ab ", 1_000) + "c", strings.Repeat("é", 1_000), strings.Repeat("\xff", 1000) + "q"} {
			s := re.steps(t.Context())
			got := re.re.MatchReader(&countedRunes{[]byte(text), re.size, s})
			if want := re.re.MatchString(text); got != want || s.err != nil {
				t.Errorf("%.20q over %.20q: %v, want %v (%v)", expr, text, got, want, s.err)
			}
		}
	}
}
