package ifs

import (
	"context"
	"net/netip"
)

// Direction of a message, seen from the device.
type Direction bool

// The directions.
const (
	Sent     Direction = true
	Received Direction = false
)

// Trace is a set of hooks into a transfer, in the manner of net/http/httptrace.
// Any may be nil. They are called from the transfer's goroutine, in order, and
// must not block; the bytes given are only valid during the call.
//
// The progress meter, debug, the wire view and graders are readers of these.
type Trace struct {
	// Connected: a network file system has found its host; via is the egress
	// interface ("GigabitEthernet0/0", "" if unknown).
	Connected func(name Name, via string)
	// Opened: the source is open and its size in bytes known (-1: not told).
	Opened func(src Name, size int64)
	// Created: the destination has been accepted and bytes will follow.
	Created func(dst Name)
	// Data: n more bytes have moved from source to destination.
	Data func(n int)
	// Timeout: the other side was silent for one time-out; the message goes out again.
	Timeout func()
	// OutOfOrder: a block came that was not the expected one.
	OutOfOrder func()
	// Packet: one datagram of a protocol ("tftp") passed.
	Packet func(dir Direction, local, remote netip.AddrPort, payload []byte)
	// Line: one line of a control dialogue ("ftp") passed, the password masked.
	Line func(dir Direction, proto, text string)
	// Done: the copy is over; err is nil on success.
	Done func(n int64, err error)
}

type traceKey struct{}

// WithTrace gives ctx the hooks; hooks that are there already are called first.
func WithTrace(ctx context.Context, t *Trace) context.Context {
	if old := TraceFrom(ctx); old != nil {
		t = compose(old, t)
	}
	return context.WithValue(ctx, traceKey{}, t)
}

// TraceFrom is the hooks in ctx, nil if there are none.
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
