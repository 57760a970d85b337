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
	"github.com/iosim/iosim/internal/safego"
)

// cleanupLimit bounds each wait of a session that is being closed, in real time:
// the operation was cancelled or is complete.
const cleanupLimit = time.Second

// session is the login of one operation.
type session struct {
	fs   *FS
	ctx  context.Context
	name ifs.Name
	cfg  Config
	tr   *ifs.Trace
	host netip.AddrPort // lab address of the control connection

	tls      *tls.Config // nil without TLS
	lib      *ftp.ServerConn
	ctl      *control
	cleaning bool          // being closed: waits are short and the context is not consulted
	stop     chan struct{} // closed when the context ends
	unhook   func() bool

	mu       sync.Mutex
	data     *data
	listener *dataListener // for the data connection that the server will open
	limit    int64         // maximum bytes received on a data connection; 0 means no limit
}

// login opens a session for the operation op on name.
func (f *FS) login(ctx context.Context, op ifs.Op, name ifs.Name) (*session, error) {
	s := &session{fs: f, ctx: ctx, name: name, cfg: f.config(), tr: ifs.TraceFrom(ctx), stop: make(chan struct{})}
	if s.tr == nil {
		s.tr = new(ifs.Trace)
	}
	if strings.ContainsAny(name.Path, "\r\n\x00") || len(name.Path) > ifs.MaxName {
		return nil, &ifs.Error{Op: op, Name: name, Kind: ifs.KindInvalid}
	}
	if err := s.resolve(); err != nil {
		return nil, s.error(op, err)
	}
	s.unhook = safego.AfterFunc(ctx, "ftp session", func() {
		close(s.stop)
		s.interrupt()
	})
	err := s.open()
	if err != nil {
		err = s.error(op, err)
		s.closeAll()
	}
	return s, err
}

// resolve sets the address of the name's host.
func (s *session) resolve() (err error) {
	port := uint16(21)
	if s.fs.secure {
		port = implicitPort
	}
	s.host, err = ifs.Locate(s.ctx, s.fs.net, s.name, port)
	return err
}

// open connects, logs in and selects binary transfers.
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
	// For USER the library keeps the text of a refusal and drops its code.
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

// credentials returns the user and the password, each from the first place that has
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

// dial opens the connections of the library: first the control connection, then
// those for data.
func (s *session) dial(_, address string) (net.Conn, error) {
	if s.ctl == nil {
		conn, err := s.connect(s.ctx, s.host)
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
	l := s.listener
	s.mu.Unlock()
	if l != nil {
		return s.use(&data{s: s, listener: l})
	}
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, &fault{ifs.KindProtocol, err}
	}
	p, err := strconv.ParseUint(port, 10, 16)
	if err != nil || p == 0 {
		return nil, faultf(ifs.KindProtocol, "the server named the port %.20q", port)
	}
	conn, err := s.connect(ifs.WithData(s.ctx, s.host), netip.AddrPortFrom(s.host.Addr(), uint16(p)))
	if err != nil {
		return nil, err
	}
	return s.use(&data{s: s, Conn: s.wrapTLS(conn)})
}

// connect opens a TCP connection of the device within connectTimeout.
func (s *session) connect(ctx context.Context, to netip.AddrPort) (net.Conn, error) {
	since := s.fs.clk.Now()
	ctx, cancel := context.WithTimeout(ctx, s.fs.wait(connectTimeout))
	defer cancel()
	conn, err := s.fs.net.DialContext(ctx, to.String())
	if err != nil && ctx.Err() != nil && s.ctx.Err() == nil {
		s.fs.finishWait(s.ctx, since, connectTimeout)
		return nil, &fault{ifs.KindTimeout, err}
	}
	return conn, err
}

// use makes d the data connection of the session.
func (s *session) use(d *data) (net.Conn, error) {
	s.mu.Lock()
	s.data = d
	d.limit = s.limit
	s.mu.Unlock()
	if s.ctx.Err() != nil { // ctx ended before there was anything to interrupt
		d.interrupt()
		return nil, errAborted
	}
	return d, nil
}

func (s *session) setListener(c *dataListener) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.listener = c
}

// dataReady returns a channel that is closed when the server has connected to the
// device's port or can no longer do so. It is nil in passive mode.
func (s *session) dataReady() <-chan struct{} {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.listener == nil {
		return nil
	}
	return s.listener.done
}

// interrupt resets the data connection.
func (s *session) interrupt() {
	s.mu.Lock()
	d := s.data
	s.mu.Unlock()
	if d != nil {
		d.interrupt()
	}
}

// connected calls the trace's Connected hook.
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

// quit ends the session with QUIT.
func (s *session) quit() {
	s.cleaning = true
	_ = s.ctl.send("QUIT")
	s.closeAll()
}

// abort stops an unfinished transfer to the device (RFC 959 section 4.1.3) and ends
// the session, without waiting if the operation was cancelled.
func (s *session) abort() {
	if err := s.ctl.send("ABOR"); err != nil || s.ctx.Err() != nil {
		s.closeAll()
		return
	}
	s.cleaning = true
	s.interrupt()
	s.drain()
	s.quit()
}

// drain reads all replies to a transfer and its ABOR: 426, 226, both, or more. The
// reply to a NOOP marks the end.
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

// closeAll closes all connections of the session.
func (s *session) closeAll() {
	s.unhook()
	s.interrupt()
	s.mu.Lock()
	if s.listener != nil {
		s.listener.close()
	}
	s.mu.Unlock()
	if s.ctl != nil {
		s.ctl.Close()
	}
}
