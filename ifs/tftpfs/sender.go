package tftpfs

import (
	"encoding/binary"

	"github.com/iosim/iosim/internal/tftp"
)

// sender is the writing half of a transfer without socket or clock. It begins
// when the request has been sent. Once it is answered, put and finish fill blocks,
// next gives the datagrams that may go out, packet takes the server's.
//
// A repeated ACK never makes a block go out again (the Sorcerer's Apprentice bug of
// RFC 1123 section 4.2.3.1); a time-out does, and so does an ACK from the middle of a
// window, which tells of a gap (RFC 7440). After block 65535 comes block 0.
type sender struct {
	asked   terms
	terms   terms
	retries int
	tries   int

	req      []byte
	answered bool
	offer    terms    // what an ACK 0 begins: plain, on the serving side those of the OACK
	ring     [][]byte // one block more than the window, each with its header; block n is in ring[n%len]
	acked    int64    // blocks acknowledged
	sent     int64    // the last block that is under way
	high     int64    // the last block ever sent
	full     int64    // the last block that is complete
	fill     int      // bytes in the block after it
	last     int64    // the last block of all; 0: not known yet
	shift    int64    // blocks that the server's own count is ahead of ours
}

func newSender(req []byte, asked terms, retries int) *sender {
	return &sender{asked: asked, terms: plain(), offer: plain(), retries: retries, req: req}
}

// begin takes the terms that hold.
func (s *sender) begin(t terms) outcome {
	s.terms, s.answered, s.tries = t, true, 0
	s.ring = make([][]byte, t.window+1)
	return outcome{bind: true, fresh: true, reply: true}
}

// put takes bytes of the file as far as there is room for them.
func (s *sender) put(p []byte) (n int) {
	for n < len(p) && s.full-s.acked < int64(len(s.ring)) {
		b := s.block(s.full + 1)
		m := copy(b[tftp.HeaderSize+s.fill:], p[n:])
		n += m
		if s.fill += m; s.fill == s.terms.blockSize {
			s.complete()
		}
	}
	return n
}

// finish completes the last block, which is shorter than the others and may be
// empty. It reports false while there is no room for it.
func (s *sender) finish() bool {
	if s.last != 0 {
		return true
	}
	if s.full-s.acked >= int64(len(s.ring)) {
		return false
	}
	s.last = s.full + 1
	s.complete()
	return true
}

// block is the buffer of block n, of full length.
func (s *sender) block(n int64) []byte {
	slot := &s.ring[n%int64(len(s.ring))]
	if *slot == nil {
		*slot = make([]byte, tftp.HeaderSize+s.terms.blockSize)
	}
	return (*slot)[:tftp.HeaderSize+s.terms.blockSize]
}

func (s *sender) complete() {
	n := s.full + 1
	b := s.block(n)
	binary.BigEndian.PutUint16(b, uint16(tftp.DATA))
	s.ring[n%int64(len(s.ring))] = b[:tftp.HeaderSize+s.fill]
	s.full, s.fill = n, 0
}

// next is the next datagram that the window lets out; nil: none. again says that
// the block went out before.
func (s *sender) next() (b []byte, again bool) {
	if s.sent >= s.full || s.sent-s.acked >= int64(s.terms.window) {
		return nil, false
	}
	s.sent++
	again = s.sent <= s.high
	s.high = max(s.high, s.sent)
	b = s.ring[s.sent%int64(len(s.ring))]
	binary.BigEndian.PutUint16(b[2:], uint16(s.sent+s.shift))
	return b, again
}

// drained reports that the server has acknowledged the last block.
func (s *sender) drained() bool { return s.last != 0 && s.acked == s.last }

// packet takes one datagram of the server.
func (s *sender) packet(b []byte) outcome {
	p, err := tftp.Parse(b)
	if err != nil {
		if !s.answered && len(b) >= 2 && tftp.Opcode(binary.BigEndian.Uint16(b)) == tftp.OACK {
			return refuse(tftp.BadOptions, "malformed OACK")
		}
		return outcome{}
	}
	switch p.Op {
	case tftp.ERROR:
		return outcome{bind: true, err: &peerError{p.Code, p.Text, !s.answered, len(s.asked.options()) > 0}}
	case tftp.OACK:
		if s.answered {
			return outcome{odd: true} // repeated: DATA 1 is on its way already
		}
		t, err := s.asked.agree(p.Options)
		if err != nil {
			return refuse(tftp.BadOptions, err.Error())
		}
		return s.begin(t)
	case tftp.ACK:
		if s.answered {
			return s.acknowledged(p.Block)
		}
		if p.Block == 0 {
			return s.begin(s.offer)
		}
	}
	return outcome{odd: true}
}

func (s *sender) acknowledged(block uint16) outcome {
	n := int64(block - uint16(s.acked+s.shift)) // blocks further
	if n == 0 {
		return outcome{odd: true}
	}
	if n > s.high-s.acked {
		if s.terms.window == 1 && n == 2 && block == 1 && s.sent > s.acked {
			s.shift++ // it counts the block after 65535 as 1
			n = 1
		} else {
			return outcome{odd: true}
		}
	}
	o := outcome{fresh: true, reply: s.acked+n == s.sent}
	s.acked += n
	s.tries = 0
	if s.acked < s.sent {
		s.sent = s.acked // a gap: the window starts again behind it
	}
	s.sent = max(s.sent, s.acked)
	return o
}

// expire is a time-out: the request goes out again, or the window from its first
// block on by next.
func (s *sender) expire() outcome {
	if s.tries >= s.retries {
		return outcome{err: errSilent}
	}
	s.tries++
	if !s.answered {
		return outcome{send: s.req}
	}
	s.sent = s.acked
	return outcome{}
}
