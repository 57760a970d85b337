package tftpfs

import (
	"encoding/binary"
	"fmt"

	"github.com/iosim/iosim/internal/tftp"
)

// receiver is the reading half of a transfer without socket or clock. It begins
// when the request has been sent.
//
// A repeated block n-1 shows that its ACK was lost and is acknowledged again at once,
// older ones are not. In a window (RFC 7440) a gap is answered once, with the last
// block before it; a lost ACK is mended by the time-out there, because every repeated
// ACK makes the server send a whole window again.
type receiver struct {
	asked   terms
	terms   terms // what holds, once answered
	retries int
	tries   int // time-outs since the transfer last moved on

	req      []byte
	ack      [tftp.HeaderSize]byte
	answered bool   // the request was
	byOACK   bool   // and by an OACK
	next     uint16 // number of the block to come
	blocks   int64  // taken so far
	got      int64  // bytes taken so far
	unacked  int    // blocks taken since the last ACK
	gap      bool   // the present gap has been answered
	repeats  int    // ACKs that went out again since the last progress or time-out
	skipZero bool   // the server goes on with block 1 after 65535
	over     bool   // the last block was taken
	exact    bool   // the bytes must be as many as the size that the server told
	hold     bool   // the last block is acknowledged by release only
}

func newReceiver(req []byte, asked terms, retries int, exact bool) *receiver {
	return &receiver{asked: asked, terms: plain(), retries: retries, req: req, next: 1, exact: exact}
}

// packet takes one datagram of the server.
func (r *receiver) packet(b []byte) outcome {
	p, err := tftp.Parse(b)
	if err != nil {
		if !r.answered && len(b) >= 2 && tftp.Opcode(binary.BigEndian.Uint16(b)) == tftp.OACK {
			return refuse(tftp.BadOptions, "malformed OACK")
		}
		return outcome{} // damaged: as good as lost
	}
	switch p.Op {
	case tftp.DATA:
		return r.data(p.Block, p.Data)
	case tftp.OACK:
		return r.oack(p.Options)
	case tftp.ERROR:
		if r.over {
			return outcome{}
		}
		return outcome{bind: true, err: &peerError{p.Code, p.Text, !r.answered, len(r.asked.options()) > 0}}
	}
	return outcome{odd: p.Op == tftp.ACK}
}

func (r *receiver) oack(granted []tftp.Option) outcome {
	if r.answered {
		if r.byOACK && r.blocks == 0 && !r.over {
			return r.again(0) // our ACK 0 was lost
		}
		return outcome{odd: true}
	}
	t, err := r.asked.agree(granted)
	if err != nil {
		return refuse(tftp.BadOptions, err.Error())
	}
	r.terms, r.answered, r.byOACK, r.tries = t, true, true, 0
	return outcome{send: r.acknowledge(0), bind: true, fresh: true, reply: true}
}

func (r *receiver) data(block uint16, data []byte) outcome {
	if !r.answered {
		switch {
		case block == 0:
			return refuse(tftp.IllegalOp, "DATA 0 answers a read request")
		case block != 1:
			return outcome{odd: true} // from some older transfer
		}
	}
	if r.over {
		return r.repeated(block)
	}
	if len(data) > r.terms.blockSize {
		return refuse(tftp.IllegalOp, "block longer than agreed")
	}
	if block != r.next && !r.rollsToOne(block) {
		return r.unexpected(block)
	}
	o := outcome{data: data, fresh: true, bind: !r.answered, reply: r.unacked == 0}
	r.answered, r.gap, r.tries, r.repeats = true, false, 0, 0
	if r.next = block + 1; r.next == 0 && r.skipZero {
		r.next = 1
	}
	r.blocks++
	r.unacked++
	r.got += int64(len(data))
	r.over = len(data) < r.terms.blockSize
	if r.exact && r.terms.tsize && r.got > r.terms.size {
		o := refuse(tftp.NotDefined, "more bytes than announced")
		o.err = &lengthError{r.got, r.terms.size}
		return o
	}
	if r.over && r.hold {
		return o
	}
	if r.over || r.unacked >= r.terms.window {
		o.send = r.acknowledge(block)
	}
	return o
}

// rollsToOne recognises a server that goes on with block 1 after 65535, not with
// 0. In a window other blocks may be lost, so the one number counts that a server
// which goes on with 0 cannot have sent yet; the blocks before it are asked for
// again.
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
		return outcome{send: r.acknowledge(r.last()), odd: true}
	}
	return outcome{odd: true}
}

// last is the number of the block taken last; 0 before the first.
func (r *receiver) last() uint16 {
	if r.next == 1 && r.skipZero {
		return 65535
	}
	return r.next - 1
}

// repeated answers a block that was taken just before.
func (r *receiver) repeated(block uint16) outcome {
	if block != r.last() || r.terms.window > 1 && !r.over {
		return outcome{odd: true}
	}
	return r.again(block)
}

// maxRepeats bounds how often a block is acknowledged again without progress: a server
// that answers each ACK with the same block would keep both busy for ever.
const maxRepeats = 16

func (r *receiver) again(block uint16) outcome {
	if r.repeats >= maxRepeats || r.over && r.hold {
		return outcome{odd: true}
	}
	r.repeats++
	return outcome{send: r.acknowledge(block), odd: true}
}

// expire is a time-out: what was sent last goes out again.
func (r *receiver) expire() outcome {
	if r.tries >= r.retries {
		return outcome{err: errSilent}
	}
	r.tries++
	if !r.answered {
		return outcome{send: r.req}
	}
	r.gap, r.repeats = false, 0
	return outcome{send: r.acknowledge(r.last())}
}

// acknowledge builds the ACK of a block in the one buffer for it.
func (r *receiver) acknowledge(block uint16) []byte {
	r.unacked = 0
	return tftp.AppendACK(r.ack[:0], block)
}

// release is the ACK of the last block, which was held back until the file was
// safe (serving side).
func (r *receiver) release() []byte {
	r.hold = false
	return r.acknowledge(r.last())
}

// end is the verdict after the last block: nil, or a length that is not the
// announced one.
func (r *receiver) end() error {
	if r.exact && r.terms.tsize && r.got != r.terms.size {
		return &lengthError{r.got, r.terms.size}
	}
	return nil
}

// A lengthError is a file that is not as long as its server said.
type lengthError struct{ got, told int64 }

func (e *lengthError) Error() string {
	return fmt.Sprintf("%d bytes came, %d were announced", e.got, e.told)
}
