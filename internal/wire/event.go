package wire

import (
	"net/netip"
	"time"
)

// Kind says what an Event is.
type Kind uint8

// The kinds of events.
const (
	Datagram Kind = iota // one UDP datagram
	Open                 // a TCP connection is there
	Failed               // a TCP connection did not come about
	Bytes                // bytes of a TCP connection
	Close                // the end of a TCP connection
	Timeout              // the device has waited in vain
)

// Fate is what a bad link did to a datagram.
type Fate string

// The fates. A datagram that arrived as it was sent has none.
const (
	Lost       Fate = "lost"
	Damaged    Fate = "damaged"
	Duplicated Fate = "duplicated"
	Late       Fate = "out of order"
)

// Channel is a TCP connection, or a UDP socket.
type Channel struct {
	ID      int // from 1, in the order of their beginning
	Local   netip.AddrPort
	Remote  netip.AddrPort // where a UDP socket first sent to
	Inbound bool           // the other side opened it
}

// Event is something that happened on the wire. Payload is only valid during the
// call; Remote is the other side of a Datagram.
type Event struct {
	At      time.Time // device time
	Kind    Kind
	Sent    bool // by the device
	Channel *Channel
	Remote  netip.AddrPort
	Payload []byte
	Fate    Fate
}

// Reader makes something of the events. Calls do not overlap.
type Reader interface {
	Event(e Event)
	// End comes once, after the last event.
	End() error
}

// arrived reports whether the device has sent or received what the event tells.
func (e Event) arrived() bool { return e.Sent || e.Fate != Lost && e.Fate != Damaged }
