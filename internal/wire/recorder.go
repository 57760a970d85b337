package wire

import (
	"context"
	"net/netip"
	"sync"
	"time"
)

// Recorder collects the events of one transfer. It is safe for concurrent use.
// Its nil value records nothing.
type Recorder struct {
	now     func() time.Time
	proto   string
	readers []Reader

	mu      sync.Mutex
	ids     int
	open    int  // channels that have not been closed
	ended   bool // the transfer is over
	done    bool // the readers have been told so
	pending Fate // of the datagram that is being sent
	owed    time.Duration
	last    time.Time
	err     error
	onEnd   func(error)
}

// NewRecorder makes a recorder of a transfer by a protocol ("tftp", "ftp"). now is
// the device's time.
func NewRecorder(proto string, now func() time.Time, readers ...Reader) *Recorder {
	return &Recorder{proto: proto, now: now, readers: readers}
}

type recorderKey struct{}

// With gives ctx the recorder of what happens under it.
func With(ctx context.Context, r *Recorder) context.Context {
	return context.WithValue(ctx, recorderKey{}, r)
}

// From is the recorder in ctx, nil if there is none.
func From(ctx context.Context) *Recorder {
	r, _ := ctx.Value(recorderKey{}).(*Recorder)
	return r
}

// Timeout notes that the device has waited in vain.
func (r *Recorder) Timeout() {
	if r != nil {
		r.event(Event{Kind: Timeout})
	}
}

// Request notes the datagram that began a transfer: it came to the device's
// well-known port, before the transfer had a socket.
func (r *Recorder) Request(local, remote netip.AddrPort, payload []byte) {
	if r != nil {
		r.event(Event{Kind: Datagram, Channel: &Channel{Local: local, Remote: remote}, Remote: remote, Payload: payload})
	}
}

// Owe says how much device time messages have taken that the clock has not been told
// of yet.
func (r *Recorder) Owe(d time.Duration) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.owed = d
}

// Fate notes what a link did to a datagram. One that is being sent is recorded by
// its sender afterwards; one that did not reach the device shows here alone.
func (r *Recorder) Fate(sent bool, f Fate, local, remote netip.AddrPort, payload []byte) {
	if r == nil {
		return
	}
	if sent {
		r.mu.Lock()
		r.pending = f
		r.mu.Unlock()
		return
	}
	if f == Lost || f == Damaged {
		r.event(Event{Kind: Datagram, Channel: &Channel{Local: local, Remote: remote}, Remote: remote, Payload: payload, Fate: f})
		return
	}
	r.mu.Lock()
	r.pending = f
	r.mu.Unlock()
}

// End says that the transfer is over. The readers are told when the last of its
// connections has been closed.
func (r *Recorder) End() error {
	if r == nil {
		return nil
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended = true
	r.finish()
	return r.err
}

// Flush ends the recording even if connections are open.
func (r *Recorder) Flush() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ended, r.open = true, 0
	r.finish()
	return r.err
}

// finish tells the readers, if all is over; r.mu is held.
func (r *Recorder) finish() {
	if !r.ended || r.open > 0 || r.done {
		return
	}
	r.done = true
	for _, reader := range r.readers {
		if err := reader.End(); err != nil && r.err == nil {
			r.err = err
		}
	}
	if r.onEnd != nil {
		r.onEnd(r.err)
	}
}

func (r *Recorder) event(e Event) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.emit(e)
}

// emit hands an event to the readers; r.mu is held.
func (r *Recorder) emit(e Event) {
	if r.done {
		return
	}
	e.At = r.now().Add(r.owed)
	if e.At.Before(r.last) {
		e.At = r.last
	}
	r.last = e.At
	for _, reader := range r.readers {
		reader.Event(e)
	}
}

// channel begins a channel.
func (r *Recorder) channel(local, remote netip.AddrPort, inbound bool) *Channel {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ids++
	r.open++
	return &Channel{ID: r.ids, Local: local, Remote: remote, Inbound: inbound}
}

// closed ends a channel; tcp ends show.
func (r *Recorder) closed(c *Channel, tcp bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if tcp {
		r.emit(Event{Kind: Close, Channel: c, Sent: true, Remote: c.Remote})
	}
	r.open = max(0, r.open-1)
	r.finish()
}
