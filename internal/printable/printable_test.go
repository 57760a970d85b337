package printable_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/iosim/iosim/internal/printable"
)

func Example() {
	reply := "550 gone\x1b[2J\r\n%SYS-5-RELOAD: Reload requested"
	fmt.Println(printable.Text(reply))
	fmt.Println(printable.Text("größe.txt"), printable.ASCII("größe.txt"))
	// Output:
	// 550 gone?[2J??%SYS-5-RELOAD: Reload requested
	// größe.txt gr??e.txt
}

func TestText(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""},
		{"plain ~ text", "plain ~ text"},
		{"größe 日本 é́", "größe 日本 é́"},
		{"a\x00\t\r\n\x1b[2J\x7f", "a?????[2J?"},
		{"\u0085\u009b2J", "??2J"},                        // C1 in UTF-8
		{"\x9b2J\x85", "?2J?"},                            // C1 as bytes
		{"\xff\xc3", "??"},                                // invalid UTF-8
		{"\xed\xa0\x80", "???"},                           // a surrogate
		{"a\u202eb\u2066c\u2069\u200f\u061c", "a?b?c???"}, // bidirectional marks
		{"\u200b\u2060\ufeff\u00ad\u034f\u3164\ufe0f", "???????"},
		{"\u2028\u2029", "??"},
		{"\U000e0041\ue000\U0010ffff", "???"}, // tags, private use, unassigned
		{"\ufffd", "\ufffd"},
	} {
		if got := printable.Text(c.in); got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
		if c.want != c.in == printable.Is(c.in) {
			t.Errorf("Is(%q) = %v", c.in, printable.Is(c.in))
		}
		var o printable.Output
		if got := string(o.Append(nil, []byte(c.in))); !strings.ContainsAny(c.in, "\x00\t\r\n") && !strings.Contains(c.in, "\xc3") && got != c.want {
			t.Errorf("a terminal: %q: %q, want %q", c.in, got, c.want)
		}
	}
}

func TestLines(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{"", ""}, {"one\ntwo\n\n", "one\ntwo\n\n"}, {"one\r\ntwo\r", "one\ntwo"}, {"a\rb\x1b[2J\n\u202ec", "a?b?[2J\n?c"},
	} {
		if got := printable.Lines(c.in); got != c.want {
			t.Errorf("%q: %q, want %q", c.in, got, c.want)
		}
	}
}

func TestLimit(t *testing.T) {
	for _, c := range []struct {
		in    string
		bytes int
		want  string
	}{
		{"abcdef", 6, "abcdef"},
		{"abcdefg", 6, "abc..."},
		{"abcdefg", 0, "..."},
		{"aäääää", 7, "aä..."},
		{"aäääää", 8, "aää..."},
		{"\u202e\u202e\u202e", 6, "??..."}, // what is replaced is shorter
		{"\u202e\u202eäää", 7, "??..."},
		{"\x1b\x1b\x1b\x1b\x1b\x1b\x1b", 6, "???..."},
	} {
		if got := printable.Limit(c.in, c.bytes); got != c.want {
			t.Errorf("%q in %d: %q, want %q", c.in, c.bytes, got, c.want)
		}
	}
	for _, s := range []string{strings.Repeat("x", 1<<20), strings.Repeat("ä", 1<<20), strings.Repeat("\x9b", 1<<20)} {
		if got := printable.Text(s); len(got) > printable.MaxText {
			t.Errorf("%d bytes", len(got))
		}
		if got := printable.ASCII(s); len(got) > printable.MaxText {
			t.Errorf("ASCII: %d bytes", len(got))
		}
	}
}

// Line ends and what an editor needs pass; a rune may come in pieces, and nothing is lost.
func TestOutput(t *testing.T) {
	const in = "a\r\n\tb\b \a\x00\x03\x05\x0e\x1b[31m größe\xff \u202e日本\u009b2J\x7f\xe6z\xf0\x9f\x98\x80!"
	const want = "a\r\n\tb\b \a\x00\x03???[31m größe? ?日本?2J??z\U0001f600!"
	for size := 1; size <= len(in); size++ {
		var o printable.Output
		var got []byte
		for p := []byte(in); len(p) > 0; {
			n := min(size, len(p))
			got = o.Append(got, p[:n])
			p = p[n:]
		}
		if string(got) != want {
			t.Errorf("in pieces of %d: %q, want %q", size, got, want)
		}
	}
}

func TestCleanTextIsFree(t *testing.T) {
	s := strings.Repeat("clean ASCII text ", 20)
	if n := testing.AllocsPerRun(100, func() {
		if printable.Text(s) != s || printable.ASCII(s) != s || !printable.Is(s) {
			t.Error("changed")
		}
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
	buf, in := make([]byte, 0, 1024), []byte(s)
	if n := testing.AllocsPerRun(100, func() {
		var o printable.Output
		buf = o.Append(buf[:0], in)
	}); n != 0 {
		t.Errorf("Output: %v allocations", n)
	}
}

// FuzzText: whatever comes in, what goes out is safe, and safe text is left alone.
func FuzzText(f *testing.F) {
	for _, s := range []string{"", "plain", "\x1b[2J\r\n", "\u202e\u009b", "\xff\xe6\x97", strings.Repeat("ä", 300), strings.Repeat("\u202e", 300), strings.Repeat("\u202eä", 300), "\U0001f600\u200d\ufe0f"} {
		f.Add(s, 3)
	}
	f.Fuzz(func(t *testing.T, s string, size int) {
		text, ascii := printable.Text(s), printable.ASCII(s)
		for _, out := range []string{text, ascii, printable.Limit(s, size%100)} {
			safe(t, out, false)
			if printable.Text(out) != out {
				t.Fatalf("%q changes again", out)
			}
		}
		if len(s) <= printable.MaxText && printable.Is(s) != (text == s) {
			t.Fatalf("Is(%q) = %v, Text %q", s, printable.Is(s), text)
		}
		if strings.ContainsFunc(ascii, func(r rune) bool { return r > '~' }) {
			t.Fatalf("ASCII(%q) = %q", s, ascii)
		}
		var whole, pieces printable.Output
		want := whole.Append(nil, []byte(s))
		var got []byte
		size = 1 + (size%7+7)%7
		for p := []byte(s); len(p) > 0; p = p[min(size, len(p)):] {
			got = pieces.Append(got, p[:min(size, len(p))])
		}
		if !bytes.Equal(got, want) {
			t.Fatalf("in pieces of %d: %q, whole %q", size, got, want)
		}
		safe(t, string(got), true)
	})
}

func safe(t *testing.T, s string, output bool) {
	if !utf8.ValidString(s) {
		t.Fatalf("%q is no UTF-8", s)
	}
	for _, r := range s {
		if output && strings.ContainsRune("\r\n\t\b\a\x00\x03", r) {
			continue
		}
		if unicode.In(r, unicode.Cc, unicode.Cf, unicode.Zl, unicode.Zp, unicode.Bidi_Control) {
			t.Fatalf("%q has %U", s, r)
		}
	}
	if !output && len(s) > printable.MaxText {
		t.Fatalf("%d bytes", len(s))
	}
}

func BenchmarkOutput(b *testing.B) {
	in := bytes.Repeat([]byte("interface GigabitEthernet0/0\n ip address 10.1.1.2 255.255.255.0\n"), 500)
	b.SetBytes(int64(len(in)))
	var o printable.Output
	var buf []byte
	for b.Loop() {
		buf = o.Append(buf[:0], in)
	}
}
