package tftp

// Netascii is the text form of RFC 764: a line ends in CR LF, and a CR within a
// line is CR NUL. In decoded text lines end in LF.

// Decoder decodes netascii. The zero value is ready to use. It keeps a CR at the
// end of one piece for the next.
type Decoder struct{ cr bool }

// Append decodes the piece src and appends the text to dst, at most one byte more
// than src has. An invalid CR, followed by neither LF nor NUL, is kept, as is what
// follows it, so that nothing is lost.
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

// Flush appends a CR that was the last byte of all.
func (d *Decoder) Flush(dst []byte) []byte {
	if d.cr {
		d.cr = false
		dst = append(dst, '\r')
	}
	return dst
}

// AppendNetascii encodes the text src and appends the result to dst, at most twice
// the bytes of src. A text may be encoded piece by piece.
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
