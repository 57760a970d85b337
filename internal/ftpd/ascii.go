package ftpd

import (
	"bytes"
	"io"
)

// newlinesOut reads r with each LF made CR LF (RFC 959, 3.1.1.1). A CR LF that is
// in the file stays as it is.
func newlinesOut(r io.Reader) io.Reader {
	return &outReader{r: r, buf: make([]byte, 32<<10)}
}

type outReader struct {
	r    io.Reader
	buf  []byte
	rest []byte // of buf, not yet given
	cr   bool   // the last byte given was a CR
	lf   bool   // the LF after an inserted CR is still to be given
	err  error
}

func (o *outReader) Read(p []byte) (n int, err error) {
	for n < len(p) {
		if o.lf {
			p[n] = '\n'
			n++
			o.lf, o.cr = false, false
			continue
		}
		if len(o.rest) == 0 {
			if n > 0 || o.err != nil {
				break
			}
			var k int
			k, o.err = o.r.Read(o.buf)
			o.rest = o.buf[:k]
			continue
		}
		c := o.rest[0]
		o.rest = o.rest[1:]
		if c == '\n' && !o.cr {
			p[n] = '\r'
			o.lf = true
		} else {
			p[n] = c
		}
		o.cr = c == '\r'
		n++
	}
	if n > 0 || len(p) == 0 {
		return n, nil
	}
	return 0, o.err
}

// newlinesIn writes to w with each CR LF made LF.
func newlinesIn(w io.Writer) *inWriter { return &inWriter{w: w} }

type inWriter struct {
	w   io.Writer
	cr  bool // a CR is held back
	out []byte
}

func (i *inWriter) Write(p []byte) (int, error) {
	i.out = i.out[:0]
	for _, c := range p {
		if i.cr && c != '\n' {
			i.out = append(i.out, '\r')
		}
		if i.cr = c == '\r'; !i.cr {
			i.out = append(i.out, c)
		}
	}
	if _, err := i.w.Write(i.out); err != nil {
		return 0, err
	}
	return len(p), nil
}

// end writes a CR that no LF has followed.
func (i *inWriter) end() error {
	if !i.cr {
		return nil
	}
	i.cr = false
	_, err := io.Copy(i.w, bytes.NewReader([]byte{'\r'}))
	return err
}
