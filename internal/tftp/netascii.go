package tftp

// Netascii is the text form of RFC 764: a line ends in CR LF, and a CR that
// ends no line is CR NUL. Here lines end in LF.

// Decoder turns netascii into text. The zero value is ready; it remembers a CR
// at the end of one piece for the next.
type Decoder struct{ cr bool }

// Append appends the text of the piece src to dst: at most one byte more than
// src has. A CR that neither LF nor NUL follows breaks the form; it is kept, and
// so is what follows it, so that nothing is lost.
func (d *Decoder) Append(dst, src []byte) []byte {
	for _, c := range src {
		if d.cr {
			d.cr = false
			switch c {
			case '\n':
				dst = append(dst, '\n')
				continue
			case 0:
				dst = append(dst, '\r')
				continue
			}
			dst = append(dst, '\r')
		}
		if c == '\r' {
			d.cr = true
			continue
		}
		dst = append(dst, c)
	}
	return dst
}

// Flush ends the text: it appends a CR that was the last byte of all.
func (d *Decoder) Flush(dst []byte) []byte {
	if d.cr {
		d.cr = false
		dst = append(dst, '\r')
	}
	return dst
}

// AppendNetascii appends the netascii form of the text src to dst: at most
// twice its bytes. Pieces of a text may be given one after the other.
func AppendNetascii(dst, src []byte) []byte {
	for _, c := range src {
		switch c {
		case '\n':
			dst = append(dst, '\r', '\n')
		case '\r':
			dst = append(dst, '\r', 0)
		default:
			dst = append(dst, c)
		}
	}
	return dst
}
