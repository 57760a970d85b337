package xmodem

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// Port is the line to the sender.
type Port interface {
	// Receive waits at most d for bytes. The error is os.ErrDeadlineExceeded if
	// none has arrived.
	Receive(ctx context.Context, p []byte, d time.Duration) (int, error)
	// Send writes all of p unchanged.
	Send(p []byte) error
}

// Options are the options of a transfer.
type Options struct {
	// Y selects YMODEM, whose block 0 has name and size.
	Y bool
	// Sum requests one-byte checksums instead of CRCs.
	Sum bool
}

// Time-outs of the protocol, and limits.
const (
	startWait = 3 * time.Second  // between two requests for the file
	blockWait = 10 * time.Second // for the next block
	byteWait  = 1 * time.Second  // within a block
	purgeWait = 1 * time.Second  // of silence after invalid bytes
	crcCalls  = 10               // requests with 'C' before checksums are requested
	tries     = 10
	// maxPurged is the maximum number of bytes discarded at once. No sender sends
	// more between two requests.
	maxPurged = 64 << 10
)

// Errors of a transfer besides those of the port and of its context.
var (
	ErrTimeout  = errors.New("xmodem: the sender is silent")
	ErrCanceled = errors.New("xmodem: the sender has canceled")
	ErrGarbled  = errors.New("xmodem: no block could be read")
	ErrSequence = errors.New("xmodem: the sender has lost count")
	ErrStopped  = errors.New("xmodem: stopped from the keyboard")
)

// Receiver is a file being received.
type Receiver struct {
	ctx  context.Context
	port Port
	opt  Options
	crc  bool
	size int64 // -1 if unknown

	buf     [maxBlock]byte
	data    []byte // of the current block, not read yet
	pending bool   // the block has to be acknowledged when its data has been read
	next    byte   // number of the next block
	got     int64
	eof     bool // the sender has ended the file
	err     error
}

// Receive requests a file until its first block arrives.
func Receive(ctx context.Context, port Port, o Options) (*Receiver, error) {
	r := &Receiver{ctx: ctx, port: port, opt: o, crc: !o.Sum, size: -1, next: 1}
	if o.Y {
		r.next = 0
	}
	first, err := r.request()
	if err == nil && o.Y {
		err = r.header(first)
	}
	if err != nil {
		r.cancel()
		return nil, err
	}
	return r, nil
}

// Size returns the size in bytes sent by YMODEM, or -1.
func (r *Receiver) Size() int64 { return r.size }

// request requests the file and returns the first block, or block 0 in YMODEM.
func (r *Receiver) request() (data []byte, err error) {
	for n := range crcCalls + tries {
		if n == crcCalls && !r.opt.Y {
			r.crc = false
		}
		b := byte(nak)
		if r.crc {
			b = crc
		}
		if err := r.port.Send([]byte{b}); err != nil {
			return nil, err
		}
		data, err = r.block(startWait)
		switch {
		case err == nil, !errors.Is(err, os.ErrDeadlineExceeded) && !errors.Is(err, ErrGarbled):
			return data, err
		case errors.Is(err, ErrGarbled) && (r.buf[0] == ctrlC || r.buf[0] == ctrlCaret):
			return nil, ErrStopped // before the file starts, a user may be typing
		case errors.Is(err, ErrGarbled):
			if err := r.purge(); err != nil {
				return nil, err
			}
		}
	}
	return nil, ErrTimeout
}

// header parses block 0 and requests the data. It keeps the data of the first
// block.
func (r *Receiver) header(data []byte) error {
	h, ok := parseHeader(data)
	if !ok || h.name == "" {
		return fmt.Errorf("%w: block 0", ErrGarbled)
	}
	r.size = h.size
	if err := r.port.Send([]byte{ack}); err != nil {
		return err
	}
	r.pending, r.data, r.next = false, nil, 1
	_, err := r.request()
	return err
}

// block reads one block; no data means the end of the file. A repeated block is
// acknowledged again and skipped. ErrGarbled means that the block has to be
// requested again.
func (r *Receiver) block(wait time.Duration) ([]byte, error) {
	for {
		if err := r.fill(r.buf[:1], wait); err != nil {
			return nil, err
		}
		switch r.buf[0] {
		case eot:
			r.eof = true
			return nil, nil
		case can:
			// Two are required, because one alone may be noise.
			if r.fill(r.buf[:1], byteWait) == nil && r.buf[0] == can {
				return nil, ErrCanceled
			}
			return nil, ErrGarbled
		case soh, stx:
		default:
			return nil, ErrGarbled
		}
		n := blockLen(r.buf[0], r.crc)
		if err := r.fill(r.buf[1:n], byteWait); err != nil {
			if errors.Is(err, os.ErrDeadlineExceeded) {
				err = ErrGarbled
			}
			return nil, err
		}
		number, data, ok := parseBlock(r.buf[:n], r.crc)
		switch {
		case !ok:
			return nil, ErrGarbled
		case number == r.next:
			r.next++
			r.data, r.pending = r.trim(data), true
			return data, nil
		case number != r.next-1:
			return nil, ErrSequence
		}
		if err := r.port.Send([]byte{ack}); err != nil { // the acknowledgement was lost
			return nil, err
		}
	}
}

// trim returns a block's data without the padding of the last one, if the size is
// known.
func (r *Receiver) trim(data []byte) []byte {
	if r.size < 0 {
		return data
	}
	return data[:min(int64(len(data)), r.size-r.got)]
}

// fill reads all of p; d is the time-out of each read.
func (r *Receiver) fill(p []byte, d time.Duration) error {
	for len(p) > 0 {
		n, err := r.port.Receive(r.ctx, p, d)
		switch {
		case err == io.EOF: // the end of the line, not of the file
			return io.ErrUnexpectedEOF
		case err != nil:
			return err
		}
		p = p[n:]
	}
	return nil
}

// purge discards bytes until the sender is silent.
func (r *Receiver) purge() error {
	for left := maxPurged; left > 0; {
		n, err := r.port.Receive(r.ctx, r.buf[:], purgeWait)
		if errors.Is(err, os.ErrDeadlineExceeded) {
			return nil
		}
		if err != nil {
			return err
		}
		left -= n
	}
	return ErrGarbled
}

// Read reads the file. It returns io.EOF when the sender has ended the file. XMODEM
// pads the last block to its full length (ios-boot.md 7.7); in YMODEM the padding
// is removed by the size.
func (r *Receiver) Read(p []byte) (int, error) {
	for len(r.data) == 0 {
		if r.err == nil {
			r.err = r.advance()
		}
		if r.err != nil {
			return 0, r.err
		}
	}
	n := copy(p, r.data)
	r.data = r.data[n:]
	r.got += int64(n)
	return n, nil
}

// advance acknowledges the block that has been read and receives the next.
func (r *Receiver) advance() error {
	if r.eof { // an empty file
		return r.end()
	}
	answer := byte(ack)
	for range tries {
		if r.pending || answer == nak {
			if err := r.port.Send([]byte{answer}); err != nil {
				return err
			}
			r.pending = false
		}
		_, err := r.block(blockWait)
		switch {
		case r.eof:
			return r.end()
		case err == nil:
			return nil
		case errors.Is(err, ErrGarbled):
			if err := r.purge(); err != nil {
				return r.fail(err)
			}
		case errors.Is(err, os.ErrDeadlineExceeded): // requested again
		default:
			return r.fail(err)
		}
		answer = nak
	}
	return r.fail(ErrTimeout)
}

// end acknowledges the end of the file and, in YMODEM, of the batch.
func (r *Receiver) end() error {
	if err := r.port.Send([]byte{ack}); err != nil {
		return err
	}
	if r.size >= 0 && r.got < r.size {
		return io.ErrUnexpectedEOF
	}
	if r.opt.Y {
		r.endBatch()
	}
	return io.EOF
}

// endBatch receives the empty block 0 that ends a batch, and cancels one with
// another file. Errors are ignored, because the file is complete.
func (r *Receiver) endBatch() {
	for range 3 {
		if r.port.Send([]byte{crc}) != nil || r.fill(r.buf[:1], startWait) != nil {
			continue
		}
		n := blockLen(r.buf[0], true)
		if n == 0 || r.fill(r.buf[1:n], byteWait) != nil {
			continue
		}
		_, data, ok := parseBlock(r.buf[:n], true)
		if h, known := parseHeader(data); ok && known && h.name == "" {
			_ = r.port.Send([]byte{ack})
		} else {
			r.cancel()
		}
		return
	}
}

func (r *Receiver) fail(err error) error {
	r.cancel()
	return err
}

// cancel sends the sequence that cancels the transfer.
func (r *Receiver) cancel() { _ = r.port.Send([]byte{can, can, can, can, can}) }

// Close ends the transfer. If it is in progress, it is canceled.
func (r *Receiver) Close() error {
	if r.err == nil {
		r.err = os.ErrClosed
		r.cancel()
	}
	return nil
}
