package tftpfs

import (
	"bytes"
	"context"
	"errors"
	"net"
	"net/netip"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/tftp"
)

// Files is what a Server serves. Errors are told to the client with the code of
// their kind (see codeOf). Implementations are safe for concurrent use.
type Files interface {
	// Open opens a file for a read request.
	Open(ctx context.Context, r Request) (ifs.File, error)
	// Create begins a file for a write request; size is the length that the client
	// announced in bytes, -1 if it did not.
	Create(ctx context.Context, r Request, size int64) (ifs.Writer, error)
}

// Request is an RRQ or WRQ.
type Request struct {
	Peer   netip.AddrPort // the client, as the server's socket sees it
	Write  bool           // WRQ
	File   string         // as the client wrote it
	Mode   string         // "octet" or "netascii"
	Packet []byte         // the whole message
}

// Listen opens the socket of a transfer with a peer.
type Listen = func(ctx context.Context, peer netip.AddrPort) (ifs.PacketConn, error)

// Server is the serving half of TFTP: RFC 1350, 2347, 2348, 2349 and 7440, netascii,
// the error codes 1 to 7. Each transfer has a socket of its own, whose port is its
// transfer ID. The state machines, time-outs and hooks are those of the client.
type Server struct {
	Files Files
	// Listen opens the socket of a transfer with a peer.
	Listen Listen
	// Begin is told of each transfer before its file is opened: it may give the
	// context hooks (ifs.WithTrace) or refuse by an error. The function that it
	// returns, if any, is told the end. nil: nobody is told.
	Begin func(ctx context.Context, r Request) (context.Context, func(error), error)
	// Timeout is the first time-out in real time, default 1 s; Retries is how often a
	// message that nobody answers is sent again, default 5.
	Timeout time.Duration
	Retries int
	// Limit bounds the transfers at the same time; more are told to try again.
	// Default 1000.
	Limit int

	mu      sync.Mutex
	active  map[netip.AddrPort]*serving // by the client that is served
	running atomic.Int32                // how many
	dallies dallies
	wg      sync.WaitGroup
}

// Defaults of Server.
const (
	serverTimeout = time.Second
	serverRetries = 5
	serverLimit   = 1000
)

// errorPause is how long a server does not listen after its socket has failed.
const errorPause = time.Millisecond

// maxRequest is the longest datagram that is looked at. A request has 512 bytes at
// most (RFC 2347).
const maxRequest = 2048

// Serve answers the requests that arrive at conn until ctx ends, then ends the
// transfers and waits for them. It closes conn. The end of ctx is no error.
func (s *Server) Serve(ctx context.Context, conn ifs.PacketConn) error {
	ctx, cancel := context.WithCancel(ctx)
	defer s.Close()
	defer cancel()
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { _ = conn.SetReadDeadline(time.Unix(1, 0)) })()
	buf := make([]byte, maxRequest)
	for {
		n, from, err := conn.ReadFromAddrPort(buf)
		switch {
		case ctx.Err() != nil:
			return nil
		case errors.Is(err, net.ErrClosed), errors.Is(err, os.ErrDeadlineExceeded):
			return err
		case err != nil:
			time.Sleep(errorPause) // of an earlier answer that nobody took (ICMP), or it comes again
			continue
		}
		s.Handle(ctx, conn, s.Listen, from, buf[:n])
	}
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
		_, _ = conn.WriteToAddrPort(tftp.AppendError(nil, code, text), from) // whether it arrives is the client's affair
	}
	p, err := tftp.Parse(b)
	switch {
	case err == nil && p.Op == tftp.ERROR:
		return // an ERROR is never answered (RFC 1350, 7)
	case err != nil, len(b) > tftp.MaxRequest, p.Op != tftp.RRQ && p.Op != tftp.WRQ:
		refuse(tftp.IllegalOp, errorText[tftp.IllegalOp])
		return
	case p.Mode == "mail":
		refuse(tftp.NoSuchUser, errorText[tftp.NoSuchUser]) // its file name is a user's
		return
	case p.Mode != tftp.Octet && p.Mode != tftp.Netascii:
		refuse(tftp.IllegalOp, "Unknown transfer mode")
		return
	}
	ctx, cancel := context.WithCancelCause(ctx)
	t := &serving{s: s, conn: conn, listen: listen, options: p.Options, cancel: cancel, over: make(chan struct{}), Request: Request{
		Peer: from, Write: p.Op == tftp.WRQ, File: p.File, Mode: p.Mode, Packet: append([]byte(nil), b...),
	}}
	before, ok := s.enter(t)
	if !ok {
		cancel(nil)
		if before == nil {
			refuse(tftp.NotDefined, "Server busy")
		}
		return // or its answer is under way, and comes again by itself
	}
	s.running.Add(1)
	s.wg.Go(func() {
		defer cancel(nil)
		if before != nil {
			before.cancel(errReplaced)
			<-before.over // it may have the same file
		}
		t.run(ctx)
		s.running.Add(-1)
		s.mu.Lock()
		if s.active[from] == t {
			delete(s.active, from)
		}
		s.mu.Unlock()
		close(t.over)
	})
}

// errReplaced ends a transfer without a word: its client's port is another's now.
var errReplaced = errors.New("the client has begun anew")

// enter makes t the transfer of its client. A client that vanished without a word has
// left one behind, of which the next that the system gives the same port to knows
// nothing: that one is before, and has to end. It is false, with before, for a request
// that is being served already, and without it if there are too many.
func (s *Server) enter(t *serving) (before *serving, ok bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	limit := s.Limit
	if limit <= 0 {
		limit = serverLimit
	}
	before = s.active[t.Peer]
	switch {
	case before == nil && len(s.active) >= limit:
		return nil, false
	case before != nil && !before.left.Load() && bytes.Equal(before.Packet, t.Packet):
		return before, false
	}
	if s.active == nil {
		s.active = map[netip.AddrPort]*serving{}
	}
	s.active[t.Peer] = t
	return before, true
}

// serving is one transfer of a Server.
type serving struct {
	s       *Server
	conn    ifs.PacketConn // of the well-known port, for refusals
	listen  Listen
	options []tftp.Option
	cancel  context.CancelCauseFunc
	over    chan struct{} // closed at its end
	left    atomic.Bool   // the client had answered, and has stopped
	Request
}

func (t *serving) run(ctx context.Context) {
	if ctx.Err() != nil {
		return // it was replaced before it began
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
	if err == nil {
		if t.Write {
			err = t.receive(ctx)
		} else {
			err = t.send(ctx)
		}
	} else {
		t.refuse(err)
	}
	end(err)
}

// refuse answers the request itself with an ERROR.
func (t *serving) refuse(err error) {
	_, _ = t.conn.WriteToAddrPort(errorFor(err), t.Peer) // whether it arrives is the client's affair
}

// name is what errors call the file.
func (t *serving) name() ifs.Name {
	return ifs.Name{Prefix: "tftp", HasHost: true, Host: t.Peer.Addr().String(), Path: t.File}
}

// open makes the socket of the transfer, which the client's port belongs to.
func (t *serving) open(ctx context.Context, blockSize int) (*link, error) {
	conn, err := t.listen(ctx, t.Peer)
	if err != nil {
		return nil, err
	}
	first := t.s.Timeout
	if first <= 0 {
		first = serverTimeout
	}
	if c, ok := conn.(interface{ share(*atomic.Int32) }); ok {
		c.share(&t.s.running)
	}
	l := newLink(ctx, conn, wallClock, t.Peer, blockSize, first)
	l.bound, l.left = true, &t.left
	return l, nil
}

// wallClock is the time of servers: their clients, real ones among them, wait in
// real time, and nobody reads a server's time-outs.
var wallClock = clock.Real(time.Now(), 1)

func (t *serving) retries() int {
	if t.s.Retries <= 0 {
		return serverRetries
	}
	return t.s.Retries
}
