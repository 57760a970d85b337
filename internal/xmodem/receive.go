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
	// Receive waits at most d for bytes: os.ErrDeadlineExceeded if none has come.
	Receive(ctx context.Context, p []byte, d time.Duration) (int, error)
	// Send writes all of p as it is.
	Send(p []byte) error
}

// Options are what the receiver asks for.
type Options struct {
	// Y is YMODEM: block 0 tells name and size.
	Y bool
	// Sum begins with the checksum of one byte instead of a CRC.
	Sum bool
}

// The waits of the protocol and their number.
const (
	startWait = 3 * time.Second  // between two calls for the file
	blockWait = 10 * time.Second // for the next block
	byteWait  = 1 * time.Second  // within a block
	purgeWait = 1 * time.Second  // of silence after what could not be read
	crcCalls  = 10               // with 'C' before checksums are asked for
	tries     = 10
	// maxPurged bounds what is thrown away at once, in bytes: nobody sends more between
	// two calls.
	maxPurged = 64 << 10
)

// The reasons why a transfer ends, beside those of the port and of its context.
var (
	ErrTimeout  = errors.New("xmodem: the sender is silent")
	ErrCanceled = errors.New("xmodem: the sender has canceled")
	ErrGarbled  = errors.New("xmodem: no block could be read")
	ErrSequence = errors.New("xmodem: the sender has lost count")
	ErrStopped  = errors.New("xmodem: stopped from the keyboard")
)

// Receiver is the file that comes in.
type Receiver struct {
	ctx  context.Context
	port Port
	opt  Options
	crc  bool
	size int64 // -1: not known

	buf     [maxBlock]byte
	data    []byte // of the block, not yet read
	pending bool   // the block is to be acknowledged when its data has been read
	next    byte   // the number of the block to come
	got     int64
	eof     bool // the sender has ended the file
	err     error
}

// Receive calls for a file until its first block has come.
func Receive(ctx context.Context, port Port, o Options) (*Receiver, error) {
	r := &Receiver{ctx: ctx, port: port, opt: o, crc: !o.Sum, size: -1, next: 1}
	if o.Y {
		r.next = 0
	}
	first, err := r.call()
	if err == nil && o.Y {
		err = r.header(first)
	}
	if err != nil {
		r.cancel()
		return nil, err
	}
	return r, nil
}

// Size is what YMODEM has told, in bytes; -1 if nobody has.
func (r *Receiver) Size() int64 { return r.size }

// call asks for the file and takes the first block, or, in YMODEM, block 0.
func (r *Receiver) call() (data []byte, err error) {
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
			return nil, ErrStopped // before the file a person is at the line
		case errors.Is(err, ErrGarbled):
			if err := r.purge(); err != nil {
				return nil, err
			}
		}
	}
	return nil, ErrTimeout
}

// header takes block 0 and calls for the data. The first block's is kept.
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
	_, err := r.call()
	return err
}

// block reads one block, or the end of the file as no data. A block that came before
// is acknowledged once more and skipped. ErrGarbled asks for a repeat.
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
			// Two of them: one alone may be noise.
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
			r.data, r.pending = r.cut(data), true
			return data, nil
		case number != r.next-1:
			return nil, ErrSequence
		}
		if err := r.port.Send([]byte{ack}); err != nil { // ours was lost
			return nil, err
		}
	}
}

// cut is a block's data without what fills up the last one, where the size is known.
func (r *Receiver) cut(data []byte) []byte {
	if r.size < 0 {
		return data
	}
	return data[:min(int64(len(data)), r.size-r.got)]
}

// fill reads all of p; d is for each wait.
func (r *Receiver) fill(p []byte, d time.Duration) error {
	for len(p) > 0 {
		n, err := r.port.Receive(r.ctx, p, d)
		switch {
		case err == io.EOF: // of the line, not of the file
			return io.ErrUnexpectedEOF
		case err != nil:
			return err
		}
		p = p[n:]
	}
	return nil
}

// purge waits until the sender says nothing more.
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

// Read gives the file's bytes; io.EOF when the sender has ended it. XMODEM's last block
// comes filled up to its length (ios-boot.md 7.7); YMODEM's is cut at the size.
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

// advance acknowledges the block that has been read and takes the next.
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
		case errors.Is(err, os.ErrDeadlineExceeded): // asked for once more
		default:
			return r.fail(err)
		}
		answer = nak
	}
	return r.fail(ErrTimeout)
}

// end acknowledges the end of the file. YMODEM's sender wants to hear that no other is
// wanted.
func (r *Receiver) end() error {
	if err := r.port.Send([]byte{ack}); err != nil {
		return err
	}
	if r.size >= 0 && r.got < r.size {
		return io.ErrUnexpectedEOF
	}
	if r.opt.Y {
		r.last()
	}
	return io.EOF
}

// last takes the empty block 0 that ends a batch; a sender that has another file is
// told to stop. The file is here, whatever the sender makes of it.
func (r *Receiver) last() {
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

// cancel tells the sender to stop.
func (r *Receiver) cancel() { _ = r.port.Send([]byte{can, can, can, can, can}) }

// Close ends the transfer: one that lasts is canceled.
func (r *Receiver) Close() error {
	if r.err == nil {
		r.err = os.ErrClosed
		r.cancel()
	}
	return nil
}
