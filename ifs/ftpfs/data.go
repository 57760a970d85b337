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

// data is a data connection. In active mode the server opens it; the first use
// waits for that.
//
// The deadline is moved when a quarter of the time-out has passed, not with every
// read.
type data struct {
	net.Conn // nil until the server has connected
	s        *session
	listener *dataListener // in active mode
	limit    int64         // bytes left to receive; 0 means no limit
	got      int64

	renew time.Time // when to move the deadline
	since time.Time // device time when it was last moved

	mu      sync.Mutex
	stopped bool
}

// open waits for the server's connection in active mode.
func (d *data) open() error {
	d.mu.Lock()
	conn, stopped := d.Conn, d.stopped
	d.mu.Unlock()
	since := d.s.fs.clk.Now()
	switch {
	case stopped && d.listener != nil && d.listener.timedOut():
		return d.s.noConnection(d.listener, since)
	case stopped:
		return net.ErrClosed
	case conn != nil:
		return nil
	}
	t := time.AfterFunc(d.s.fs.wait(connectTimeout), d.listener.close)
	<-d.listener.done
	late := !t.Stop()
	conn, err := d.listener.take()
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case err != nil && (late || d.listener.timedOut()):
		return d.s.noConnection(d.listener, since)
	case d.stopped:
		if err == nil {
			conn.Close()
		}
		return net.ErrClosed
	case err != nil:
		return err
	}
	d.Conn = d.s.wrapTLS(conn)
	return nil
}

// roll moves the deadline if it is due.
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
	if d.got += int64(n); d.limit > 0 && d.got > d.limit {
		return 0, faultf(ifs.KindProtocol, "more than %d bytes", d.limit)
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

// Handshake opens the connection when an empty file is sent: the library calls it
// if no byte is written.
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

// fault returns the error that stands for err of the connection.
func (d *data) fault(err error) error {
	var f *fault
	switch {
	case d.s.ctx.Err() != nil:
		return errAborted
	case errors.As(err, &f):
		return err
	case errors.Is(err, os.ErrDeadlineExceeded):
		d.s.fs.finishWait(d.s.ctx, d.since, idleTimeout)
		return errTimeout
	}
	return &fault{ifs.KindIO, err}
}

// interrupt resets the connection; any goroutine may call it. The peer sees a
// reset, not the end of a file.
func (d *data) interrupt() {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped {
		return
	}
	d.stopped = true
	if d.listener != nil {
		d.listener.close()
	}
	if d.Conn != nil {
		if l, ok := d.Conn.(interface{ SetLinger(int) error }); ok {
			_ = l.SetLinger(0)
		}
		d.Conn.Close()
	}
}

// Close sends what was written and closes the connection.
func (d *data) Close() error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.stopped {
		return nil
	}
	d.stopped = true
	if d.listener != nil {
		d.listener.close()
	}
	if d.Conn != nil {
		return d.Conn.Close()
	}
	return nil
}

// The library does not call these; there may be no connection yet.
func (d *data) SetDeadline(time.Time) error { return nil }
func (d *data) RemoteAddr() net.Addr        { return net.TCPAddrFromAddrPort(d.s.host) }
