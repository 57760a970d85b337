package wire

import (
	"context"
	"net/netip"
	"sync"
	"time"
)

// Recorder records the events of one transfer. It is safe for concurrent use. A nil
// Recorder records nothing.
type Recorder struct {
	now     func() time.Time
	proto   string
	readers []Reader

	mu      sync.Mutex
	ids     int
	open    int  // number of open channels
	ended   bool // End was called
	done    bool // End of the readers was called
	pending Fate // of the datagram being sent
	delay   time.Duration
	last    time.Time
	err     error
	onEnd   func(error)
}

// NewRecorder returns a recorder for a transfer of a protocol ("tftp", "ftp"). now
// returns the device time.
func NewRecorder(proto string, now func() time.Time, readers ...Reader) *Recorder {
	return &Recorder{proto: proto, now: now, readers: readers}
}

type recorderKey struct{}

// With returns a copy of ctx with the recorder.
func With(ctx context.Context, r *Recorder) context.Context {
	return context.WithValue(ctx, recorderKey{}, r)
}

// From returns the recorder in ctx, or nil.
func From(ctx context.Context) *Recorder {
	r, _ := ctx.Value(recorderKey{}).(*Recorder)
	return r
}

// Timeout records a time-out of the device.
func (r *Recorder) Timeout() {
	if r != nil {
		r.event(Event{Kind: Timeout})
	}
}

// Request records the datagram that started a transfer: it arrived at the device's
// well-known port, before the transfer had a socket.
func (r *Recorder) Request(local, remote netip.AddrPort, payload []byte) {
	if r != nil {
		r.event(Event{Kind: Datagram, Channel: &Channel{Local: local, Remote: remote}, Remote: remote, Payload: payload})
	}
}

// SetDelay sets how much device time messages have taken that is not yet in the clock.
// It is added to the times of events.
func (r *Recorder) SetDelay(d time.Duration) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.delay = d
}

// Fate records what a link did to a datagram. A datagram being sent is recorded by
// its sender afterwards; one that did not reach the device is recorded only here.
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

// End marks the end of the transfer. End of the readers is called when the last of
// its connections is closed.
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

// finish calls End of the readers if the transfer and all connections have ended.
// The caller holds r.mu.
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

// emit passes an event to the readers. The caller holds r.mu.
func (r *Recorder) emit(e Event) {
	if r.done {
		return
	}
	e.At = r.now().Add(r.delay)
	if e.At.Before(r.last) {
		e.At = r.last
	}
	r.last = e.At
	for _, reader := range r.readers {
		reader.Event(e)
	}
}

// channel returns a new channel.
func (r *Recorder) channel(local, remote netip.AddrPort, inbound bool) *Channel {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ids++
	r.open++
	return &Channel{ID: r.ids, Local: local, Remote: remote, Inbound: inbound}
}

// closed closes a channel. Only the end of a TCP connection is an event.
func (r *Recorder) closed(c *Channel, tcp bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if tcp {
		r.emit(Event{Kind: Close, Channel: c, Sent: true, Remote: c.Remote})
	}
	r.open = max(0, r.open-1)
	r.finish()
}
