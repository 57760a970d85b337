package tftpfs

import (
	"context"
	"errors"
	"net/netip"
	"os"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/tftp"
)

// errExpired ends a wait that lasted its whole time-out.
var errExpired = errors.New("time-out")

// link is the socket of one transfer: it keeps the server's transfer ID (its
// port, RFC 1350 section 4), the time-outs and the hooks. One goroutine uses it; the
// end of ctx wakes it through the read deadline.
//
// Setting a deadline costs as much as a tenth of a block, so it is not moved with
// every block: a wait that is woken too early goes on.
type link struct {
	ctx   context.Context
	conn  ifs.PacketConn
	clk   clock.Clock
	trace *ifs.Trace
	stop  func() bool // ends the watch over ctx

	local  netip.AddrPort
	server netip.AddrPort
	bound  bool // server is the transfer ID; before that, where the request went
	from   netip.AddrPort
	told   int // strangers were told so
	buf    []byte

	rtt     rtt
	valid   bool          // what was sent last went out once: its round trip counts
	since   time.Time     // begin of the wait, device time
	begun   time.Time     // the same, real time
	wait    time.Duration // of device time
	grace   time.Duration // the same, real time
	graceOf time.Duration // the wait that grace belongs to
	armed   time.Time     // the read deadline, real time
	closed  bool

	// A server's; nil: a client's.
	left  *atomic.Bool // the other side had answered, and is silent now
	heard bool         // it has answered
}

// newLink talks to server over conn, which it takes over; datagrams of up to
// blockSize bytes of data are received.
func newLink(ctx context.Context, conn ifs.PacketConn, clk clock.Clock, server netip.AddrPort, blockSize int, first time.Duration) *link {
	l := &link{ctx: ctx, conn: conn, clk: clk, trace: ifs.TraceFrom(ctx), local: conn.LocalAddrPort(), server: server}
	if l.trace == nil {
		l.trace = new(ifs.Trace)
	}
	// One byte more shows a block that is too long.
	l.buf = make([]byte, tftp.HeaderSize+max(blockSize, tftp.DefaultBlockSize)+1)
	l.rtt.first = first
	l.stop = context.AfterFunc(ctx, func() { _ = conn.SetReadDeadline(time.Unix(1, 0)) })
	return l
}

// send sends a datagram to the server.
func (l *link) send(b []byte) error { return l.sendTo(b, l.server) }

func (l *link) sendTo(b []byte, to netip.AddrPort) error {
	_, err := l.conn.WriteToAddrPort(b, to)
	if err == nil && l.trace.Packet != nil {
		l.trace.Packet(ifs.Sent, l.local, to, b)
	}
	return err
}

// await begins a wait for the answer to what was just sent; again says that it
// had been sent before.
func (l *link) await(again bool) {
	l.since, l.begun = l.clk.Now(), time.Now()
	l.valid = !again
	l.setWait(l.rtt.timeout())
}

// resume goes on with a wait after the caller was away: what came meanwhile is
// still to be read before any time-out counts.
func (l *link) resume() {
	now, real := l.clk.Now(), time.Now()
	if now.Sub(l.since) > l.wait/4 || real.Sub(l.begun) > l.grace/4 {
		l.since, l.begun, l.valid = now, real, false
	}
}

func (l *link) setWait(d time.Duration) {
	l.wait = d
	if d != l.graceOf {
		l.grace, l.graceOf = clock.Grace(l.clk, d), d
	}
}

// moved notes that the transfer has moved on: a round trip is measured if reply
// says so, and the next wait begins.
func (l *link) moved(reply bool) {
	now := l.clk.Now()
	if reply && l.valid {
		l.rtt.sample(now.Sub(l.since))
		l.setWait(l.rtt.timeout())
	}
	l.since, l.begun, l.valid = now, time.Now(), true
}

// receive is the next datagram of the server, valid until the next call. The
// error is errExpired after a time-out, the cause of ctx after its end, else that of
// the socket.
func (l *link) receive() ([]byte, error) {
	if due := l.begun.Add(l.grace); l.armed.IsZero() || due.Before(l.armed) {
		if err := l.arm(due); err != nil {
			return nil, err
		}
	}
	for {
		n, from, err := l.conn.ReadFromAddrPort(l.buf)
		if err != nil {
			if err := l.woken(err); err != nil {
				return nil, err
			}
			continue
		}
		if l.trace.Packet != nil {
			l.trace.Packet(ifs.Received, l.local, from, l.buf[:n])
		}
		if from == l.server && l.bound || l.fits(from) {
			l.from = from
			return l.buf[:n], nil
		}
		l.foreign(from, l.buf[:n])
	}
}

// machine is a receiver or sender.
type machine interface {
	packet(b []byte) outcome
	expire() outcome
}

// step feeds m with the next datagram or time-out and does what it says. The error
// is the end of the transfer.
func (l *link) step(m machine) (outcome, error) {
	b, err := l.receive()
	expired := err == errExpired
	var o outcome
	switch {
	case err == nil:
		o = m.packet(b)
	case expired:
		o = m.expire()
	default:
		return o, err
	}
	if o.bind && !l.bound {
		l.server, l.bound = l.from, true
	}
	if o.fresh {
		l.moved(o.reply)
	}
	switch {
	case l.left == nil:
	case o.fresh:
		l.heard = true
		l.left.Store(false)
	case expired:
		l.left.Store(l.heard)
	}
	if o.odd && l.trace.OutOfOrder != nil {
		l.trace.OutOfOrder()
	}
	if o.send != nil {
		if err := l.send(o.send); err != nil {
			return o, err
		}
	}
	switch {
	case expired:
		l.await(true)
	case o.send != nil && !o.fresh:
		l.valid = false
	}
	return o, o.err
}

// arm sets the read deadline.
func (l *link) arm(t time.Time) error {
	l.armed = t
	if err := l.conn.SetReadDeadline(t); err != nil {
		return err
	}
	return context.Cause(l.ctx) // it may have ended before the deadline was moved
}

// woken looks at what ended a read: nil if the wait goes on.
func (l *link) woken(err error) error {
	if cause := context.Cause(l.ctx); cause != nil {
		return cause
	}
	if !os.IsTimeout(err) && !errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	now := time.Now()
	early := now.Before(l.armed) // the socket knows that nothing will come: a simulated wire
	due := l.begun.Add(l.grace)
	if !early && now.Before(due) {
		return l.arm(due)
	}
	l.armed = time.Time{}
	if err := clock.Settle(l.ctx, l.clk, l.since, l.wait); err != nil {
		return context.Cause(l.ctx)
	}
	if l.trace.Timeout != nil {
		l.trace.Timeout()
	}
	l.rtt.repeat()
	return errExpired
}

// fits reports whether a datagram of from may come from the server: before the
// first answer any port of its address may, and any address answers a broadcast.
func (l *link) fits(from netip.AddrPort) bool {
	addr := l.server.Addr().Unmap()
	if from.Addr().Unmap() != addr && (l.bound || !addr.IsMulticast() && addr != broadcast) {
		return false
	}
	return !l.bound || from.Port() == l.server.Port()
}

var broadcast = netip.AddrFrom4([4]byte{255, 255, 255, 255})

// maxTold bounds the answers to strangers in one transfer.
const maxTold = 64

var unknownTID = tftp.AppendError(nil, tftp.UnknownTID, "Unknown transfer ID")

// foreign answers a datagram that is not the server's (RFC 1350 section 4). An
// ERROR is never answered.
func (l *link) foreign(from netip.AddrPort, b []byte) {
	if l.told >= maxTold || len(b) >= 2 && b[0] == 0 && b[1] == byte(tftp.ERROR) {
		return
	}
	l.told++
	// Whether the stranger can be reached is no concern of this transfer.
	_ = l.sendTo(unknownTID, from)
}

// tell sends the ERROR that ends the transfer on the server's side.
func (l *link) tell(code tftp.ErrorCode, text string) {
	_ = l.send(tftp.AppendError(nil, code, text))
}

// abandon tells the other side of an end that came from this one. Who has taken a
// client's port over must not hear of it.
func (l *link) abandon(cause error) {
	if !errors.Is(cause, errReplaced) {
		l.tell(tftp.NotDefined, aborted)
	}
}

// close gives the socket back.
func (l *link) close() error {
	if l.closed {
		return nil
	}
	l.closed = true
	l.stop()
	return l.conn.Close()
}
