package ftpd

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"sync"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/internal/accept"
	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/internal/share"
)

// Options say what a server serves, and to whom.
type Options struct {
	// FS is the root. Symbolic links in it are refused, if it reports them
	// (afero.Lstater).
	FS afero.Fs
	// Users are the names and their passwords. The name "anonymous" with the
	// password "" is Anonymous.
	Users map[string]string
	// Anonymous lets "anonymous" and "ftp" in with any password.
	Anonymous bool
	// ReadOnly refuses every change with 550; WriteOnce every change of what is there.
	ReadOnly, WriteOnce bool
	// Quota is how many bytes all files together may have; 0: no bound.
	Quota int64

	// PublicAddr is the address that PASV names; if it is not set, the one that the
	// client has reached.
	PublicAddr netip.Addr
	// Ports bounds the ports of passive data connections; zero: any free port.
	Ports PortRange
	// Opened, if not nil, is called for each port of a passive data connection; closed is
	// called once when it no longer listens.
	Opened func(at netip.AddrPort) (closed func())
	// Basic is a server from before RFC 2428: it knows neither EPSV nor EPRT.
	Basic bool
	// RefuseActive is a firewall before the clients that lets no connection in:
	// active data connections fail with 425.
	RefuseActive bool

	// TLS allows AUTH TLS (explicit FTPS); nil: no TLS. Implicit begins every
	// connection with it.
	TLS      *tls.Config
	Implicit bool
	// RequireTLS refuses logins without TLS, and transfers without PROT P.
	RequireTLS bool

	// Log is called for each client that comes, with its connection, and gives what takes
	// its commands and the replies, without passwords and line ends; several goroutines call
	// both. nil logs nothing.
	Log func(client net.Conn) (take func(line string))

	// Source gives the address of a client, by which it is counted; nil: that of its
	// connection. It is called once for each connection, before Log.
	Source func(net.Conn) netip.Addr
	// Throttle slows those who guess passwords; nil: one of the server's own.
	Throttle *accept.Throttle

	// Idle ends a session that says nothing; 0: five minutes. Data connections that
	// stand still are given up after the same time, those that are not opened after
	// at most 30 seconds. All real time.
	Idle time.Duration
	// Sessions is how many there may be at once; 0: 256. PerSource is how many of one
	// address; 0: 64. More get the answer 421.
	Sessions, PerSource int
}

func (o Options) write() share.Write {
	switch {
	case o.ReadOnly:
		return share.Never
	case o.WriteOnce:
		return share.Once
	}
	return share.Always
}

// PortRange is from First to Last, both included.
type PortRange struct{ First, Last uint16 }

// Bounds that no client needs to change.
const (
	defaultIdle     = 5 * time.Minute
	defaultSessions = 256
	defaultSources  = 64
	loginLimit      = time.Minute      // for a login
	openLimit       = 30 * time.Second // for a data connection to be there
	loginTries      = 3
)

// server is what the sessions share.
type server struct {
	Options
	commands map[string]command
	folder   *share.Folder

	mu       sync.Mutex
	sessions map[*session]bool
}

// tooMany is what a client beyond the limits is told, as vsftpd says it.
const tooMany = "There are too many connected users, please try later."

// Serve answers on l until ctx ends; then it closes l and every session, waits for
// their end and returns nil. Another error of l ends it likewise and is returned.
func Serve(ctx context.Context, l net.Listener, o Options) error {
	if o.FS == nil {
		l.Close()
		return errors.New("ftpd: no file system")
	}
	if o.Idle <= 0 {
		o.Idle = defaultIdle
	}
	if o.Sessions <= 0 {
		o.Sessions = defaultSessions
	}
	if o.PerSource <= 0 {
		o.PerSource = defaultSources
	}
	if o.Throttle == nil {
		o.Throttle = new(accept.Throttle)
	}
	if pw, ok := o.Users["anonymous"]; ok && pw == "" {
		o.Anonymous = true
	}
	s := &server{Options: o, commands: table(o.Basic), sessions: map[*session]bool{}}
	s.folder = share.New(o.FS, o.write(), o.Quota)
	ctx, cancel := context.WithCancel(ctx)
	var wg safego.Group
	defer wg.Wait()
	defer s.end()
	defer cancel() // before end: who comes later finds it
	defer l.Close()
	stop := context.AfterFunc(ctx, func() { l.Close() })
	defer stop()
	gate := accept.NewGate(accept.Limits{Total: o.Sessions + spareSessions, PerSource: o.PerSource})
	in := accept.Listen(l, accept.Options{Gate: gate, Source: o.Source, Refuse: func(c net.Conn) { refuseConn(c, tooMany) }})
	for {
		conn, err := in.Accept()
		switch {
		case err == nil:
			wg.Start(ctx, "ftp session", func() { s.serve(ctx, conn) })
		case ctx.Err() != nil:
			return nil
		default:
			return err
		}
	}
}

// spareSessions are connections beyond the sessions, for those that are being refused.
const spareSessions = 16

// refuseConn answers a client that gets no session, if it takes that at once.
func refuseConn(c net.Conn, text string) {
	_ = c.SetWriteDeadline(time.Now().Add(10 * time.Millisecond))
	_, _ = fmt.Fprintf(c, "421 %s\r\n", text)
}

// serve is one connection from its first byte to its last.
func (s *server) serve(ctx context.Context, conn net.Conn) {
	defer conn.Close()
	ss := newSession(s, ctx, conn)
	if !s.enter(ss) {
		ss.reply(421, tooMany)
		return
	}
	defer s.leave(ss)
	ss.run()
}

func (s *server) enter(ss *session) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.sessions) >= s.Sessions || ss.ctx.Err() != nil {
		return false
	}
	s.sessions[ss] = true
	return true
}

func (s *server) leave(ss *session) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.sessions, ss)
}

// end closes every session's connections.
func (s *server) end() {
	s.mu.Lock()
	defer s.mu.Unlock()
	for ss := range s.sessions {
		ss.hangUp()
	}
}

// note gives what takes the log of a client.
func (s *server) note(client net.Conn) func(string) {
	if s.Log == nil {
		return func(string) {}
	}
	return s.Log(client)
}
