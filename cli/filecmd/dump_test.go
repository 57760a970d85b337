package filecmd

import (
	"bytes"
	"strings"
	"testing"
)

// The line of ios-files.md 8: the characters are those of seven bits.
func TestDump(t *testing.T) {
	var out strings.Builder
	in := []byte("\xba\xdb\x10\x0d\x00\x00\x00\x02\x02\x0aCISCO L")
	if err := dump(&out, bytes.NewReader(in), false); err != nil {
		t.Fatal(err)
	}
	const want = "00000000: BADB100D 00000002 020A4349 53434F20    :[.. .... ..CI SCO \n" +
		"00000010: 4C                                     L\n"
	if out.String() != want {
		t.Errorf("%q, want %q", out.String(), want)
	}
}
