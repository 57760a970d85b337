package tftpfs

import (
	"encoding/binary"

	"github.com/iosim/iosim/internal/tftp"
)

// sender is the sending side of a transfer without socket or clock. It starts when
// the request has been sent. Once it is answered, put and finish fill blocks, next
// returns the datagrams that may be sent, and packet handles those of the server.
//
// A repeated ACK never causes a block to be sent again (the Sorcerer's Apprentice
// bug of RFC 1123 section 4.2.3.1); a time-out does, and so does an ACK from the
// middle of a window, which indicates a gap (RFC 7440). After block 65535 comes
// block 0.
type sender struct {
	asked   terms
	terms   terms
	retries int
	tries   int

	req      []byte
	answered bool
	offer    terms    // the terms if an ACK 0 answers: plain, or those of the OACK on a server
	ring     [][]byte // one block more than the window, each with its header; block n is at ring[n%len(ring)]
	acked    int64    // last block acknowledged
	sent     int64    // last block sent since the last time-out or gap
	high     int64    // last block ever sent
	full     int64    // last complete block
	fill     int      // bytes in the block after it
	last     int64    // last block of the file; 0 if not known yet
	shift    int64    // number of blocks by which the server's count is ahead
}

func newSender(req []byte, asked terms, retries int) *sender {
	return &sender{asked: asked, terms: plain(), offer: plain(), retries: retries, req: req}
}

// begin starts the transfer with the terms t.
func (s *sender) begin(t terms) outcome {
	s.terms, s.answered, s.tries = t, true, 0
	s.ring = make([][]byte, t.window+1)
	return outcome{bind: true, progress: true, reply: true}
}

// put takes as many bytes of the file as there is space for.
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
// empty. It returns false as long as there is no space for it.
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

// block returns the buffer of block n at its full length.
func (s *sender) block(n int64) []byte {
	slot := &s.ring[n%int64(len(s.ring))]
	if *slot == nil {
		*slot = make([]byte, tftp.HeaderSize+s.terms.blockSize)
	}
	return (*slot)[:tftp.HeaderSize+s.terms.blockSize]
}

func (s *sender) complete() {
	n := s.full + 1
	s.ring[n%int64(len(s.ring))] = s.block(n)[:tftp.HeaderSize+s.fill]
	s.full, s.fill = n, 0
}

// next returns the next datagram the window permits to send, or nil. again says
// that the block was sent before.
func (s *sender) next() (b []byte, again bool) {
	if s.sent >= s.full || s.sent-s.acked >= int64(s.terms.window) {
		return nil, false
	}
	s.sent++
	again = s.sent <= s.high
	s.high = max(s.high, s.sent)
	b = s.ring[s.sent%int64(len(s.ring))]
	tftp.AppendData(b[:0], uint16(s.sent+s.shift), nil) // the header of the data in b
	return b, again
}

// drained reports whether the server has acknowledged the last block.
func (s *sender) drained() bool { return s.last != 0 && s.acked == s.last }

// packet handles one datagram of the server.
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
		return outcome{bind: true, err: saysError(p, !s.answered, len(s.asked.options()) > 0)}
	case tftp.OACK:
		if s.answered {
			return outcome{outOfOrder: true} // repeated: DATA 1 has been sent already
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
	return outcome{outOfOrder: true}
}

func (s *sender) acknowledged(block uint16) outcome {
	n := int64(block - uint16(s.acked+s.shift)) // number of blocks acknowledged
	if n == 0 {
		return outcome{outOfOrder: true}
	}
	if n > s.high-s.acked {
		if s.terms.window == 1 && n == 2 && block == 1 && s.sent > s.acked {
			s.shift++ // the server numbers the block after 65535 as 1
			n = 1
		} else {
			return outcome{outOfOrder: true}
		}
	}
	o := outcome{progress: true, reply: s.acked+n == s.sent}
	s.acked += n
	s.tries = 0
	if s.acked < s.sent {
		s.sent = s.acked // a gap: send again from there
	}
	s.sent = max(s.sent, s.acked)
	return o
}

// expire handles a time-out: the request is sent again, or next starts again at the
// first block of the window.
func (s *sender) expire() outcome {
	if s.tries >= s.retries {
		return outcome{err: errNoAnswer}
	}
	s.tries++
	if !s.answered {
		return outcome{send: s.req}
	}
	s.sent = s.acked
	return outcome{}
}
