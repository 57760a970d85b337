package filecmd

import (
	"fmt"
	"io"
)

// dump prints the bytes of a file, in each line four groups of 32 bits followed by their
// characters (ios-files.md 8 [UNSOURCED]):
//
//	00000000: BADB100D 00000002 020A4349 53434F4C    :[.. .... ..CI SCOL
func dump(w io.Writer, r io.Reader, ebcdic bool) error {
	var row [16]byte
	for offset := 0; ; offset += len(row) {
		n, err := io.ReadFull(r, row[:])
		if n > 0 {
			if _, werr := w.Write(dumpRow(offset, row[:n], ebcdic)); werr != nil {
				return werr
			}
		}
		switch err {
		case nil:
		case io.EOF, io.ErrUnexpectedEOF:
			return nil
		default:
			return err
		}
	}
}

func dumpRow(offset int, b []byte, ebcdic bool) []byte {
	out := fmt.Appendf(nil, "%08X: ", offset)
	for i := range 16 {
		if i < len(b) {
			out = fmt.Appendf(out, "%02X", b[i])
		} else {
			out = append(out, "  "...)
		}
		if i%4 == 3 && i < 15 {
			out = append(out, ' ')
		}
	}
	out = append(out, "    "...)
	for i, c := range b {
		if ebcdic {
			c = fromEBCDIC[c]
		} else {
			c &= 0x7f // BA DB are printed as ":[" above
		}
		if c < ' ' || c > '~' {
			c = '.'
		}
		out = append(out, c)
		if i%4 == 3 && i < 15 {
			out = append(out, ' ')
		}
	}
	return append(out, '\n')
}

// fromEBCDIC maps the printable part of IBM code page 37 to ASCII; 0 is unprintable.
var fromEBCDIC = func() (t [256]byte) {
	runs := map[byte]string{
		0x40: " ", 0x4b: ".<(+|", 0x50: "&", 0x5a: "!$*);", 0x60: "-/", 0x6b: ",%_>?",
		0x79: "`:#@'=\"", 0x81: "abcdefghi", 0x91: "jklmnopqr", 0xa1: "~stuvwxyz",
		0xc0: "{ABCDEFGHI", 0xd0: "}JKLMNOPQR", 0xe0: "\\", 0xe2: "STUVWXYZ", 0xf0: "0123456789",
	}
	for first, chars := range runs {
		for i, c := range []byte(chars) {
			t[int(first)+i] = c
		}
	}
	return t
}()
