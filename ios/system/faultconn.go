package system

import (
	"sync"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/line"
)

// faultConn is the line of a client with what may go wrong on it.
type faultConn struct {
	line.Conn
	sys  *System
	stop chan struct{}
	end  sync.Once

	mu      sync.Mutex // of what Write and Read share
	written int64
	cut     int64 // the byte at which the line is cut; 0: none yet
	typed   bool  // something came in since the last Write
	lines   int   // of output since then; -1: they are counted no more
}

// faultKeys is a faultConn whose client types when the session reads.
type faultKeys struct {
	*faultConn
	keys line.Keys
}

var _ line.Keys = faultKeys{}

// Reading implements line.Keys.
func (c faultKeys) Reading(how line.Reading, prompt string) { c.keys.Reading(how, prompt) }

// NextKeys implements line.Keys.
func (c faultKeys) NextKeys() ([]byte, error) { return c.keys.NextKeys() }

// withFaults is the line of a client with what may go wrong on it.
func (sys *System) withFaults(conn line.Conn) line.Conn {
	c := &faultConn{Conn: conn, sys: sys, stop: make(chan struct{})}
	if k, ok := conn.(line.Keys); ok {
		return faultKeys{c, k}
	}
	return c
}

// Size implements line.Sizer.
func (c *faultConn) Size() (width, height int) {
	if s, ok := c.Conn.(line.Sizer); ok {
		return s.Size()
	}
	return 0, 0
}

// SetTransparent implements line.Transparent.
func (c *faultConn) SetTransparent(on bool) {
	if t, ok := c.Conn.(line.Transparent); ok {
		t.SetTransparent(on)
	}
}

// Read implements line.Conn.
func (c *faultConn) Read(p []byte) (int, error) {
	n, err := c.Conn.Read(p)
	if n > 0 {
		c.mu.Lock()
		c.typed, c.lines = true, 0
		c.mu.Unlock()
	}
	return n, err
}

// Write implements line.Conn.
func (c *faultConn) Write(p []byte) (int, error) {
	if !c.sys.HasFaults() && c.cut == 0 {
		c.written += int64(len(p))
		return c.Conn.Write(p)
	}
	c.echoLate()
	out := c.interrupted(p)
	if c.cut == 0 {
		if f, ok := c.sys.FaultActive(device.FaultCutAt); ok {
			c.cut = f.Bytes
			if c.written >= c.cut { // it was set while the session ran
				c.cut += c.written
			}
		}
	}
	if c.cut > 0 && c.written+int64(len(out)) >= c.cut {
		_, _ = c.Conn.Write(out[:max(c.cut-c.written, 0)])
		c.abort()
		return 0, line.ErrHangup
	}
	if _, err := c.Conn.Write(out); err != nil {
		return 0, err
	}
	c.written += int64(len(out))
	return len(p), nil
}

// echoLate holds back what answers a key.
func (c *faultConn) echoLate() {
	c.mu.Lock()
	late := c.typed
	c.typed = false
	c.mu.Unlock()
	if !late {
		return
	}
	f, ok := c.sys.FaultActive(device.FaultSlowEcho)
	if !ok {
		return
	}
	t := time.NewTimer(f.Delay)
	defer t.Stop()
	select {
	case <-t.C:
	case <-c.stop:
	}
}

// interrupted puts a log message behind one of the lines of p.
func (c *faultConn) interrupted(p []byte) []byte {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.lines < 0 {
		return p
	}
	for i, b := range p {
		if b != '\n' {
			continue
		}
		if c.lines++; !c.sys.interrupts(c.lines) {
			continue
		}
		c.lines = -1
		port := c.sys.Model().Interfaces[0].Name
		m := c.sys.logf("LINEPROTO-5-UPDOWN", "Line protocol on Interface %s, changed state to up", port)
		out := append([]byte(nil), p[:i+1]...)
		out = append(out, m.String()+"\r\n"...)
		return append(out, p[i+1:]...)
	}
	return p
}

// interrupts reports whether a log message comes behind the nth line of output: the
// command's own line is the first.
func (sys *System) interrupts(n int) bool {
	for _, f := range sys.Faults() {
		if f.Name == device.FaultLogInOutput && n == f.Lines+1 {
			_, ok := sys.FaultActive(device.FaultLogInOutput)
			return ok
		}
	}
	return false
}

// abort ends the connection under the line, without a word.
func (c *faultConn) abort() {
	if a, ok := c.Conn.(line.Aborter); ok {
		a.Abort()
		return
	}
	_ = c.Conn.Close()
}

// Close implements line.Conn.
func (c *faultConn) Close() error {
	c.end.Do(func() { close(c.stop) })
	return c.Conn.Close()
}
