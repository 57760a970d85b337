package ifs

import (
	"context"
	"net/netip"
)

// Direction is the direction of a message as seen from the device.
type Direction bool

// The directions.
const (
	Sent     Direction = true
	Received Direction = false
)

// Trace is a set of hooks into a transfer, modeled on net/http/httptrace. Any of
// them may be nil. They are called in order from the transfer's goroutine and must
// not block; byte slices are valid only during the call.
type Trace struct {
	// Connected is called when a network file system has resolved its host. via is
	// the egress interface ("GigabitEthernet0/0"), or "" if unknown.
	Connected func(name Name, via string)
	// Opened is called when the source is open. size is in bytes, or -1 if unknown.
	Opened func(src Name, size int64)
	// Created is called when the destination has accepted the file, before its
	// first byte.
	Created func(dst Name)
	// Data is called when n more bytes have moved from source to destination.
	Data func(n int)
	// Timeout is called when the peer did not answer for one time-out and the
	// message is sent again.
	Timeout func()
	// OutOfOrder is called when a block other than the expected one arrives.
	OutOfOrder func()
	// Packet is called for each datagram of a protocol such as "tftp".
	Packet func(dir Direction, local, remote netip.AddrPort, payload []byte)
	// Line is called for each line of a control connection such as "ftp", with the
	// password masked.
	Line func(dir Direction, proto, text string)
	// Done is called at the end of the copy; err is nil on success.
	Done func(n int64, err error)
}

type traceKey struct{}

// WithTrace returns a copy of ctx with the hooks t. Hooks already in ctx are called
// first.
func WithTrace(ctx context.Context, t *Trace) context.Context {
	if old := TraceFrom(ctx); old != nil {
		t = compose(old, t)
	}
	return context.WithValue(ctx, traceKey{}, t)
}

// TraceFrom returns the hooks in ctx, or nil.
func TraceFrom(ctx context.Context) *Trace {
	t, _ := ctx.Value(traceKey{}).(*Trace)
	return t
}

func compose(a, b *Trace) *Trace {
	return &Trace{
		Connected:  both2(a.Connected, b.Connected),
		Opened:     both2(a.Opened, b.Opened),
		Created:    both1(a.Created, b.Created),
		Data:       both1(a.Data, b.Data),
		Timeout:    both0(a.Timeout, b.Timeout),
		OutOfOrder: both0(a.OutOfOrder, b.OutOfOrder),
		Packet:     both4(a.Packet, b.Packet),
		Line:       both3(a.Line, b.Line),
		Done:       both2(a.Done, b.Done),
	}
}

func both0(a, b func()) func() {
	if a == nil || b == nil {
		return pick(a != nil, a, b)
	}
	return func() { a(); b() }
}

func both1[A any](a, b func(A)) func(A) {
	if a == nil || b == nil {
		return pick(a != nil, a, b)
	}
	return func(x A) { a(x); b(x) }
}

func both2[A, B any](a, b func(A, B)) func(A, B) {
	if a == nil || b == nil {
		return pick(a != nil, a, b)
	}
	return func(x A, y B) { a(x, y); b(x, y) }
}

func both3[A, B, C any](a, b func(A, B, C)) func(A, B, C) {
	if a == nil || b == nil {
		return pick(a != nil, a, b)
	}
	return func(x A, y B, z C) { a(x, y, z); b(x, y, z) }
}

func both4[A, B, C, D any](a, b func(A, B, C, D)) func(A, B, C, D) {
	if a == nil || b == nil {
		return pick(a != nil, a, b)
	}
	return func(x A, y B, z C, w D) { a(x, y, z, w); b(x, y, z, w) }
}

func pick[T any](first bool, a, b T) T {
	if first {
		return a
	}
	return b
}
