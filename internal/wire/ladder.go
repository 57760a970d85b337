package wire

import (
	"net/netip"
	"time"

	"github.com/iosim/iosim/internal/tftp"
)

// Ladder draws who sent what to whom, from top to bottom: repeats, losses and
// time-outs are marked, long runs are folded. What it holds does not grow with the
// bytes of a transfer.
type Ladder struct {
	title         string
	device        string
	proto         string
	start         time.Time
	local, remote netip.Addr
	rows          []row
	run           int // regular rows at the end
	dropped       int // rows beyond maxRows
	flows         map[*Channel]*flow
	last          [2]lastBlock // of TFTP, by direction
	done          func(*Ladder) error
}

// Direction of a row's arrow.
const (
	toLeft  = -1
	noArrow = 0
	toRight = 1
)

// row is a line of the diagram.
type row struct {
	at    time.Duration // since the begin
	arrow int
	caption
	ports  [2]uint16 // of the device and the other side
	mark   string    // "repeated", "lost", …
	fold   *folded
	data   *amount
	orphan bool // the arrow does not arrive
}

// folded stands for a run of messages that are as they should be.
type folded struct {
	messages    int
	first, last caption
}

// caption is what stands on an arrow. That of a block is made when it is drawn: most of
// them are folded away.
type caption struct {
	text  string // "": a DATA or an ACK
	op    tftp.Opcode
	block uint16
	bytes int
}

func (c caption) String() string {
	if c.text == "" && c.op != 0 {
		return blockCaption(c.op, c.block, c.bytes)
	}
	return c.text
}

// amount is how many bytes a row stands for; it grows while the row is the last of
// its channel.
type amount struct{ sent, received int64 }

// What of a run is shown: its first and its last messages.
const (
	showHead = 4
	showTail = 4
	maxRows  = 4000
)

// NewLadder draws a transfer of a device. done is called at the end.
func NewLadder(device, proto, title string, done func(*Ladder) error) *Ladder {
	return &Ladder{device: device, proto: proto, title: title, flows: map[*Channel]*flow{}, done: done}
}

// Event implements Reader.
func (l *Ladder) Event(e Event) {
	if l.start.IsZero() {
		l.start = e.At
	}
	if e.Channel != nil && !l.remote.IsValid() {
		l.local, l.remote = e.Channel.Local.Addr(), e.Remote.Addr()
	}
	switch e.Kind {
	case Datagram:
		l.datagram(e)
	case Timeout:
		l.add(row{at: e.At.Sub(l.start), caption: caption{text: "time-out: nothing came"}}, false)
	default:
		l.stream(e)
	}
}

// End implements Reader.
func (l *Ladder) End() error {
	if l.done == nil {
		return nil
	}
	return l.done(l)
}

// event is the row of an event with a text.
func (l *Ladder) event(e Event, text string) row {
	r := l.arrow(e)
	r.text = printable(text)
	return r
}

// arrow is event without a text.
func (l *Ladder) arrow(e Event) row {
	r := row{at: e.At.Sub(l.start), arrow: toLeft}
	if e.Sent {
		r.arrow = toRight
	}
	r.ports = [2]uint16{e.Channel.Local.Port(), e.Remote.Port()}
	switch e.Fate {
	case "":
	case Lost:
		r.orphan = true
		r.mark = string(e.Fate)
	default:
		r.mark = string(e.Fate)
	}
	return r
}

// add puts a row at the end. A regular one may be folded away later.
func (l *Ladder) add(r row, regular bool) {
	if len(l.rows) >= maxRows {
		l.dropped++
		return
	}
	l.rows = append(l.rows, r)
	if !regular {
		l.run = 0
		return
	}
	if l.run++; l.run <= showHead+showTail {
		return
	}
	// The first of the tail goes into the fold that follows the head.
	at := len(l.rows) - showTail - 1
	old := l.rows[at]
	if f := l.rows[at-1].fold; f != nil {
		f.messages++
		f.last = old.caption
		l.rows = append(l.rows[:at], l.rows[at+1:]...)
		return
	}
	l.rows[at] = row{at: old.at, fold: &folded{messages: 1, first: old.caption, last: old.caption}}
}
