package tftpfs

import (
	"encoding/binary"
	"fmt"

	"github.com/iosim/iosim/internal/tftp"
)

// receiver is the receiving side of a transfer without socket or clock. It starts
// when the request has been sent.
//
// A repeated block n-1 shows that its ACK was lost and is acknowledged again at
// once; older ones are not. In a window (RFC 7440) a gap is answered once, with the
// last block before it; a lost ACK is left to the time-out there, because every
// repeated ACK makes the server send a whole window again.
type receiver struct {
	asked   terms
	terms   terms // valid once answered
	retries int
	tries   int // time-outs since the last progress

	req      []byte
	ack      [tftp.HeaderSize]byte
	answered bool   // the server has answered
	byOACK   bool   // the answer was an OACK
	next     uint16 // number of the next block
	blocks   int64  // blocks received so far
	got      int64  // bytes received so far
	unacked  int    // blocks received since the last ACK
	gap      bool   // the current gap has been answered
	repeats  int    // ACKs repeated since the last progress or time-out
	skipZero bool   // the server continues with block 1 after 65535
	complete bool   // the last block was received
	exact    bool   // the length must be the size the server reported
	hold     bool   // the last block is acknowledged by release only
}

func newReceiver(req []byte, asked terms, retries int, exact bool) *receiver {
	return &receiver{asked: asked, terms: plain(), retries: retries, req: req, next: 1, exact: exact}
}

// packet handles one datagram of the server.
func (r *receiver) packet(b []byte) outcome {
	p, err := tftp.Parse(b)
	if err != nil {
		if !r.answered && len(b) >= 2 && tftp.Opcode(binary.BigEndian.Uint16(b)) == tftp.OACK {
			return refuse(tftp.BadOptions, "malformed OACK")
		}
		return outcome{} // damaged: treated as lost
	}
	switch p.Op {
	case tftp.DATA:
		return r.data(p.Block, p.Data)
	case tftp.OACK:
		return r.oack(p.Options)
	case tftp.ERROR:
		if r.complete {
			return outcome{}
		}
		return outcome{bind: true, err: saysError(p, !r.answered, len(r.asked.options()) > 0)}
	}
	return outcome{outOfOrder: p.Op == tftp.ACK}
}

func (r *receiver) oack(granted []tftp.Option) outcome {
	if r.answered {
		if r.byOACK && r.blocks == 0 && !r.complete {
			return r.again(0) // ACK 0 was lost
		}
		return outcome{outOfOrder: true}
	}
	t, err := r.asked.agree(granted)
	if err != nil {
		return refuse(tftp.BadOptions, err.Error())
	}
	r.terms, r.answered, r.byOACK, r.tries = t, true, true, 0
	return outcome{send: r.acknowledge(0), bind: true, progress: true, reply: true}
}

func (r *receiver) data(block uint16, data []byte) outcome {
	if !r.answered {
		switch {
		case block == 0:
			return refuse(tftp.IllegalOp, "DATA 0 answers a read request")
		case block != 1:
			return outcome{outOfOrder: true} // of an older transfer
		}
	}
	if r.complete {
		return r.repeated(block)
	}
	if len(data) > r.terms.blockSize {
		return refuse(tftp.IllegalOp, "block longer than agreed")
	}
	if block != r.next && !r.rollsToOne(block) {
		return r.unexpected(block)
	}
	o := outcome{data: data, progress: true, bind: !r.answered, reply: r.unacked == 0}
	r.answered, r.gap, r.tries, r.repeats = true, false, 0, 0
	if r.next = block + 1; r.next == 0 && r.skipZero {
		r.next = 1
	}
	r.blocks++
	r.unacked++
	r.got += int64(len(data))
	r.complete = len(data) < r.terms.blockSize
	if r.exact && r.terms.tsize && r.got > r.terms.size {
		o := refuse(tftp.NotDefined, "more bytes than announced")
		o.err = &lengthError{r.got, r.terms.size}
		return o
	}
	if r.complete && r.hold {
		return o
	}
	if r.complete || r.unacked >= r.terms.window {
		o.send = r.acknowledge(block)
	}
	return o
}

// rollsToOne reports whether the server continues with block 1 after 65535 instead
// of 0. In a window blocks may be lost, so only that number is taken as a sign
// which a server that continues with 0 cannot have sent yet; the blocks before it
// are requested again.
func (r *receiver) rollsToOne(block uint16) bool {
	if r.next != 0 || r.blocks == 0 || int(block) != r.terms.window-r.unacked {
		return false
	}
	r.next, r.skipZero, r.gap = 1, true, false
	return block == 1
}

func (r *receiver) unexpected(block uint16) outcome {
	if r.blocks > 0 && block == r.last() {
		return r.repeated(block)
	}
	if ahead := int(block - r.next); r.terms.window > 1 && ahead < r.terms.window && !r.gap {
		r.gap = true
		return outcome{send: r.acknowledge(r.last()), outOfOrder: true}
	}
	return outcome{outOfOrder: true}
}

// last returns the number of the last block received, 0 before the first.
func (r *receiver) last() uint16 {
	if r.next == 1 && r.skipZero {
		return 65535
	}
	return r.next - 1
}

// repeated answers a block that has just been received.
func (r *receiver) repeated(block uint16) outcome {
	if block != r.last() || r.terms.window > 1 && !r.complete {
		return outcome{outOfOrder: true}
	}
	return r.again(block)
}

// maxRepeats is the maximum number of times a block is acknowledged again without
// progress. A server that answers each ACK with the same block would otherwise keep
// both sides busy forever.
const maxRepeats = 16

func (r *receiver) again(block uint16) outcome {
	if r.repeats >= maxRepeats || r.complete && r.hold {
		return outcome{outOfOrder: true}
	}
	r.repeats++
	return outcome{send: r.acknowledge(block), outOfOrder: true}
}

// expire handles a time-out: what was sent last is sent again.
func (r *receiver) expire() outcome {
	if r.tries >= r.retries {
		return outcome{err: errNoAnswer}
	}
	r.tries++
	if !r.answered {
		return outcome{send: r.req}
	}
	r.gap, r.repeats = false, 0
	return outcome{send: r.acknowledge(r.last())}
}

// acknowledge returns the ACK of a block, valid until the next call.
func (r *receiver) acknowledge(block uint16) []byte {
	r.unacked = 0
	return tftp.AppendACK(r.ack[:0], block)
}

// release returns the ACK of the last block, which a server withholds until the
// file is stored.
func (r *receiver) release() []byte {
	r.hold = false
	return r.acknowledge(r.last())
}

// end returns the error after the last block: nil, or a lengthError.
func (r *receiver) end() error {
	if r.exact && r.terms.tsize && r.got != r.terms.size {
		return &lengthError{r.got, r.terms.size}
	}
	return nil
}

// lengthError says that a file does not have the announced length.
type lengthError struct{ got, foreignCount int64 }

func (e *lengthError) Error() string {
	return fmt.Sprintf("%d bytes came, %d were announced", e.got, e.foreignCount)
}
