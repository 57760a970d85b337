package ftpfs

import (
	"context"
	"crypto/tls"
	"errors"
	"net"
	"net/netip"
	"net/textproto"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jlaffaye/ftp"

	"github.com/iosim/iosim/ifs"
)

// cleanupLimit bounds each wait of a session that ends, in real time: the
// user has stopped it, or has what was asked for.
const cleanupLimit = time.Second

// session is one login for one operation.
type session struct {
	fs   *FS
	ctx  context.Context
	name ifs.Name
	cfg  Config
	tr   *ifs.Trace
	host netip.AddrPort // of the control connection, in the device's world

	tls      *tls.Config // nil in the clear
	lib      *ftp.ServerConn
	ctl      *control
	cleaning bool          // ends: waits are short and the context's end is old news
	stop     chan struct{} // closed when the context ends
	unhook   func() bool

	mu     sync.Mutex
	data   *data
	caller *caller // of the data connection that the server will open
	budget int64   // bytes that a data connection may bring; 0: no bound
}

// login opens a session for an operation on name.
func (f *FS) login(ctx context.Context, op ifs.Op, name ifs.Name) (*session, error) {
	s := &session{fs: f, ctx: ctx, name: name, cfg: f.config(), tr: ifs.TraceFrom(ctx), stop: make(chan struct{})}
	if s.tr == nil {
		s.tr = new(ifs.Trace)
	}
	if strings.ContainsAny(name.Path, "\r\n\x00") || len(name.Path) > ifs.MaxName {
		return nil, &ifs.Error{Op: op, Name: name, Kind: ifs.KindInvalid}
	}
	if err := s.find(); err != nil {
		return nil, s.error(op, err)
	}
	s.unhook = context.AfterFunc(ctx, func() {
		close(s.stop)
		s.interrupt()
	})
	err := s.open()
	if err != nil {
		err = s.error(op, err)
		s.kill()
	}
	return s, err
}

// find gives the name's host an address.
func (s *session) find() (err error) {
	port := uint16(21)
	if s.fs.secure {
		port = implicitPort
	}
	s.host, err = ifs.Locate(s.ctx, s.fs.net, s.name, port)
	return err
}

// open connects and logs in; binary from then on.
func (s *session) open() error {
	lib, err := ftp.Dial(s.host.String(), ftp.DialWithDialFunc(s.dial), ftp.DialWithDisabledUTF8(true))
	if err != nil {
		return err
	}
	s.lib = lib
	err = lib.Login(s.credentials())
	if err == nil {
		if s.tls != nil {
			err = s.protect()
		}
		return err
	}
	// At USER the library keeps the text of a refusal and drops its code.
	var reply *textproto.Error
	var f *fault
	verb := s.ctl.verb
	if (verb == "USER" || verb == "PASS") && !errors.As(err, &f) && !errors.Is(err, ftp.ErrInvalidCommand) {
		if errors.As(err, &reply) && reply.Code == 421 {
			return err
		}
		return &fault{ifs.KindAuth, err}
	}
	return err
}

// credentials are the user and the password, each from the first place that has
// it: the name, the configuration, anonymous (ios-files.md 6.5).
func (s *session) credentials() (user, password string) {
	switch {
	case s.name.HasUser:
		user = s.name.User
	case s.cfg.User != "":
		user = s.cfg.User
	default:
		user = "anonymous"
	}
	switch {
	case s.name.HasPassword:
		password = s.name.Password
	case s.cfg.Password != "" && user != "anonymous":
		password = s.cfg.Password
	case s.cfg.Anonymous != "":
		password = s.cfg.Anonymous
	default:
		password = "anonymous@"
	}
	return user, password
}

// dial is how the library gets connections: first the control connection, then
// those for data.
func (s *session) dial(_, address string) (net.Conn, error) {
	if s.ctl == nil {
		conn, err := s.connect(s.host)
		if err != nil {
			return nil, err
		}
		var greeting []byte
		if s.fs.secure {
			if conn, greeting, err = s.secure(conn); err != nil {
				return nil, err
			}
		}
		s.ctl = newControl(s, conn)
		s.ctl.pending = greeting
		return s.ctl, nil
	}
	s.mu.Lock()
	caller := s.caller
	s.mu.Unlock()
	if caller != nil {
		return s.use(&data{s: s, caller: caller})
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, &fault{ifs.KindProtocol, err}
	}
	p, err := strconv.ParseUint(port, 10, 16)
	if err != nil || p == 0 {
		return nil, faultf(ifs.KindProtocol, "the server named the port %.20q", port)
	}
	conn, err := s.connect(netip.AddrPortFrom(s.host.Addr(), uint16(p)))
	if err != nil {
		return nil, err
	}
	return s.use(&data{s: s, Conn: s.cover(conn)})
}

// connect opens a TCP connection of the device, within the time for it.
func (s *session) connect(to netip.AddrPort) (net.Conn, error) {
	since := s.fs.clk.Now()
	ctx, cancel := context.WithTimeout(s.ctx, s.fs.wait(connectTimeout))
	defer cancel()
	conn, err := s.fs.net.DialContext(ctx, to.String())
	if err != nil && ctx.Err() != nil && s.ctx.Err() == nil {
		s.fs.settle(s.ctx, since, connectTimeout)
		return nil, &fault{ifs.KindTimeout, err}
	}
	return conn, err
}

// use makes d the data connection of the session.
func (s *session) use(d *data) (net.Conn, error) {
	s.mu.Lock()
	s.data = d
	d.budget = s.budget
	s.mu.Unlock()
	if s.ctx.Err() != nil { // it ended before there was anything to interrupt
		d.interrupt()
		return nil, errAborted
	}
	return d, nil
}

func (s *session) setCaller(c *caller) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.caller = c
}

// uncalled is closed when the server has come to our port, or cannot come; nil in
// passive mode.
func (s *session) uncalled() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.caller == nil {
		return nil
	}
	return s.caller.done
}

// interrupt ends the data connection, whoever waits for it.
func (s *session) interrupt() {
	s.mu.Lock()
	d := s.data
	s.mu.Unlock()
	if d != nil {
		d.interrupt()
	}
}

// connected tells the trace that the host is there.
func (s *session) connected() {
	if s.tr.Connected != nil {
		s.tr.Connected(s.name, s.fs.net.Via(s.host.Addr()))
	}
}

func (s *session) line(dir ifs.Direction, text string) {
	if s.tr.Line != nil {
		s.tr.Line(dir, "ftp", text)
	}
}

// quit ends the session as the protocol wants it.
func (s *session) quit() {
	s.cleaning = true
	_ = s.ctl.send("QUIT")
	s.kill()
}

// abort stops a transfer to the device that has not ended (RFC 959, 4.1.3) and
// ends the session: at once if the user has stopped it.
func (s *session) abort() {
	if err := s.ctl.send("ABOR"); err != nil || s.ctx.Err() != nil {
		s.kill()
		return
	}
	s.cleaning = true
	s.interrupt()
	s.drain()
	s.quit()
}

// drain reads all that is said to a transfer and its ABOR: 426 and 226, one of
// them, or more. The reply to a NOOP marks the end.
func (s *session) drain() {
	if s.ctl.send("NOOP") != nil {
		return
	}
	for range 5 {
		if r, err := s.ctl.next(); err != nil || r.code == 200 {
			return
		}
	}
}

// kill closes all that the session holds.
func (s *session) kill() {
	s.unhook()
	s.interrupt()
	s.mu.Lock()
	if s.caller != nil {
		s.caller.close()
	}
	s.mu.Unlock()
	if s.ctl != nil {
		s.ctl.Close()
	}
}
