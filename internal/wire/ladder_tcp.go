package wire

import (
	"encoding/binary"
	"fmt"
	"strings"
)

// flow is what a ladder knows about a TCP connection.
type flow struct {
	control        bool // the first connection of its transfer
	sent, received half
	upgraded       bool // for FTP: TLS follows
	data           *amount
	flip           bool // the last bytes were sent by the device
}

// half is one direction of a flow.
type half struct {
	lines
	tls
}

func (l *Ladder) stream(e Event) {
	f := l.flows[e.Channel]
	switch e.Kind {
	case Failed:
		r := l.event(e, fmt.Sprintf("TCP connection to port %d", e.Remote.Port()))
		r.mark, r.orphan = "refused", true
		l.add(r, false)
	case Open:
		f = &flow{control: len(l.flows) == 0}
		if f.control && l.proto == "ftps" && e.Remote.Port() != implicitTLS {
			l.proto = "ftp" // it starts without TLS
		}
		l.flows[e.Channel] = f
		port := e.Remote.Port()
		if e.Channel.Inbound {
			port = e.Channel.Local.Port()
		}
		l.add(l.event(e, fmt.Sprintf("TCP connection to port %d", port)), false)
	case Close:
		if f != nil {
			l.add(row{at: e.At.Sub(l.start), caption: caption{text: fmt.Sprintf("connection %d-%d closed", e.Channel.Local.Port(), e.Remote.Port())}}, false)
		}
	case Bytes:
		if f != nil {
			l.bytes(e, f)
		}
	}
}

// bytes adds the dialogue of a connection as long as it is readable, and an amount
// of bytes otherwise.
func (l *Ladder) bytes(e Event, f *flow) {
	h := &f.received
	if e.Sent {
		h = &f.sent
	}
	b := e.Payload
	switch {
	case l.secure(f):
		h.records(b, func(text string) { l.message(e, f, text) }, func(n int) { l.amount(e, f, n) })
		return
	case l.proto == "ftp" && f.control:
		b = h.take(b, false, func(line string) {
			l.message(e, f, line)
			f.upgraded = f.upgraded || !e.Sent && strings.HasPrefix(line, "234")
		})
	case l.proto == "http":
		if e.Sent && !f.flip {
			f.sent.lines, f.received.lines = lines{}, lines{} // the next request
		}
		b = h.take(b, true, func(line string) { l.message(e, f, hideBasic(line)) })
	case l.proto == "scp" || l.proto == "sftp":
		b = h.take(b, false, func(line string) {
			l.message(e, f, line)
			h.body = true // the rest is binary
		})
	}
	f.flip = e.Sent
	if len(b) > 0 {
		l.amount(e, f, len(b))
	}
}

func (l *Ladder) secure(f *flow) bool {
	if l.proto == "https" || l.proto == "ftps" {
		return true
	}
	if l.proto != "ftp" {
		return false
	}
	if f.control {
		return f.upgraded
	}
	for _, other := range l.flows {
		if other.upgraded {
			return true
		}
	}
	return false
}

// hideBasic masks the encoded password.
func hideBasic(line string) string {
	if name, value, ok := strings.Cut(line, ":"); ok && strings.EqualFold(name, "Authorization") {
		scheme, _, _ := strings.Cut(strings.TrimSpace(value), " ")
		return name + ": " + scheme + " ..."
	}
	return line
}

func (l *Ladder) message(e Event, f *flow, text string) {
	f.data = nil
	l.add(l.event(e, text), false)
}

// amount adds bytes to the last row of the flow.
func (l *Ladder) amount(e Event, f *flow, n int) {
	if f.data == nil {
		r := l.event(e, "")
		f.data = new(amount)
		r.data = f.data
		l.add(r, false)
	}
	if e.Sent {
		f.data.sent += int64(n)
	} else {
		f.data.received += int64(n)
	}
}

// tls parses TLS records, whose contents are encrypted.
type tls struct {
	head []byte
	left int // bytes left of the record
}

// handshakes are the messages that are not encrypted (RFC 8446 section 4).
var handshakes = map[byte]string{1: "TLS ClientHello", 2: "TLS ServerHello"}

func (t *tls) records(b []byte, message func(string), amount func(int)) {
	for len(b) > 0 {
		if t.left > 0 {
			n := min(t.left, len(b))
			t.left -= n
			b = b[n:]
			continue
		}
		need := 6 - len(t.head)
		n := min(need, len(b))
		t.head = append(t.head, b[:n]...)
		b = b[n:]
		if len(t.head) < 6 {
			return
		}
		length := int(binary.BigEndian.Uint16(t.head[3:]))
		kind, first := t.head[0], t.head[5]
		t.head = t.head[:0]
		t.left = max(0, length-1)
		switch name, ok := handshakes[first]; {
		case kind == 22 && ok:
			message(name)
		case kind == 21:
			message("TLS Alert")
		default:
			amount(length)
		}
	}
}
