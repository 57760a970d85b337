package wire

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/internal/tftp"
)

// Debug prints the lines of `debug tftp` and `debug ip ftp`. All texts are
// [UNSOURCED]: there is no capture of a router. Passwords are masked.
type Debug struct {
	proto   string
	packets func() bool // print every message, not only the events
	print   func(line string)
	last    [2]lastBlock
	control map[*Channel]*[2]lines
}

// NewDebug returns a Reader that prints the transfers of proto ("tftp", "ftp").
// packets reports whether to print blocks and their acknowledgements too.
func NewDebug(proto string, packets func() bool, print func(line string)) *Debug {
	return &Debug{proto: proto, packets: packets, print: print, control: map[*Channel]*[2]lines{}}
}

// Event implements Reader.
func (d *Debug) Event(e Event) {
	switch {
	case d.proto == "tftp" && e.Kind == Datagram && e.arrived():
		d.datagram(e)
	case d.proto == "tftp" && e.Kind == Timeout:
		d.print("TFTP: Timeout")
	case d.proto == "ftp" && e.Kind == Open && len(d.control) == 0:
		d.control[e.Channel] = new([2]lines)
	case d.proto == "ftp" && e.Kind == Bytes:
		d.dialogue(e)
	}
}

// End implements Reader.
func (d *Debug) End() error { return nil }

func (d *Debug) datagram(e Event) {
	p, err := tftp.Parse(e.Payload)
	if err != nil {
		d.print(fmt.Sprintf("TFTP: Received malformed packet (%d bytes) from %s", len(e.Payload), e.Remote))
		return
	}
	verb := "Received"
	if e.Sent {
		verb = "Sending"
	}
	port := e.Channel.Local.Port()
	switch p.Op {
	case tftp.DATA, tftp.ACK:
		if d.packets() {
			d.print(fmt.Sprintf("TFTP: %s %s, port %d", verb, blockText(p), port))
		}
	case tftp.RRQ, tftp.WRQ:
		what := "read"
		if p.Op == tftp.WRQ {
			what = "write"
		}
		side := &d.last[1]
		retry := int(side.block)
		d.print(fmt.Sprintf("TFTP: %s %s request (retry %d) for %s, port %d", verb, what, retry, shown(p.File), port))
		side.block++
	default:
		d.print(fmt.Sprintf("TFTP: %s %s, port %d", verb, Caption(p), port))
	}
}

func blockText(p tftp.Packet) string {
	if p.Op == tftp.ACK {
		return fmt.Sprintf("ACK for block %d", p.Block)
	}
	return fmt.Sprintf("block %d, len %d", p.Block, len(p.Data))
}

// dialogue prints the lines of the control connection.
func (d *Debug) dialogue(e Event) {
	halves := d.control[e.Channel]
	if halves == nil {
		return
	}
	h := &halves[0]
	if e.Sent {
		h = &halves[1]
	}
	if h.body {
		return // under TLS
	}
	h.take(e.Payload, false, func(line string) {
		switch {
		case !e.Sent:
			d.print("FTP: " + shown(line))
			if strings.HasPrefix(line, "234") {
				halves[0].body, halves[1].body = true, true
			}
		case strings.HasPrefix(strings.ToUpper(line), "PASS "):
			d.print("FTP: ---> PASS ****")
		default:
			d.print("FTP: ---> " + shown(line))
		}
	})
}
