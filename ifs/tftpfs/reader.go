package tftpfs

import (
	"io"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/tftp"
)

// reader is a file that is being fetched.
type reader struct {
	name    ifs.Name
	link    *link
	core    *receiver
	dallies *dallies // keeps the socket after the last block

	rest    []byte        // bytes that came and were not read yet
	text    *tftp.Decoder // netascii; nil: octet
	decoded []byte
	err     error // the end, io.EOF included, once rest is read
	closed  bool
}

// Size is the length that the server told, -1 if it did not.
func (f *reader) Size() int64 {
	if f.text != nil || !f.core.terms.tsize {
		return -1
	}
	return f.core.terms.size
}

// Read fills p while blocks come one after the other; it does not keep back what
// is there for a server that stays silent.
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
		case f.core.over:
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

// accept makes data what is to be read next.
func (f *reader) accept(data []byte) {
	if f.text == nil {
		f.rest = data
		return
	}
	f.decoded = f.text.Append(f.decoded[:0], data)
	f.rest = f.decoded
}

// finish is the end after the last block.
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

// aborted tells the server why nothing more comes.
const aborted = "Transfer aborted"

// Close ends the transfer: a server that is still sending is told to stop. After
// the last block the socket stays for a while in the background (see dally).
func (f *reader) Close() error {
	if f.closed {
		return nil
	}
	f.closed = true
	switch {
	case f.link.closed:
	case f.core.over:
		f.dallies.start(f.link, f.core)
	default:
		f.link.tell(tftp.NotDefined, aborted)
		_ = f.link.close()
	}
	return nil
}
