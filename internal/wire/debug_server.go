package wire

import (
	"fmt"
	"time"

	"github.com/iosim/iosim/internal/tftp"
)

// ServerDebug prints the lines of `debug tftp` for the router's own server. All
// texts are [UNSOURCED].
type ServerDebug struct {
	via     string
	packets func() bool
	print   func(line string)
	file    string
	begin   time.Time
	sent    lastBlock
	retry   int
	failed  bool
	at      time.Time
}

// NewServerDebug returns a Reader that prints one transfer of a client on the
// interface via. packets reports whether to print blocks and their acknowledgements
// too.
func NewServerDebug(via string, packets func() bool, print func(line string)) *ServerDebug {
	return &ServerDebug{via: via, packets: packets, print: print}
}

// Event implements Reader.
func (d *ServerDebug) Event(e Event) {
	d.at = e.At
	if e.Kind == Timeout {
		d.print("TFTP: Timeout")
		return
	}
	if e.Kind != Datagram || !e.arrived() {
		return
	}
	p, err := tftp.Parse(e.Payload)
	if err != nil {
		d.print(fmt.Sprintf("TFTP: Received malformed packet (%d bytes) from %s", len(e.Payload), e.Remote))
		return
	}
	switch p.Op {
	case tftp.RRQ, tftp.WRQ:
		what := "read"
		if p.Op == tftp.WRQ {
			what = "write"
		}
		d.file, d.begin = shown(p.File), e.At
		d.print(fmt.Sprintf("TFTP: Server request for port %d", e.Remote.Port()))
		from := fmt.Sprintf("TFTP: %s request from host %s(%d)", what, e.Remote.Addr().Unmap(), e.Remote.Port())
		if d.via != "" {
			from += " via " + d.via
		}
		d.print(from)
		d.print("TFTP: Looking for " + d.file)
	case tftp.DATA:
		if d.retry++; !d.sent.any || d.sent.block != p.Block {
			d.retry = 0
		}
		d.sent = lastBlock{op: p.Op, block: p.Block, any: true}
		if d.packets() {
			d.print(fmt.Sprintf("TFTP: Sending block %d (retry %d), len %d", p.Block, d.retry, len(p.Data)))
		}
	case tftp.ACK:
		if d.packets() {
			d.print(fmt.Sprintf("TFTP: Received ACK for block %d", p.Block))
		}
	default:
		d.failed = d.failed || p.Op == tftp.ERROR
		verb := "Received"
		if e.Sent {
			verb = "Sending"
		}
		d.print(fmt.Sprintf("TFTP: %s %s", verb, Caption(p)))
	}
}

// End implements Reader.
func (d *ServerDebug) End() error {
	if !d.failed && d.sent.any {
		took := d.at.Sub(d.begin).Round(time.Second)
		d.print(fmt.Sprintf("TFTP: Finished %s, time %02d:%02d:%02d", d.file, int(took.Hours()), int(took.Minutes())%60, int(took.Seconds())%60))
	}
	return nil
}
