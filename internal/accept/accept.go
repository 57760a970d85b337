// Package accept takes connections for servers. All listeners of a lab use it: it goes on
// after errors that pass, bounds the connections of all clients and of each, and slows
// those that guess passwords.
//
//	ln = accept.Listen(ln, accept.Options{Gate: accept.NewGate(accept.Limits{Total: 1024})})
//	conn, err := ln.Accept()
package accept

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"syscall"
	"time"
)

// Options say how connections are taken.
type Options struct {
	// Gate bounds the connections; nil: a gate of its own with the default limits.
	// Listeners may share one.
	Gate *Gate
	// Source gives the address of a client, by which it is counted; nil: that of the
	// connection. It is called once for each connection.
	Source func(net.Conn) netip.Addr
	// Refuse, if not nil, may answer a client that is one too many. It must not block; the
	// connection is reset after it.
	Refuse func(net.Conn)
}

// Taker takes connections. Its methods are safe for concurrent use.
type Taker struct{ opt Options }

// New returns a taker.
func New(o Options) *Taker {
	if o.Gate == nil {
		o.Gate = NewGate(Limits{})
	}
	if o.Source == nil {
		o.Source = remote
	}
	return &Taker{o}
}

func remote(c net.Conn) netip.Addr {
	if at, err := netip.ParseAddrPort(c.RemoteAddr().String()); err == nil {
		return at.Addr().Unmap().WithZone("")
	}
	return netip.Addr{}
}

// pause is how long nothing is accepted after the system lacked something: descriptors,
// memory. Clients wait in the queue of the socket meanwhile. Tests shorten it.
var pause = 50 * time.Millisecond

// Next returns the next connection that accept gives and the limits allow. Errors of accept
// that pass are waited out; another is returned, such as net.ErrClosed.
func (t *Taker) Next(accept func() (net.Conn, error)) (*Conn, error) {
	for {
		c, err := accept()
		switch wait, passes := passing(err); {
		case err == nil:
			if conn, ok := t.Admit(c); ok {
				return conn, nil
			}
		case !passes:
			return nil, err
		default:
			time.Sleep(wait)
		}
	}
}

// passing reports whether accept may succeed after an error, and after which pause.
func passing(err error) (wait time.Duration, ok bool) {
	var errno syscall.Errno
	switch {
	case err == nil, errors.Is(err, net.ErrClosed), errors.Is(err, os.ErrClosed), !errors.As(err, &errno):
		return 0, false
	}
	switch errno {
	case syscall.EINTR, syscall.ECONNABORTED, syscall.ECONNRESET: // the client has gone
		return 0, true
	case syscall.EAGAIN, syscall.EINVAL, syscall.EBADF: // no client waits; the socket does not listen
		return 0, false
	}
	return pause, true // EMFILE, ENFILE, ENOBUFS, ENOMEM and what the system has besides
}

// Admit counts a connection until it is closed. One that is too many is reset; false.
func (t *Taker) Admit(c net.Conn) (*Conn, bool) {
	from := t.opt.Source(c)
	leave, ok := t.opt.Gate.Enter(from)
	if !ok {
		if t.opt.Refuse != nil {
			t.opt.Refuse(c)
		} else if l, ok := c.(interface{ SetLinger(sec int) error }); ok {
			_ = l.SetLinger(0)
		}
		_ = c.Close()
		return nil, false
	}
	return &Conn{Conn: c, from: from, leave: leave}, true
}

// Listener is a listener whose connections are taken by a Taker.
type Listener struct {
	net.Listener
	taker *Taker
}

// Listen returns a listener in front of ln, which it owns.
func Listen(ln net.Listener, o Options) *Listener { return &Listener{ln, New(o)} }

// Accept implements net.Listener. Its connections are Conns.
func (l *Listener) Accept() (net.Conn, error) {
	c, err := l.taker.Next(l.Listener.Accept)
	if err != nil {
		return nil, err
	}
	return c, nil
}
