package tftp

import (
	"bytes"
	"testing"
)

func TestNetascii(t *testing.T) {
	for _, c := range []struct{ text, wire string }{
		{"", ""}, {"ab", "ab"}, {"a\nb\n", "a\r\nb\r\n"}, {"a\rb", "a\r\x00b"}, {"a\r\nb", "a\r\x00\r\nb"}, {"\n\n", "\r\n\r\n"}, {"\r\r", "\r\x00\r\x00"},
		{"nul \x00 stays", "nul \x00 stays"},
	} {
		if got := AppendNetascii(nil, []byte(c.text)); string(got) != c.wire {
			t.Errorf("%q becomes %q, not %q", c.text, got, c.wire)
		}
		for cut := range len(c.wire) + 1 {
			var d Decoder
			got := d.Append(nil, []byte(c.wire[:cut]))
			if got = d.Flush(d.Append(got, []byte(c.wire[cut:]))); string(got) != c.text {
				t.Errorf("%q cut at %d becomes %q, not %q", c.wire, cut, got, c.text)
			}
		}
	}
}

func TestNetasciiKeepsWhatBreaksTheForm(t *testing.T) {
	for wire, want := range map[string]string{
		"ab\rcd": "ab\rcd", "a\r": "a\r", "a\r\r\n": "a\r\n", "a\nb": "a\nb", "\r\r\r": "\r\r\r", "\r\r\x00": "\r\r",
	} {
		var d Decoder
		if got := d.Flush(d.Append(nil, []byte(wire))); string(got) != want {
			t.Errorf("%q becomes %q, not %q", wire, got, want)
		}
	}
}

func FuzzNetascii(f *testing.F) {
	for _, s := range []string{"", "a\r\nb", "\r", "\r\r\x00\n", "ab\rcd"} {
		f.Add([]byte(s), 1)
	}
	f.Fuzz(func(t *testing.T, b []byte, cut int) {
		cut = min(max(cut, 0), len(b))
		// Any text comes back.
		wire := AppendNetascii(AppendNetascii(nil, b[:cut]), b[cut:])
		var d Decoder
		if got := d.Flush(d.Append(nil, wire)); !bytes.Equal(got, b) {
			t.Fatalf("%q comes back as %q", b, got)
		}
		// Any bytes can be decoded, the same however they are cut.
		whole := d.Flush(d.Append(nil, b))
		part := d.Append(nil, b[:cut])
		if len(part) > cut {
			t.Fatalf("%q grew to %q", b[:cut], part)
		}
		n := len(part)
		part = d.Append(part, b[cut:])
		if len(part)-n > len(b)-cut+1 {
			t.Fatalf("%q grew by more than a byte", b[cut:])
		}
		if part = d.Flush(part); !bytes.Equal(part, whole) {
			t.Fatalf("%q cut at %d: %q, whole: %q", b, cut, part, whole)
		}
	})
}
