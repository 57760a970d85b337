package wire

import (
	"net/netip"
	"time"
)

// Kind is the kind of an Event.
type Kind uint8

// The kinds of events.
const (
	Datagram Kind = iota // one UDP datagram
	Open                 // a TCP connection was opened
	Failed               // a TCP connection could not be opened
	Bytes                // bytes of a TCP connection
	Close                // the end of a TCP connection
	Timeout              // a time-out of the device
)

// Fate is what an impaired link did to a datagram.
type Fate string

// The fates. A datagram that arrived unchanged has none.
const (
	Lost       Fate = "lost"
	Damaged    Fate = "damaged"
	Duplicated Fate = "duplicated"
	Late       Fate = "out of order"
)

// Channel is a TCP connection, or a UDP socket.
type Channel struct {
	ID      int // from 1, in the order of opening
	Local   netip.AddrPort
	Remote  netip.AddrPort // for a UDP socket, the address it first sent to
	Inbound bool           // the peer opened it
}

// Event is an event on the wire. Payload is valid only during the call; Remote is
// the peer of a Datagram.
type Event struct {
	At      time.Time // device time
	Kind    Kind
	Sent    bool // by the device
	Channel *Channel
	Remote  netip.AddrPort
	Payload []byte
	Fate    Fate
}

// Reader receives the events of a transfer. Calls do not overlap.
type Reader interface {
	Event(e Event)
	// End is called once, after the last event.
	End() error
}

// arrived reports whether the device has sent or received the event's bytes.
func (e Event) arrived() bool { return e.Sent || e.Fate != Lost && e.Fate != Damaged }
