package tftpfs

import (
	"io"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/tftp"
)

// reader is a file being received.
type reader struct {
	name    ifs.Name
	link    *link
	core    *receiver
	dallies *dallies // takes the socket after the last block

	rest    []byte        // bytes received and not read yet
	text    *tftp.Decoder // for netascii; nil for octet
	decoded []byte
	err     error // returned once rest is read; io.EOF at the end
	closed  bool
}

// Size returns the length reported by the server, or -1.
func (f *reader) Size() int64 {
	if f.text != nil || !f.core.terms.tsize {
		return -1
	}
	return f.core.terms.size
}

// Read fills p as long as blocks arrive. It does not wait for more while it has
// bytes to return.
func (f *reader) Read(p []byte) (n int, err error) {
	if f.closed {
		return 0, &ifs.Error{Op: ifs.OpRead, Name: f.name, Kind: ifs.KindIO, Err: io.ErrClosedPipe}
	}
	f.link.resume()
	for n < len(p) {
		switch {
		case len(f.rest) > 0:
			m := copy(p[n:], f.rest)
			f.rest, n = f.rest[m:], n+m
		case f.err != nil:
			if n > 0 {
				return n, nil
			}
			return 0, f.err
		case f.core.complete:
			f.finish()
		default:
			o, err := f.link.step(f.core)
			if err != nil {
				f.fail(err)
				continue
			}
			f.accept(o.data)
		}
	}
	return n, nil
}

// accept makes data available to Read.
func (f *reader) accept(data []byte) {
	if f.text == nil {
		f.rest = data
		return
	}
	f.decoded = f.text.Append(f.decoded[:0], data)
	f.rest = f.decoded
}

// finish ends the file after the last block.
func (f *reader) finish() {
	f.err = io.EOF
	if err := f.core.end(); err != nil {
		f.err = &ifs.Error{Op: ifs.OpRead, Name: f.name, Kind: ifs.KindLength, Err: err}
	}
	if f.text != nil {
		f.rest = f.text.Flush(f.decoded[:0])
	}
}

func (f *reader) fail(err error) {
	kind := kindOf(f.link.ctx, err, ifs.KindIO)
	if kind == ifs.KindAborted {
		f.link.abandon(err)
	}
	f.err = &ifs.Error{Op: ifs.OpRead, Name: f.name, Kind: kind, Err: err}
	_ = f.link.close()
}

// aborted is the text of the ERROR sent if this side stops.
const aborted = "Transfer aborted"

// Close ends the transfer, with an ERROR if the server is still sending. After the
// last block the socket stays open in the background (see dallies).
func (f *reader) Close() error {
	if f.closed {
		return nil
	}
	f.closed = true
	switch {
	case f.link.closed:
	case f.core.complete:
		f.dallies.start(f.link, f.core)
	default:
		f.link.sendError(tftp.NotDefined, aborted)
		_ = f.link.close()
	}
	return nil
}
