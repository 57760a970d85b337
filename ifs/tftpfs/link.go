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

// errExpired ends a wait that has lasted its whole time-out.
var errExpired = errors.New("time-out")

// link is the socket of one transfer. It keeps the server's transfer ID (its port,
// RFC 1350 section 4), the time-outs and the hooks. It is used by one goroutine;
// the end of ctx wakes it through the read deadline.
//
// Setting a deadline costs a tenth of the time of a block, so it is not moved with
// every block: a wait that is woken too early goes on.
type link struct {
	ctx   context.Context
	conn  ifs.PacketConn
	clk   ifs.Clock
	trace *ifs.Trace
	stop  func() bool // stops waking it when ctx ends

	local        netip.AddrPort
	server       netip.AddrPort
	bound        bool // server has the transfer ID; before, it is where the request was sent
	from         netip.AddrPort
	foreignCount int // datagrams answered with an unknown transfer ID error
	buf          []byte

	rtt         rtt
	valid       bool          // what was sent last was sent once, so that its round trip can be measured
	since       time.Time     // begin of the wait in device time
	sinceReal   time.Time     // begin of the wait in real time
	wait        time.Duration // time-out in device time
	realWait    time.Duration // time-out in real time
	realWaitFor time.Duration // the time-out in device time that realWait was computed for
	armed       time.Time     // the read deadline in real time
	closed      bool

	// Set on the side of a server only.
	clientSilent   *atomic.Bool // the client has answered before, and no longer does
	clientAnswered bool         // the client has answered
	answered       func()       // called when it does for the first time
}

// newLink returns a link to server over conn, which it owns. It receives datagrams
// of up to blockSize bytes of data.
func newLink(ctx context.Context, conn ifs.PacketConn, clk ifs.Clock, server netip.AddrPort, blockSize int, first time.Duration) *link {
	l := &link{ctx: ctx, conn: conn, clk: clk, trace: ifs.TraceFrom(ctx), local: conn.LocalAddrPort(), server: server}
	if l.trace == nil {
		l.trace = new(ifs.Trace)
	}
	// With one more byte a block that is too long is noticed.
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

// startWait starts a wait for the answer to what was just sent. again says that it
// had been sent before.
func (l *link) startWait(again bool) {
	l.since, l.sinceReal = l.clk.Now(), time.Now()
	l.valid = !again
	l.setWait(l.rtt.timeout())
}

// resume continues a wait after the caller was busy elsewhere: datagrams that
// arrived meanwhile are read before the time-out counts.
func (l *link) resume() {
	now, real := l.clk.Now(), time.Now()
	if now.Sub(l.since) > l.wait/4 || real.Sub(l.sinceReal) > l.realWait/4 {
		l.since, l.sinceReal, l.valid = now, real, false
	}
}

func (l *link) setWait(d time.Duration) {
	l.wait = d
	if d != l.realWaitFor {
		l.realWait, l.realWaitFor = clock.RealTimeout(l.clk, d), d
	}
}

// progressed notes that the transfer has made progress and starts the next wait. If
// reply is set, the round trip is measured.
func (l *link) progressed(reply bool) {
	now := l.clk.Now()
	if reply && l.valid {
		l.rtt.sample(now.Sub(l.since))
		l.setWait(l.rtt.timeout())
	}
	l.since, l.sinceReal, l.valid = now, time.Now(), true
}

// receive returns the next datagram of the server, valid until the next call. The
// error is errExpired after a time-out, the cause of ctx after its end, and
// otherwise that of the socket.
func (l *link) receive() ([]byte, error) {
	if due := l.sinceReal.Add(l.realWait); l.armed.IsZero() || due.Before(l.armed) {
		if err := l.arm(due); err != nil {
			return nil, err
		}
	}
	for {
		n, from, err := l.conn.ReadFromAddrPort(l.buf)
		if err != nil {
			if err := l.afterWake(err); err != nil {
				return nil, err
			}
			continue
		}
		if l.trace.Packet != nil {
			l.trace.Packet(ifs.Received, l.local, from, l.buf[:n])
		}
		if from == l.server && l.bound || l.fromServer(from) {
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

// step gives m the next datagram or time-out and does what m returns. The error is
// the end of the transfer.
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
	if o.progress {
		l.progressed(o.reply)
	}
	switch {
	case l.clientSilent == nil:
	case o.progress:
		if !l.clientAnswered && l.answered != nil {
			l.answered()
		}
		l.clientAnswered = true
		l.clientSilent.Store(false)
	case expired:
		l.clientSilent.Store(l.clientAnswered)
	}
	if o.outOfOrder && l.trace.OutOfOrder != nil {
		l.trace.OutOfOrder()
	}
	if o.send != nil {
		if err := l.send(o.send); err != nil {
			return o, err
		}
	}
	switch {
	case expired:
		l.startWait(true)
	case o.send != nil && !o.progress:
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
	return context.Cause(l.ctx) // ctx may have ended before the deadline was moved
}

// afterWake returns why a read ended, or nil if the wait goes on.
func (l *link) afterWake(err error) error {
	if cause := context.Cause(l.ctx); cause != nil {
		return cause
	}
	if !os.IsTimeout(err) && !errors.Is(err, os.ErrDeadlineExceeded) {
		return err
	}
	now := time.Now()
	early := now.Before(l.armed) // the socket knows that nothing will arrive: a simulated network
	due := l.sinceReal.Add(l.realWait)
	if !early && now.Before(due) {
		return l.arm(due)
	}
	l.armed = time.Time{}
	if err := clock.FinishWait(l.ctx, l.clk, l.since, l.wait); err != nil {
		return context.Cause(l.ctx)
	}
	if l.trace.Timeout != nil {
		l.trace.Timeout()
	}
	l.rtt.repeat()
	return errExpired
}

// fromServer reports whether a datagram may come from the server: before the first
// answer any port of its address may, and any address may answer a broadcast.
func (l *link) fromServer(from netip.AddrPort) bool {
	addr := l.server.Addr().Unmap()
	if from.Addr().Unmap() != addr && (l.bound || !addr.IsMulticast() && addr != broadcast) {
		return false
	}
	return !l.bound || from.Port() == l.server.Port()
}

var broadcast = netip.AddrFrom4([4]byte{255, 255, 255, 255})

// maxForeign is the maximum number of foreign datagrams answered in one transfer.
const maxForeign = 64

var unknownTID = tftp.AppendError(nil, tftp.UnknownTID, "Unknown transfer ID")

// foreign answers a datagram that is not from the server with an unknown transfer
// ID error (RFC 1350 section 4). An ERROR is never answered.
func (l *link) foreign(from netip.AddrPort, b []byte) {
	if l.foreignCount >= maxForeign || len(b) >= 2 && b[0] == 0 && b[1] == byte(tftp.ERROR) {
		return
	}
	l.foreignCount++
	// A failure to send does not concern this transfer.
	_ = l.sendTo(unknownTID, from)
}

// sendError sends the ERROR that ends the transfer on the server's side.
func (l *link) sendError(code tftp.ErrorCode, text string) {
	_ = l.send(tftp.AppendError(nil, code, text))
}

// abandon sends an ERROR for a transfer that ends on this side, unless another
// transfer now has the client's port.
func (l *link) abandon(cause error) {
	if !errors.Is(cause, errReplaced) && !errors.Is(cause, errGaveWay) {
		l.sendError(tftp.NotDefined, aborted)
	}
}

// close closes the socket.
func (l *link) close() error {
	if l.closed {
		return nil
	}
	l.closed = true
	l.stop()
	return l.conn.Close()
}
