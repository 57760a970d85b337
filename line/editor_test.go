package line

import (
	"strings"
	"testing"
)

// typed feeds keys up to the first event other than EventNone.
func typed(e *Editor, keys string) (out string, ev Event, rest string) {
	var b strings.Builder
	for i := range len(keys) {
		p, ev := e.Feed(keys[i])
		b.Write(p)
		if ev != EventNone {
			return b.String(), ev, keys[i+1:]
		}
	}
	return b.String(), EventNone, ""
}

func bs(n int) string { return strings.Repeat("\b", n) }

func TestEditorKeys(t *testing.T) {
	for _, tt := range []struct {
		name, keys, out, line string
		ev                    Event
	}{
		{"text", "show clock", "show clock", "show clock", EventNone},
		{"return", "en\r", "en\r\n", "en", EventReturn},
		{"newline", "en\n", "en\r\n", "en", EventReturn},
		{"ctrl-z", "end\x1a", "end^Z\r\n", "end", EventCtrlZ},
		{"ctrl-c", "sh\x03", "sh^C\r\n", "sh", EventCtrlC},
		{"ctrl-caret", "sh\x1e", "sh\r\n", "sh", EventEscape},
		{"nul", "a\x00b", "ab", "ab", EventNone},
		{"high bytes", "\xc3\xa9\xff", "\xc3\xa9\xff", "\xc3\xa9\xff", EventNone},
		{"ctrl-h", "ab\b", "ab\b \b", "a", EventNone},
		{"del", "ab\x7f", "ab\b \b", "a", EventNone},
		{"del at start", "\x7f", "", "", EventNone},
		{"del in the middle", "abc\x02\x7f", "abc\b\bc \b\b", "ac", EventNone},
		{"insert in the middle", "ac\x02b", "ac\bbc\b", "abc", EventNone},
		{"ctrl-a", "abc\x01", "abc" + bs(3), "abc", EventNone},
		{"ctrl-e", "abc\x01\x05", "abc" + bs(3) + "abc", "abc", EventNone},
		{"ctrl-b", "abc\x02", "abc\b", "abc", EventNone},
		{"ctrl-b at start", "\x02", "", "", EventNone},
		{"ctrl-f", "abc\x01\x06", "abc" + bs(3) + "a", "abc", EventNone},
		{"ctrl-f at end", "abc\x06", "abc", "abc", EventNone},
		{"ctrl-d", "abc\x01\x04", "abc" + bs(3) + "bc " + bs(3), "bc", EventNone},
		{"ctrl-d at end", "abc\x04", "abc", "abc", EventNone},
		{"ctrl-k", "abcd\x02\x02\x0b", "abcd\b\b  \b\b", "ab", EventNone},
		{"ctrl-u", "abc\x15", "abc" + bs(3) + "   " + bs(3), "", EventNone},
		{"ctrl-u keeps the right", "abc\x02\x15", "abc\b\b\bc  " + bs(3), "c", EventNone},
		{"ctrl-x", "abc\x18", "abc" + bs(3) + "   " + bs(3), "", EventNone},
		{"ctrl-w", "show run \x17", "show run " + bs(4) + "    " + bs(4), "show ", EventNone},
		{"ctrl-w at start", "\x17", "", "", EventNone},
		{"ctrl-y", "abc\x15x\x19", "abc" + bs(3) + "   " + bs(3) + "xabc", "xabc", EventNone},
		{"ctrl-y of nothing", "\x19", "\a", "", EventNone},
		{"esc-y", "a\x15b\x15\x19\x1by", "a\b \bb\b \bb\ba", "a", EventNone},
		{"esc-y wraps", "a\x15b\x15\x19\x1by\x1by", "a\b \bb\b \bb\ba\bb", "b", EventNone},
		{"esc-y alone", "a\x15\x1by", "a\b \ba", "a", EventNone},
		{"ctrl-t", "ab\x14", "ab\b\bba", "ba", EventNone},
		{"ctrl-t in the middle", "abc\x02\x14", "abc\b\bcb", "acb", EventNone},
		{"ctrl-t at start", "ab\x01\x14", "ab\b\b", "ab", EventNone},
		{"ctrl-t of one", "a\x14", "a", "a", EventNone},
		{"ctrl-l", "ab\x0c", "ab\r\nR1#ab", "ab", EventNone},
		{"ctrl-r", "ab\x02\x12", "ab\b\r\nR1#ab\b", "ab", EventNone},
		{"ctrl-v", "a\x16?", "a?", "a?", EventNone},
		{"ctrl-v of a control character", "a\x16\x03", "a^C", "a\x03", EventNone},
		{"rubout of a control character", "a\x16\x03\x7f", "a^C\b\b  \b\b", "a", EventNone},
		{"ctrl-v of return", "a\x16\r", "a\r\n", "a", EventReturn},
		{"esc-q", "a\x1bq?", "a?", "a?", EventNone},
		{"esc-b", "ab cd\x1bb", "ab cd\b\b", "ab cd", EventNone},
		{"esc-b twice", "ab cd \x1bb\x1bB", "ab cd " + bs(3) + bs(3), "ab cd ", EventNone},
		{"esc-f", "ab cd\x01\x1bf", "ab cd" + bs(5) + "ab", "ab cd", EventNone},
		{"esc-f twice", "ab cd\x01\x1bf\x1bf", "ab cd" + bs(5) + "ab cd", "ab cd", EventNone},
		{"esc-d", "ab cd\x01\x1bd", "ab cd" + bs(5) + " cd  " + bs(5), " cd", EventNone},
		{"esc-d, ctrl-y", "ab cd\x01\x1bd\x05\x19", "ab cd" + bs(5) + " cd  " + bs(5) + " cdab", " cdab", EventNone},
		{"esc-del", "ab cd\x1b\x7f", "ab cd\b\b  \b\b", "ab ", EventNone},
		{"esc-c", "ab cd\x01\x1bc", "ab cd" + bs(5) + "Ab", "Ab cd", EventNone},
		{"esc-c lowers the rest", "aBCd\x01\x1bc", "aBCd" + bs(4) + "Abcd", "Abcd", EventNone},
		{"esc-u", "ab cd\x01\x1bu", "ab cd" + bs(5) + "AB", "AB cd", EventNone},
		{"esc-l", "AB CD\x01\x1bl", "AB CD" + bs(5) + "ab", "ab CD", EventNone},
		{"left", "ab\x1b[Dx", "ab\bxb\b", "axb", EventNone},
		{"left, SS3", "ab\x1bODx", "ab\bxb\b", "axb", EventNone},
		{"right", "ab\x01\x1b[Cx", "ab\b\baxb\b", "axb", EventNone},
		{"right, SS3", "ab\x01\x1bOCx", "ab\b\baxb\b", "axb", EventNone},
		{"home", "ab\x1b[H", "ab\b\b", "ab", EventNone},
		{"home, SS3", "ab\x1bOH", "ab\b\b", "ab", EventNone},
		{"home, 1~", "ab\x1b[1~", "ab\b\b", "ab", EventNone},
		{"home, 7~", "ab\x1b[7~", "ab\b\b", "ab", EventNone},
		{"end", "ab\x01\x1b[F", "ab\b\bab", "ab", EventNone},
		{"end, 4~", "ab\x01\x1b[4~", "ab\b\bab", "ab", EventNone},
		{"end, 8~", "ab\x01\x1b[8~", "ab\b\bab", "ab", EventNone},
		{"delete", "ab\x01\x1b[3~", "ab\b\bb \b\b", "b", EventNone},
		{"unknown CSI", "a\x1b[15;2~b\x1b[?25hc\x1b[200~d", "abcd", "abcd", EventNone},
		{"linux function key", "a\x1b[[Ab", "ab", "ab", EventNone},
		{"unknown SS3", "a\x1bOPb", "ab", "ab", EventNone},
		{"unknown meta", "a\x1bzb", "ab", "ab", EventNone},
		{"CSI broken by return", "a\x1b[1\r", "a\r\n", "a", EventReturn},
		{"CSI broken by a key", "ab\x1b[1\x01", "ab\b\b", "ab", EventNone},
		{"escape, escape, b", "ab\x1b\x1bb", "ab\b\b", "ab", EventNone},
		{"meaningless", "a\x07\x0f\x11\x13\x1c\x1d\x1fb", "ab", "ab", EventNone},
		{"tab without completion", "a\tb", "ab", "ab", EventNone},
		{"question mark without help", "a?b", "a?b", "a?b", EventNone},
		{"history of none", "a\x10\x0e", "a\a\a", "a", EventNone},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, width := range []int{20, 80, 0, 511, 512} {
				e := NewEditor(width)
				if got := string(e.Start(Prompt{Text: "R1#"})); got != "R1#" {
					t.Fatalf("prompt %q", got)
				}
				out, ev, rest := typed(e, tt.keys)
				if out != tt.out || ev != tt.ev || rest != "" || e.Line() != tt.line {
					t.Errorf("width %d: out %q, event %v, line %q; want %q, %v, %q",
						width, out, ev, e.Line(), tt.out, tt.ev, tt.line)
				}
			}
		})
	}
}

func TestEditorHelpAndTab(t *testing.T) {
	e := NewEditor(80)
	e.Start(Prompt{Text: "R1#", Help: true, Complete: true})
	out, ev, _ := typed(e, "sh clock\x1bb\x02?")
	if out != "sh clock"+bs(6) || ev != EventHelp || e.Left() != "sh" || e.Line() != "sh clock" {
		t.Errorf("help: %q %v %q", out, ev, e.Left())
	}
	if got, want := string(e.Redisplay()), "R1#sh clock"+bs(6); got != want {
		t.Errorf("redisplay %q, want %q", got, want)
	}
	if _, ev, _ = typed(e, "\t"); ev != EventComplete {
		t.Errorf("tab: %v", ev)
	}
	e.SetLeft("show ")
	if got, want := string(e.Redisplay()), "R1#show  clock"+bs(6); got != want {
		t.Errorf("completed: %q, want %q", got, want)
	}
	if out, _, _ = typed(e, "\x16?\x16\t"); out != "? clock"+bs(6)+"^I clock"+bs(6) {
		t.Errorf("quoted: %q", out)
	}
}

func TestEditorHidden(t *testing.T) {
	e := NewEditor(20)
	e.Start(Prompt{Text: "Password: ", Hidden: true})
	out, ev, _ := typed(e, "oops\x15se?c\tr\x02et\x7fE\r")
	if out != "\r\n" || ev != EventReturn || e.Line() != "se?ceEr" {
		t.Errorf("%q %v %q", out, ev, e.Line())
	}
}

func TestEditorHistory(t *testing.T) {
	h := NewHistory(10)
	for _, l := range []string{"one", "two", "two", "", "  ", "three"} {
		h.Add(l)
	}
	e := NewEditor(80)
	e.Start(Prompt{Text: "R1#", History: h})
	for _, tt := range []struct{ keys, out, line string }{
		{"ha", "ha", "ha"},
		{"\x10", "\b\bthree", "three"},
		{"\x1b[A", bs(4) + "wo  \b\b", "two"},
		{"\x1bOA", bs(3) + "one", "one"},
		{"\x10", "\a", "one"},
		{"!", "!", "one!"},
		{"\x0e", bs(4) + "two \b", "two"},
		{"\x1b[B", bs(2) + "hree", "three"},
		{"\x1b[B", bs(5) + "ha   " + bs(3), "ha"},
		{"\x0e", "\a", "ha"},
	} {
		out, _, _ := typed(e, tt.keys)
		if out != tt.out || e.Line() != tt.line {
			t.Errorf("%q: %q, line %q; want %q, %q", tt.keys, out, e.Line(), tt.out, tt.line)
		}
	}
	if got := strings.Join(h.Lines(), ","); got != "one,two,three" {
		t.Errorf("history %q", got)
	}
	h.SetSize(2)
	h.Add("four")
	if got := strings.Join(h.Lines(), ","); got != "three,four" {
		t.Errorf("history of two: %q", got)
	}
	h.SetSize(1000)
	if h.Size() != MaxHistory {
		t.Errorf("size %d", h.Size())
	}
	h.SetSize(-1)
	if h.Add("x"); len(h.Lines()) != 0 {
		t.Error("a history of no size keeps lines")
	}
}

// The line scrolls by ten columns and shows `$` where something is out of sight
// (ios-boot.md 11.7).
func TestEditorScroll(t *testing.T) {
	e := NewEditor(40)
	e.Start(Prompt{Text: "R1#"}) // 36 columns for the line
	text := "install add file flash:image.bin activate commit"
	out, _, _ := typed(e, text[:36])
	if out != text[:36] {
		t.Fatalf("a line that fits: %q", out)
	}
	out, _, _ = typed(e, text[36:37])
	if want := bs(36) + "$" + text[11:37] + strings.Repeat(" ", 9) + bs(9); out != want {
		t.Errorf("at the edge: %q, want %q", out, want)
	}
	if out, _, _ = typed(e, text[37:]); !strings.HasPrefix(out, text[37:46]+bs(35)+text[21:47]) {
		t.Errorf("on: %q", out)
	}
	if out, _, _ = typed(e, "\x01"); out != bs(28)+text[:35]+"$"+bs(36) {
		t.Errorf("back to the start: %q", out)
	}
	if out, _, _ = typed(e, "\r"); out != "\r\n" || e.Line() != text {
		t.Errorf("%q %q", out, e.Line())
	}
}

func TestEditorNeverScrolls(t *testing.T) {
	text := strings.Repeat("x", 1000)
	for _, width := range []int{0, 512, 1000} {
		e := NewEditor(width)
		e.Start(Prompt{Text: "R1#"})
		if out, _, _ := typed(e, text); out != text {
			t.Errorf("width %d: echo of %d bytes", width, len(out))
		}
	}
	e := NewEditor(511)
	e.Start(Prompt{Text: "R1#"})
	if out, _, _ := typed(e, text[:507]); out != text[:507] {
		t.Error("scrolls before the edge")
	}
	if out, _, _ := typed(e, "x"); !strings.Contains(out, "$") {
		t.Error("does not scroll at width 511")
	}
}

// No line is longer than MaxLine, whatever puts text into it.
func TestEditorFull(t *testing.T) {
	e := NewEditor(80)
	e.Start(Prompt{Text: "R1#"})
	for range 100_000 {
		e.Feed('x')
	}
	if out, _, _ := typed(e, "y"); out != "\a" || len(e.Line()) != MaxLine {
		t.Errorf("%q, %d bytes", out, len(e.Line()))
	}
	typed(e, "\x02\x15\x19") // all but one cut, and back
	if out, _, _ := typed(e, "\x19"); out != "\a" || len(e.Line()) != MaxLine {
		t.Errorf("yank: %q, %d bytes", out, len(e.Line()))
	}
	e.SetLeft(strings.Repeat("z", 2*MaxLine))
	if len(e.Line()) != MaxLine {
		t.Errorf("completion: %d bytes", len(e.Line()))
	}
}

// All forms of Return are one, wherever they are cut.
func TestReturnForms(t *testing.T) {
	for _, tt := range []struct {
		keys string
		want int
	}{
		{"\r", 1}, {"\n", 1}, {"\r\n", 1}, {"\r\x00", 1}, {"\r\r", 2}, {"\n\n", 2},
		{"\r\n\r\n", 2}, {"\r\x00\r\x00", 2}, {"\n\r", 2}, {"\x00\r", 1}, {"\x00", 0},
		{"\r\x00\n", 2}, {"\r\n\n", 2}, {"\x1b\r\n", 1}, {"\x1b[\r\n", 1}, {"\x1bO\r\x00", 1},
	} {
		e := NewEditor(80)
		n := 0
		e.Start(Prompt{})
		for i := range len(tt.keys) {
			if _, ev := e.Feed(tt.keys[i]); ev == EventReturn {
				n++
				e.Start(Prompt{})
			}
		}
		if n != tt.want {
			t.Errorf("%q: %d returns, want %d", tt.keys, n, tt.want)
		}
	}
}
