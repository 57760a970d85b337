package host

import (
	"io"
	"net"
	"net/http"
	"net/netip"
	"os"
	"time"

	"github.com/iosim/iosim/internal/accept"
)

// slowBody is the body of a request whose client may take its time, but not for ever.
type slowBody struct {
	io.ReadCloser
	control *http.ResponseController
	times   httpTimes
	began   time.Time
	got     int64
}

// Read implements io.Reader.
func (b *slowBody) Read(p []byte) (int, error) {
	now := time.Now()
	// By then so much of it must have come, and one byte more.
	due := b.began.Add(b.times.grace + time.Duration(b.got)*time.Second/minRate)
	if now.After(due) {
		return 0, os.ErrDeadlineExceeded
	}
	if stalled := now.Add(b.times.stall); stalled.Before(due) {
		due = stalled
	}
	if err := b.control.SetReadDeadline(due); err != nil {
		return 0, err
	}
	n, err := b.ReadCloser.Read(p)
	b.got += int64(n)
	return n, err
}

// stallListener gives connections whose clients must take what they are sent.
type stallListener struct {
	net.Listener
	stall time.Duration
}

// Accept implements net.Listener.
func (l stallListener) Accept() (net.Conn, error) {
	c, err := l.Listener.Accept()
	if err != nil {
		return nil, err
	}
	return &stallConn{c, l.stall}, nil
}

// stallConn is a connection that breaks when the client takes nothing for a time.
type stallConn struct {
	net.Conn
	stall time.Duration
}

// portion is how many bytes must be taken within that time.
const portion = 64 << 10

// Source is that of the connection below.
func (c *stallConn) Source() netip.Addr { return accept.Source(c.Conn) }

// Write implements net.Conn.
func (c *stallConn) Write(b []byte) (n int, err error) {
	for len(b) > 0 && err == nil {
		if err = c.SetWriteDeadline(time.Now().Add(c.stall)); err != nil {
			return n, err
		}
		var k int
		k, err = c.Conn.Write(b[:min(len(b), portion)])
		n += k
		b = b[k:]
	}
	return n, err
}

// ReadFrom implements io.ReaderFrom, so that the system may copy a file itself.
func (c *stallConn) ReadFrom(r io.Reader) (n int64, err error) {
	left := int64(-1)
	whole, limited := r.(*io.LimitedReader)
	if limited {
		r, left = whole.R, whole.N
	}
	for left != 0 {
		size := int64(portion)
		if limited {
			size = min(size, left)
		}
		if err := c.SetWriteDeadline(time.Now().Add(c.stall)); err != nil {
			return n, err
		}
		k, err := io.Copy(c.Conn, &io.LimitedReader{R: r, N: size})
		n += k
		if limited {
			left -= k
			whole.N = left
		}
		if err != nil || k < size {
			return n, err
		}
	}
	return n, nil
}
