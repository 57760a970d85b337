package line

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

const config = `Building configuration...

hostname R1
!
boot-start-marker
boot system flash0:a.bin
boot-end-marker
!
interface GigabitEthernet0/0
 ip address 10.1.1.2 255.255.255.0
 duplex auto
!
interface GigabitEthernet0/1
 no ip address
!
router ospf 1
 network 10.0.0.0 0.255.255.255 area 0
!
end
`

func TestFilter(t *testing.T) {
	for _, tt := range []struct {
		kind     FilterKind
		re, want string
	}{
		{Include, "boot", "boot-start-marker\nboot system flash0:a.bin\nboot-end-marker\n"},
		{Include, "BOOT", ""},
		{Include, "^ .*duplex|^end$", " duplex auto\nend\n"},
		{Exclude, "[a-z]", "\n!\n!\n!\n!\n!\n"},
		{Begin, "^router", "router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n!\nend\n"},
		{Begin, "nothing", ""},
		{Section, "interface", "interface GigabitEthernet0/0\n ip address 10.1.1.2 255.255.255.0\n duplex auto\ninterface GigabitEthernet0/1\n no ip address\n"},
		{Section, "ip address", " ip address 10.1.1.2 255.255.255.0\n no ip address\n"},
		{Section, "router ospf", "router ospf 1\n network 10.0.0.0 0.255.255.255 area 0\n"},
		{SectionExclude, "interface|router", "Building configuration...\n\nhostname R1\n!\nboot-start-marker\nboot system flash0:a.bin\nboot-end-marker\n!\n!\n!\n!\nend\n"},
		{Count, "^interface", "Number of lines which match regexp = 2\n"},
		{Count, "nothing", "Number of lines which match regexp = 0\n"},
	} {
		re, err := CompileRegexp(tt.re)
		if err != nil {
			t.Fatal(err)
		}
		for _, end := range []string{"\n", "\r\n"} {
			text := strings.ReplaceAll(config, "\n", end)
			for _, step := range []int{len(text), 1, 7} {
				var out bytes.Buffer
				f := NewFilter(context.Background(), tt.kind, re, &out)
				for i := 0; i < len(text); i += step {
					if _, err := io.WriteString(f, text[i:min(i+step, len(text))]); err != nil {
						t.Fatal(err)
					}
				}
				if err := f.Close(); err != nil {
					t.Fatal(err)
				}
				want(t, tt.re, strings.ReplaceAll(out.String(), "\r\n", "\n"), tt.want)
			}
		}
	}
}

func TestFilterLastLine(t *testing.T) {
	re, err := CompileRegexp("b$")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range []FilterKind{Include, Begin, Section} {
		var out bytes.Buffer
		f := NewFilter(context.Background(), kind, re, &out)
		if _, err := io.WriteString(f, "a\nab"); err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(f.Close(), f.Close()); err != nil {
			t.Fatal(err)
		}
		want(t, "out", out.String(), "ab")
		if _, err := io.WriteString(f, "b"); !errors.Is(err, io.ErrClosedPipe) {
			t.Errorf("write after close: %v", err)
		}
	}
}

// A line without end is judged by its beginning, and does not fill the memory.
func TestFilterLongLine(t *testing.T) {
	re, err := CompileRegexp("^x")
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", 1<<20)
	for kind, want := range map[FilterKind]int{Include: len(long) + 1, Exclude: len("ok\n")} {
		var out bytes.Buffer
		f := NewFilter(context.Background(), kind, re, &out).(*filter)
		for i := 0; i < len(long); i += 1000 {
			if _, err := io.WriteString(f, long[i:min(i+1000, len(long))]); err != nil {
				t.Fatal(err)
			}
			if cap(f.line) > 4*maxFiltered {
				t.Fatalf("%d bytes are kept", cap(f.line))
			}
		}
		if _, err := io.WriteString(f, "\nok\n"); err != nil {
			t.Fatal(err)
		}
		if out.Len() != want {
			t.Errorf("filter %d: %d bytes, want %d", kind, out.Len(), want)
		}
	}
}

type failing struct{ n int }

func (w *failing) Write(p []byte) (int, error) {
	if w.n--; w.n < 0 {
		return 0, ErrQuit
	}
	return len(p), nil
}

func TestFilterError(t *testing.T) {
	re, err := CompileRegexp("")
	if err != nil {
		t.Fatal(err)
	}
	f := NewFilter(context.Background(), Include, re, &failing{1})
	if n, err := io.WriteString(f, "a\nb\nc\n"); n != 4 || !errors.Is(err, ErrQuit) {
		t.Errorf("%d, %v", n, err)
	}
	if _, err := io.WriteString(f, "d\n"); !errors.Is(err, ErrQuit) {
		t.Errorf("%v", err)
	}
	if err := f.Close(); !errors.Is(err, ErrQuit) {
		t.Errorf("%v", err)
	}
}

func TestRegexp(t *testing.T) {
	for _, tt := range []struct {
		re       string
		yes, not []string
	}{
		{"", []string{"", "x"}, nil},
		{"boot", []string{"a boot b"}, []string{"Boot"}},
		{"^ ip", []string{" ip x"}, []string{"  ip", "ip"}},
		{"0/0$", []string{"GigabitEthernet0/0"}, []string{"0/0 "}},
		{"a.c", []string{"abc", "a c"}, []string{"ac"}},
		{"ab*c", []string{"ac", "abbc"}, []string{"adc"}},
		{"ab+c", []string{"abc"}, []string{"ac"}},
		{"ab?c$", []string{"ac", "abc"}, []string{"abbc"}},
		{"(ab)+$", []string{"abab"}, []string{"aba"}},
		{"a|b", []string{"xa", "xb"}, []string{"c"}},
		{"^(a|bc)$", []string{"a", "bc"}, []string{"abc"}},
		{"[0-9]+/[13]", []string{"10/1"}, []string{"10/2"}},
		{"[^a-c]", []string{"d"}, []string{"abc"}},
		{"[]a]", []string{"]", "a"}, []string{"b"}},
		{"[a-]", []string{"-", "a"}, []string{"b"}},
		{"[[:alpha:]", []string{"[", ":", "l"}, []string{"b"}},
		{`[\]]`, []string{"]"}, []string{`\`}},
		{`10\.1`, []string{"10.1"}, []string{"10x1"}},
		{`\d\w`, []string{"dw"}, []string{"1w"}},
		{`\^\$\_\*`, []string{"^$_*"}, []string{"x"}},
		{"%SYS-5-CONFIG_I: Configured", []string{"*Mar  1 00:00:19.123: %SYS-5-CONFIG_I: Configured from console by console"}, []string{"%SYS-5-CONFIGXI: Configured"}},
		{"[_]", []string{"a_b"}, []string{"a b", ""}},
		{"_100_", []string{"100", "1 100 2", "1,100", "{100}", "(100)"}, []string{"1100", "x100"}},
		{"^_*x", []string{"x", "  x"}, []string{"ax"}},
		{"a{2}", []string{"a{2}"}, []string{"aa"}},
		{"#|!", []string{"!", "#"}, []string{"x"}},
		{"é", []string{"café"}, []string{"e"}},
		{`(a)(b)\1`, []string{"aba", "xabax"}, []string{"ab", "abb"}},
		{`^(.*) is \1$`, []string{"up is up", " is "}, []string{"up is down", "x is xx"}},
		{`([0-9]+)\.\1\.`, []string{"10.10.1", "210.10.2"}, []string{"10.1.1"}},
		{`^(a|b)+\1$`, []string{"abb", "aa"}, []string{"aba", "a"}},
		{`^((a)|b)*\2x`, []string{"abax"}, []string{"bbx", "ax"}},
		{`(_)x\1`, []string{" x ", "x"}, []string{" x,"}},
		{`(x?)*\1y`, []string{"xxy"}, []string{"xx"}},
		{"(a)(a)(a)(a)(a)(a)(a)(a)(b)(c)\\9", []string{"aaaaaaaabcb"}, []string{"aaaaaaaabcc"}},
	} {
		re, err := CompileRegexp(tt.re)
		if err != nil {
			t.Errorf("%q: %v", tt.re, err)
			continue
		}
		want(t, "expression", re.String(), tt.re)
		for _, s := range tt.yes {
			if ok, err := re.Match([]byte(s)); !ok || err != nil {
				t.Errorf("%q does not match %q: %v", tt.re, s, err)
			}
		}
		for _, s := range tt.not {
			if ok, err := re.Match([]byte(s)); ok || err != nil {
				t.Errorf("%q matches %q: %v", tt.re, s, err)
			}
		}
	}
}

func TestRegexpErrors(t *testing.T) {
	for re, offset := range map[string]int{
		"*": 0, "a|*b": 2, "^+": 1, "(?:a)": 1, "a**": 2, "a+?": 2, "(a": 2, "a)": 1, "[a": 0, "x[": 1, `[\`: 0, `a\`: 1,
		"[z-a]": 0, `\1`: 0, `(a\1)`: 2, `(a)\2`: 3, "a\U0010fff0": 1, "\xff": 0, strings.Repeat("a", MaxRegexp+1): MaxRegexp,
		strings.Repeat("(", MaxRegexp): MaxRegexp,
	} {
		_, err := CompileRegexp(re)
		var rerr *RegexpError
		if !errors.As(err, &rerr) || rerr.Offset != offset || len(err.Error()) > 600 {
			t.Errorf("%.20q: %v, want position %d", re, err, offset)
		}
	}
}

// An expression that explodes in other engines takes no time here.
func TestRegexpDoesNotExplode(t *testing.T) {
	re, err := CompileRegexp(strings.Repeat("(x*)*", 200) + "y")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan bool)
	go func() {
		m, _ := re.Match([]byte(strings.Repeat("x", 1000)))
		done <- m
	}()
	select {
	case m := <-done:
		if m {
			t.Error("matches")
		}
	case <-time.After(time.Minute):
		t.Fatal("explodes")
	}
}

// One with a back-reference gives up, and what it filters says so.
func TestBackReferenceGivesUp(t *testing.T) {
	for _, expr := range []string{`(x+)+(x+)+\1y`, `((x*)*)*\1y`, `(.*)(.*)(.*)(.*)\1\2\3y`, strings.Repeat("(", 300) + "x" + strings.Repeat(")*", 300) + `\1y`} {
		re, err := CompileRegexp(expr)
		if err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		f := NewFilter(context.Background(), Exclude, re, &out)
		_, err = f.Write([]byte(strings.Repeat("x", 50000) + "\n"))
		var rerr *RegexpError
		if cerr := f.Close(); !errors.As(err, &rerr) || !errors.As(cerr, &rerr) || out.Len() > 0 {
			t.Errorf("%.40q: %v, %v, %d bytes", expr, err, cerr, out.Len())
		}
	}
}

// Where an expression means the same without its back-reference, both matchers say the
// same.
func FuzzBackReference(f *testing.F) {
	f.Add("^a(b|c)*d+", "abccd")
	f.Add("_(1|2)_", "x 1,")
	f.Add("[^a-f]?(x*)*$|b", "bx\xff")
	f.Fuzz(func(t *testing.T, expr, text string) {
		plain, err := CompileRegexp(expr)
		if err != nil || plain.backtracker != nil {
			return
		}
		text = strings.NewReplacer("\n", "", "\r", "").Replace(text)
		want, err := plain.Match([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		tr := translator{src: expr}
		if err := tr.run(); err != nil {
			t.Fatal(err)
		}
		b, err := newBacktracker(tr.out.String())
		if err != nil {
			t.Fatal(err)
		}
		if got, done := b.match(text, newSteps(t.Context(), maxBacktracking)); done && got != want {
			t.Fatalf("%q on %q: %v, want %v", expr, text, got, want)
		}
	})
}

func FuzzFilter(f *testing.F) {
	f.Add("^interface|_100_", config, 0, 7)
	f.Add("[]a-z]+(x|y)?", "a\r\n b\n\n", 3, 1)
	f.Add(`\1[\`, "\x00\xff", 4, 2)
	f.Add(`(x+)+\1y`, "xxxxxxxxxxxxxxxxxxxxxxxx\nxxy\n", 0, 2)
	f.Fuzz(func(t *testing.T, expr, text string, kind, step int) {
		re, err := CompileRegexp(expr)
		if err != nil {
			var rerr *RegexpError
			if !errors.As(err, &rerr) || rerr.Offset < 0 || rerr.Offset > len(expr) {
				t.Fatalf("%q: %v", expr, err)
			}
			return
		}
		k := FilterKind(uint(kind) % 6)
		run := func(step int) string {
			var out bytes.Buffer
			f := NewFilter(context.Background(), k, re, &out)
			for i := 0; i < len(text); i += step {
				if _, err := io.WriteString(f, text[i:min(i+step, len(text))]); err != nil {
					return out.String() + err.Error()
				}
			}
			if err := f.Close(); err != nil {
				return out.String() + err.Error()
			}
			return out.String()
		}
		whole := run(len(text) + 1)
		if got := run(1 + int(uint(step)%64)); got != whole {
			t.Fatalf("in pieces %q, at once %q", got, whole)
		}
		if re.backtracker == nil && k != Count && len(whole) > len(text) {
			t.Fatal("more than there was")
		}
	})
}
