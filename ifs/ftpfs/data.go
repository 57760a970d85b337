package ftpfs

import (
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"time"

	"github.com/iosim/iosim/ifs"
)

// data is a data connection. In active mode it is there only once the server
// has opened it; the first use waits for that.
//
// A deadline rolls with the bytes: it is moved on when a quarter of the time-out
// has passed, not with every read.
type data struct {
	net.Conn // nil until the server has connected
	s        *session
	caller   *caller // in active mode
	budget   int64   // 0: no bound
	got      int64

	renew time.Time // when to move the deadline on
	since time.Time // device time of the last move

	mu      sync.Mutex
	stopped bool
}

// open waits for the server in active mode.
func (d *data) open() error {
	d.mu.Lock()
	conn, stopped := d.Conn, d.stopped
	d.mu.Unlock()
	since := d.s.fs.clk.Now()
	switch {
	case stopped && d.caller != nil && d.caller.dropped():
		return d.s.nobodyCame(d.caller, since)
	case stopped:
		return net.ErrClosed
	case conn != nil:
		return nil
	}
	t := time.AfterFunc(d.s.fs.wait(connectTimeout), d.caller.close)
	<-d.caller.done
	late := !t.Stop()
	conn, err := d.caller.take()
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case err != nil && (late || d.caller.dropped()):
		return d.s.nobodyCame(d.caller, since)
	case d.stopped:
		if err == nil {
			conn.Close()
		}
		return net.ErrClosed
	case err != nil:
		return err
	}
	d.Conn = d.s.cover(conn)
	return nil
}

// roll moves the deadline on when it is time to.
func (d *data) roll() {
	now := time.Now()
	if now.Before(d.renew) {
		return
	}
	wait := d.s.fs.wait(idleTimeout)
	d.renew = now.Add(wait / 4)
	d.since = d.s.fs.clk.Now()
	_ = d.Conn.SetDeadline(now.Add(wait + wait/4))
}

func (d *data) Read(p []byte) (int, error) {
	if err := d.open(); err != nil {
		return 0, d.fault(err)
	}
	d.roll()
	n, err := d.Conn.Read(p)
	if d.got += int64(n); d.budget > 0 && d.got > d.budget {
		return 0, faultf(ifs.KindProtocol, "more than %d bytes", d.budget)
	}
	if err != nil && err != io.EOF {
		err = d.fault(err)
	}
	return n, err
}

func (d *data) Write(p []byte) (int, error) {
	if err := d.open(); err != nil {
		return 0, d.fault(err)
	}
	d.roll()
	n, err := d.Conn.Write(p)
	if err != nil {
		err = d.fault(err)
	}
	return n, err
}

// Handshake has the connection opened when an empty file is sent: the library
// calls it where no byte is written.
func (d *data) Handshake() error {
	if err := d.open(); err != nil {
		return d.fault(err)
	}
	if c, ok := d.Conn.(*dataTLS); ok {
		d.roll()
		if err := c.Handshake(); err != nil {
			return d.fault(err)
		}
	}
	return nil
}

// fault is why the connection does not go on.
func (d *data) fault(err error) error {
	var f *fault
	switch {
	case d.s.ctx.Err() != nil:
		return errAborted
	case errors.As(err, &f):
		return err
	case errors.Is(err, os.ErrDeadlineExceeded):
		d.s.fs.settle(d.s.ctx, d.since, idleTimeout)
		return errSilent
	}
	return &fault{ifs.KindIO, err}
}

// interrupt ends the connection from any goroutine. The other side sees a
// reset, not the end of a file.
func (d *data) interrupt() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped {
		return
	}
	d.stopped = true
	if d.caller != nil {
		d.caller.close()
	}
	if d.Conn != nil {
		if l, ok := d.Conn.(interface{ SetLinger(int) error }); ok {
			_ = l.SetLinger(0)
		}
		d.Conn.Close()
	}
}

// Close ends the connection with all that was written.
func (d *data) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped {
		return nil
	}
	d.stopped = true
	if d.caller != nil {
		d.caller.close()
	}
	if d.Conn != nil {
		return d.Conn.Close()
	}
	return nil
}

// The library sets none of these; a connection that is not there has none.
func (d *data) SetDeadline(time.Time) error { return nil }
func (d *data) RemoteAddr() net.Addr        { return net.TCPAddrFromAddrPort(d.s.host) }
