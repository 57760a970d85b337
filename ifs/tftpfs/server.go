package tftpfs

import (
	"bytes"
	"container/list"
	"context"
	"errors"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/internal/tftp"
)

// Files is the interface to the files that a Server serves. Errors are sent to the
// client with the code for their kind (see codeOf). Implementations are safe for
// concurrent use.
type Files interface {
	// Open opens a file for a read request.
	Open(ctx context.Context, r Request) (ifs.File, error)
	// Create starts a file for a write request. size is the length in bytes
	// announced by the client, or -1.
	Create(ctx context.Context, r Request, size int64) (ifs.Writer, error)
}

// Request is a read or write request.
type Request struct {
	Peer   netip.AddrPort // the client's address on the server's socket
	Write  bool           // a write request
	File   string         // as the client wrote it
	Mode   string         // "octet" or "netascii"
	Packet []byte         // the whole message
}

// Listen opens the socket of a transfer with a peer.
type Listen = func(ctx context.Context, peer netip.AddrPort) (ifs.PacketConn, error)

// Server serves files by TFTP: RFC 1350, 2347, 2348, 2349 and 7440, netascii, and
// the error codes 1 to 7. Each transfer has its own socket, whose port is its
// transfer ID. The state machines, time-outs and hooks are those of the client.
type Server struct {
	Files Files
	// Listen opens the socket of a transfer with a peer.
	Listen Listen
	// Begin, if not nil, is called for each transfer before its file is opened. It
	// may add hooks to the context (ifs.WithTrace), or refuse the transfer with an
	// error. The function it returns, if not nil, is called with the transfer's
	// error at its end.
	Begin func(ctx context.Context, r Request) (context.Context, func(error), error)
	// Timeout is the first time-out in real time; the default is 1 s. Retries is
	// the number of times an unanswered message is sent again; the default is 5.
	Timeout time.Duration
	Retries int
	// Limit is the maximum number of concurrent transfers, SourceLimit that of one
	// address; the defaults are 1000 and 500. Beyond them the oldest transfer whose client
	// does not answer gives way; if all do, clients get an error.
	Limit, SourceLimit int
	// Source gives the address of a client, by which its transfers are counted; nil: that
	// of its datagrams.
	Source func(peer netip.AddrPort) netip.Addr

	mu      sync.Mutex
	active  map[netip.AddrPort]*serverTransfer // by client
	sources map[netip.Addr]*sourceTransfers
	running atomic.Int32 // number of transfers
	dallies dallies
	wg      safego.Group
}

// Defaults of Server.
const (
	serverTimeout = time.Second
	serverRetries = 5
	serverLimit   = 1000
	sourceLimit   = 500
)

// maxRequest is the size of the receive buffer. A request has at most 512 bytes
// (RFC 2347).
const maxRequest = 2048

// Serve answers the requests that arrive at conn until ctx ends, then ends the
// transfers and waits for them. It closes conn. It returns nil after the end of
// ctx.
func (s *Server) Serve(ctx context.Context, conn ifs.PacketConn) error {
	ctx, cancel := context.WithCancel(ctx)
	defer s.Close()
	defer cancel()
	return ifs.ServePackets(ctx, conn, maxRequest, func(from netip.AddrPort, b []byte) {
		s.Handle(ctx, conn, s.Listen, from, b)
	})
}

// Close waits for the transfers, whose context has ended.
func (s *Server) Close() {
	s.wg.Wait()
	s.dallies.end()
}

// Handle takes one datagram of the well-known port, whose socket is conn, and returns
// at once. The transfer that it may begin has a socket from listen and ends with ctx.
func (s *Server) Handle(ctx context.Context, conn ifs.PacketConn, listen Listen, from netip.AddrPort, b []byte) {
	refuse := func(code tftp.ErrorCode, text string) {
		_, _ = conn.WriteToAddrPort(tftp.AppendError(nil, code, text), from) // delivery is not guaranteed anyway
	}
	p, err := tftp.Parse(b)
	switch {
	case err == nil && p.Op == tftp.ERROR:
		return // an ERROR is never answered (RFC 1350 section 7)
	case err != nil, len(b) > tftp.MaxRequest, p.Op != tftp.RRQ && p.Op != tftp.WRQ:
		refuse(tftp.IllegalOp, errorText[tftp.IllegalOp])
		return
	case p.Mode == "mail":
		refuse(tftp.NoSuchUser, errorText[tftp.NoSuchUser]) // mail mode: its file name is a user's
		return
	case p.Mode != tftp.Octet && p.Mode != tftp.Netascii:
		refuse(tftp.IllegalOp, "Unknown transfer mode")
		return
	}
	ctx, cancel := context.WithCancelCause(ctx)
	t := &serverTransfer{s: s, conn: conn, listen: listen, options: p.Options, cancel: cancel, done: make(chan struct{}), Request: Request{
		Peer: from, Write: p.Op == tftp.WRQ, File: p.File, Mode: p.Mode, Packet: append([]byte(nil), b...),
	}}
	before, ok := s.register(t)
	if !ok {
		cancel(nil)
		if before == nil {
			refuse(tftp.NotDefined, "Server busy")
		}
		return // a repeated request, whose answer is repeated by its own time-out
	}
	s.running.Add(1)
	s.wg.Start(ctx, "tftp transfer", func() {
		defer cancel(nil)
		defer func() {
			s.running.Add(-1)
			s.mu.Lock()
			s.remove(t)
			s.mu.Unlock()
			close(t.done)
		}()
		if before != nil {
			before.cancel(errReplaced)
			<-before.done // the older transfer may have the same file open
		}
		t.run(ctx)
	})
}

// errReplaced ends a transfer without an ERROR: its client's port belongs to a new
// transfer.
var errReplaced = errors.New("the client has begun anew")

// register makes t the transfer of its client. If the client's port already has a
// transfer, left by a client that vanished without an ERROR, that one is returned
// as before and has to end first. ok is false for a request that is being served
// already, with before set, and for too many transfers, without it.
func (s *Server) register(t *serverTransfer) (before *serverTransfer, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	before = s.active[t.Peer]
	if before != nil && !before.clientSilent.Load() && bytes.Equal(before.Packet, t.Packet) {
		return before, false
	}
	if before != nil {
		s.remove(before)
	} else if !s.makeRoom(t) {
		return nil, false
	}
	s.add(t)
	return before, true
}

// serverTransfer is one transfer of a Server.
type serverTransfer struct {
	s            *Server
	conn         ifs.PacketConn // the well-known port, for refusals
	listen       Listen
	options      []tftp.Option
	cancel       context.CancelCauseFunc
	done         chan struct{} // closed at the end of the transfer
	clientSilent atomic.Bool   // the client has answered before, and no longer does
	source       netip.Addr    // by which it is counted
	waiting      *list.Element // among those whose client has not answered; nil: it has
	listed       bool
	since        time.Time
	Request
}

func (t *serverTransfer) run(ctx context.Context) {
	if ctx.Err() != nil {
		return // replaced before it started
	}
	end := func(error) {}
	var err error
	if t.s.Begin != nil {
		var done func(error)
		var begun context.Context
		if begun, done, err = t.s.Begin(ctx, t.Request); begun != nil {
			ctx = begun
		}
		if done != nil {
			end = done
		}
	}
	if err != nil {
		t.refuse(err)
		end(err)
		return
	}
	pass := t.send
	if t.Write {
		pass = t.receive
	}
	err = safego.Do(ctx, "tftp transfer", func() error { return pass(ctx) })
	if broken := (*safego.Panic)(nil); errors.As(err, &broken) {
		t.refuse(&ifs.Error{Op: ifs.OpRead, Kind: ifs.KindIO, Err: err}) // the client does not wait for its time-out
	}
	end(err)
}

// refuse answers the request itself with an ERROR.
func (t *serverTransfer) refuse(err error) {
	_, _ = t.conn.WriteToAddrPort(errorFor(err), t.Peer) // delivery is not guaranteed anyway
}

// name returns the file's name for errors.
func (t *serverTransfer) name() ifs.Name {
	return ifs.Name{Prefix: "tftp", HasHost: true, Host: t.Peer.Addr().String(), Path: t.File}
}

// open opens the socket of the transfer.
func (t *serverTransfer) open(ctx context.Context, blockSize int) (*link, error) {
	conn, err := t.listen(ctx, t.Peer)
	if err != nil {
		return nil, err
	}
	first := t.s.firstTimeout()
	if c, ok := conn.(interface{ share(*atomic.Int32) }); ok {
		c.share(&t.s.running)
	}
	l := newLink(ctx, conn, wallClock, t.Peer, blockSize, first)
	l.bound, l.clientSilent, l.answered = true, &t.clientSilent, func() { t.s.answered(t) }
	return l, nil
}

// wallClock is the clock of servers: their clients, which may be real ones, wait in
// real time.
var wallClock = clock.Real(time.Now(), 1)

func (s *Server) firstTimeout() time.Duration {
	if s.Timeout <= 0 {
		return serverTimeout
	}
	return s.Timeout
}

func (t *serverTransfer) retries() int {
	if t.s.Retries <= 0 {
		return serverRetries
	}
	return t.s.Retries
}
