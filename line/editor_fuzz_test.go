package line

import (
	"strings"
	"testing"
)

// Whatever is typed, the line is bounded, the screen shows it, and no terminal has
// to wrap.
func FuzzEditor(f *testing.F) {
	f.Add([]byte("show clock\r"), 80)
	f.Add([]byte("install add file flash:image.bin activate commit\x01\x05\x02\x02x\x7f\x15\x19\x1by\x14"), 20)
	f.Add([]byte("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\x10\x10\x0e\x12\x16\x03\x1b[D\x1bOC\x1bd\x1bu"), 24)
	f.Add([]byte("\x1b[\x1b[1;5\x1bO\r\x00\r\n?\t\xff\xc3"), 0)
	f.Add([]byte("xxxxxxxxxxxxxxxxxx\x16\x16\x16\x1b\x16\x7f\x01\x04\x04\x0b"), 511)
	f.Fuzz(func(t *testing.T, keys []byte, width int) {
		width = max(width%600, 0)
		h := NewHistory(5)
		h.Add("a line of the history that is longer than some of the screens")
		h.Add("short \x03 one")
		p := Prompt{Text: "R1(config)#", History: h, Help: true, Complete: true}
		e := NewEditor(width)
		p.Hidden = len(keys) > 0 && keys[0] == 'h'
		glassWidth := width
		if e.start = len(p.Text); e.area() < 0 {
			glassWidth = 0
		}
		// What is on the last row of a prompt that is wider than the screen.
		tail := p.Text
		if glassWidth > 0 {
			tail = tail[len(tail)/width*width:]
		}
		g := newGlass(glassWidth)
		g.write(e.Start(p))
		for i, k := range keys {
			out, ev := e.Feed(k)
			wraps := g.wraps
			g.write(out)
			switch ev {
			case EventReturn, EventCtrlZ, EventCtrlC, EventEscape:
				g.wraps = wraps // a `^C` may do so: the line is over
				if g.col != 0 || g.last() != "" {
					t.Fatalf("key %d: the line's end leaves %q", i, g.last())
				}
				h.Add(e.Line())
				g.write(e.Start(p))
			case EventComplete:
				e.SetLeft(e.Left() + "completed ")
				fallthrough
			case EventHelp:
				g.write([]byte("\r\n"))
				g.write(e.Redisplay())
			}
			if len(e.line) > MaxLine || e.pos > len(e.line) {
				t.Fatalf("key %d: line of %d bytes, cursor %d", i, len(e.line), e.pos)
			}
			if tail == "" && len(e.line) == 0 {
				continue // the cursor waits at the end of the full row
			}
			if p.Hidden {
				if !strings.HasSuffix(g.last(), tail) {
					t.Fatalf("key %d: a hidden line shows %q", i, g.last())
				}
				continue
			}
			if bad := g.fits(tail, e); bad != "" {
				t.Fatalf("width %d, key %d %q: %s", width, i, keys[:i+1], bad)
			}
		}
		if width > len(p.Text) && g.wraps > 0 || g.outgoing > 0 {
			t.Fatalf("width %d: %d wraps, %d backspaces beyond the edge", width, g.wraps, g.outgoing)
		}
	})
}

func FuzzReadKey(f *testing.F) {
	f.Add([]byte("\r\n\r\x00\x1b[A\x1b\x1bO\x16"), 3)
	f.Fuzz(func(t *testing.T, keys []byte, cut int) {
		// One key or many: no state of the decoder swallows a Return.
		var d decoder
		for i, b := range keys {
			k, ok := d.single(b)
			if i == cut {
				d.feed(b)
			}
			if ok && k == '\n' || ok && k == 0 {
				t.Fatalf("key %q of %q", k, keys)
			}
		}
		d.single('x')
		if k, ok := d.single('\r'); !ok || k != '\r' {
			t.Fatalf("no Return after %q: %q %v", keys, k, ok)
		}
	})
}
