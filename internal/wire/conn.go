package wire

import (
	"context"
	"net"
	"net/netip"
	"sync"

	"github.com/iosim/iosim/internal/safego"
)

// Conn returns c with its traffic recorded under the given lab addresses. It
// returns c itself if r is nil. A panic over what passes is reported to ctx, and the error of the
// Read or Write: libraries call them in goroutines of their own, which recover nothing.
func (r *Recorder) Conn(ctx context.Context, c net.Conn, local, remote netip.AddrPort, inbound bool) net.Conn {
	if r == nil {
		return c
	}
	ch := r.channel(local, remote, inbound)
	r.event(Event{Kind: Open, Sent: !inbound, Channel: ch, Remote: remote})
	t := &conn{Conn: c, ctx: ctx, r: r, ch: ch}
	if ch.ID == 1 && (r.proto == "ftp" || r.proto == "ftps" && remote.Port() != implicitTLS) {
		t.sent, t.received = &control{ch: ch, sent: true}, &control{ch: ch}
	}
	return t
}

// Fail records a TCP connection that could not be opened.
func (r *Recorder) Fail(local, remote netip.AddrPort) {
	if r == nil {
		return
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.ids++
	r.emit(Event{Kind: Failed, Sent: true, Channel: &Channel{ID: r.ids, Local: local, Remote: remote}, Remote: remote})
}

// implicitTLS is the FTP port on which TLS begins with the first byte.
const implicitTLS = 990

// conn is a recorded TCP connection.
type conn struct {
	net.Conn
	ctx            context.Context
	r              *Recorder
	ch             *Channel
	once           sync.Once
	sent, received *control // of an FTP control connection
}

func (c *conn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if n > 0 {
		if broken := c.note(false, b[:n]); broken != nil {
			return 0, broken
		}
	}
	return n, err
}

func (c *conn) Write(b []byte) (int, error) {
	// Before the write, so that the answer is not recorded first.
	if len(b) > 0 {
		if err := c.note(true, b); err != nil {
			return 0, err
		}
	}
	return c.Conn.Write(b)
}

func (c *conn) note(sent bool, b []byte) error {
	return safego.Do(c.ctx, "record of a connection", func() error { c.record(sent, b); return nil })
}

func (c *conn) record(sent bool, b []byte) {
	c.r.mu.Lock()
	defer c.r.mu.Unlock()
	half, other := c.received, c.sent
	if sent {
		half, other = other, half
	}
	if half == nil {
		c.r.emit(Event{Kind: Bytes, Sent: sent, Channel: c.ch, Remote: c.ch.Remote, Payload: b})
		return
	}
	half.take(b, func(line []byte) {
		if half.secures(line) {
			half.raw, other.raw = true, true
		}
		c.r.emit(Event{Kind: Bytes, Sent: sent, Channel: c.ch, Remote: c.ch.Remote, Payload: line})
	})
}

// SetLinger sets how Close ends the connection.
func (c *conn) SetLinger(sec int) error {
	if l, ok := c.Conn.(interface{ SetLinger(int) error }); ok {
		return l.SetLinger(sec)
	}
	return nil
}

// CloseWrite closes the device's direction.
func (c *conn) CloseWrite() error {
	if w, ok := c.Conn.(interface{ CloseWrite() error }); ok {
		return w.CloseWrite()
	}
	return nil
}

func (c *conn) Close() error {
	err := c.Conn.Close()
	c.once.Do(func() { c.r.closed(c.ch, true) })
	return err
}
