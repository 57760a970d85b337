package wire

import (
	"net/netip"
	"time"

	"github.com/iosim/iosim/internal/tftp"
)

// Ladder draws the messages of a transfer from top to bottom: repetitions, losses
// and time-outs are marked, long runs are folded. Its size does not depend on the
// length of the transfer.
type Ladder struct {
	title         string
	device        string
	proto         string
	start         time.Time
	local, remote netip.Addr
	rows          []row
	run           int // number of regular rows at the end
	dropped       int // number of rows beyond maxRows
	flows         map[*Channel]*flow
	last          [2]lastBlock // of TFTP, by direction
	done          func(*Ladder) error
}

// Directions of a row's arrow.
const (
	toLeft  = -1
	noArrow = 0
	toRight = 1
)

// row is a line of the diagram.
type row struct {
	at    time.Duration // time since the start
	arrow int
	caption
	ports  [2]uint16 // of the device and the peer
	mark   string    // "repeated", "lost", …
	fold   *folded
	data   *amount
	orphan bool // the arrow does not arrive
}

// folded stands for a run of regular messages.
type folded struct {
	messages    int
	first, last caption
}

// caption is the text on an arrow. That of a block is made when it is drawn,
// because most blocks are folded.
type caption struct {
	text  string // "" for a DATA or an ACK
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

// amount is the number of bytes a row stands for; it grows while the row is the
// last of its channel.
type amount struct{ sent, received int64 }

// Numbers of messages shown at the start and the end of a run.
const (
	showHead = 4
	showTail = 4
	maxRows  = 4000
)

// NewLadder returns a Reader that draws a transfer of a device. done is called at
// the end.
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

// event returns the row of an event with a text.
func (l *Ladder) event(e Event, text string) row {
	r := l.arrow(e)
	r.text = shown(text)
	return r
}

// arrow returns the row of an event without a text.
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

// add appends a row. A regular one may be folded later.
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
	// The first row of the tail moves to the fold that follows the head.
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
