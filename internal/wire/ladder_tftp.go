package wire

import "github.com/iosim/iosim/internal/tftp"

// lastBlock is the last message of a direction with a block number.
type lastBlock struct {
	op    tftp.Opcode
	block uint16
	any   bool
	file  string // of a request
}

// datagram adds a row of TFTP. A message is marked as repeated if its direction has
// reached its block before.
func (l *Ladder) datagram(e Event) {
	p, err := tftp.Parse(e.Payload)
	if err != nil {
		r := l.event(e, "not a message of TFTP")
		l.add(r, false)
		return
	}
	var r row
	if p.Op == tftp.DATA || p.Op == tftp.ACK {
		r = l.arrow(e)
		r.caption = caption{op: p.Op, block: p.Block, bytes: len(p.Data)}
	} else {
		r = l.event(e, Caption(p))
	}
	side := &l.last[0]
	if e.Sent {
		side = &l.last[1]
	}
	repeated := false
	switch p.Op {
	case tftp.DATA, tftp.ACK:
		repeated = side.any && side.op == p.Op && int16(p.Block-side.block) <= 0
	case tftp.RRQ, tftp.WRQ:
		repeated = side.op == p.Op && side.file == p.File
	case tftp.OACK:
		repeated = side.op == p.Op
	}
	if !repeated && e.arrived() {
		*side = lastBlock{op: p.Op, block: p.Block, any: p.Op == tftp.DATA || p.Op == tftp.ACK, file: p.File}
	}
	if repeated {
		if r.mark != "" {
			r.mark += ", "
		}
		r.mark += "repeated"
	}
	l.add(r, r.mark == "" && (p.Op == tftp.DATA || p.Op == tftp.ACK))
}
