package ssh

import (
	"context"
	"errors"
	"net"
	"runtime/debug"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// Options of a server.
type Options struct {
	// Version is the line that the server introduces itself with; "" is that of IOS.
	Version string
	// Keys are the host keys, the preferred first; at least one.
	Keys []gossh.Signer
	// Banner is shown before the login, "" for none; nil: none.
	Banner func() string
	// Login judges a password, in the same time whoever asks.
	Login func(user, password string) bool
	// LoginTime bounds greeting, key exchange and login, IdleTime a connection
	// without a channel, WriteTime a client that takes nothing: all in real time; 0 is
	// the default.
	LoginTime, IdleTime, WriteTime time.Duration
	// Panicked is told of a session's panic, which ends that session only; nil:
	// nobody is.
	Panicked func(value any, stack []byte)
}

// The defaults. LoginTime is `ip ssh time-out` of IOS.
const (
	defaultVersion   = "SSH-2.0-Cisco-1.25" // [UNSOURCED]
	defaultLoginTime = 120 * time.Second
	defaultIdleTime  = 10 * time.Minute
	defaultWriteTime = 30 * time.Second
)

// loginTries is `ip ssh authentication-retries` of IOS.
const loginTries = 3

// passwordPrompt is the question of a keyboard-interactive login (clients.md 8).
const passwordPrompt = "Password: "

// Server serves connections. Its methods are safe for concurrent use.
type Server struct {
	opt  Options
	conf gossh.ServerConfig
}

// Handler is what users get. A connection has one session at a time, as on IOS.
type Handler interface {
	// Shell serves a user until the line ends.
	Shell(ctx context.Context, s *Session)
	// Exec runs one command and gives its exit status.
	Exec(ctx context.Context, s *Session, command string) (status int)
}

// Subsystems is a Handler that has subsystems besides, such as "sftp".
type Subsystems interface {
	// Subsystem is what serves one and gives its exit status; false if there is none of
	// the name.
	Subsystem(name string) (serve func(ctx context.Context, s *Session) (status int), ok bool)
}

// New makes a server.
func New(o Options) (*Server, error) {
	if len(o.Keys) == 0 || o.Login == nil {
		return nil, errors.New("ssh: a server needs a host key and a login")
	}
	fill := func(d *time.Duration, def time.Duration) {
		if *d <= 0 {
			*d = def
		}
	}
	fill(&o.LoginTime, defaultLoginTime)
	fill(&o.IdleTime, defaultIdleTime)
	fill(&o.WriteTime, defaultWriteTime)
	if o.Version == "" {
		o.Version = defaultVersion
	}
	s := &Server{opt: o}
	s.conf = gossh.ServerConfig{
		Config: algorithms(), ServerVersion: o.Version, MaxAuthTries: loginTries,
		PasswordCallback: func(c gossh.ConnMetadata, password []byte) (*gossh.Permissions, error) {
			return nil, s.login(c.User(), string(password))
		},
		KeyboardInteractiveCallback: func(c gossh.ConnMetadata, ask gossh.KeyboardInteractiveChallenge) (*gossh.Permissions, error) {
			answers, err := ask("", "", []string{passwordPrompt}, []bool{false})
			if err != nil {
				return nil, err
			}
			if len(answers) != 1 {
				return nil, errRefused
			}
			return nil, s.login(c.User(), answers[0])
		},
	}
	if o.Banner != nil {
		s.conf.BannerCallback = func(gossh.ConnMetadata) string { return o.Banner() }
	}
	for _, k := range o.Keys {
		s.conf.AddHostKey(k)
	}
	return s, nil
}

var errRefused = errors.New("ssh: login refused")

func (s *Server) login(user, password string) error {
	if s.opt.Login(user, password) {
		return nil
	}
	return errRefused
}

// Serve serves one accepted connection, which it owns, until it or ctx ends. The
// error tells why a connection never came to a login.
func (s *Server) Serve(ctx context.Context, nc net.Conn, h Handler) error {
	defer nc.Close()
	whole := ctx
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { nc.Close() })
	defer stop()
	if err := nc.SetDeadline(time.Now().Add(s.opt.LoginTime)); err != nil {
		return err
	}
	sc, channels, requests, err := gossh.NewServerConn(nc, &s.conf)
	if err != nil {
		return err
	}
	defer sc.Close()
	if err := nc.SetDeadline(time.Time{}); err != nil {
		return err
	}
	go gossh.DiscardRequests(requests) // keepalives get their answer: a refusal
	c := &connection{s: s, ctx: whole, nc: nc, user: sc.User(), h: h}
	c.idle = time.AfterFunc(s.opt.IdleTime, func() { nc.Close() })
	defer c.idle.Stop()
	var cur *Session
	for n := range channels {
		if n.ChannelType() != "session" {
			_ = n.Reject(gossh.UnknownChannelType, "unknown channel type")
			continue
		}
		if cur != nil && !cur.over() {
			_ = n.Reject(gossh.ResourceShortage, "one session at a time")
			continue
		}
		ch, reqs, err := n.Accept()
		if err != nil {
			continue
		}
		cur = newSession(c, ch)
		c.idle.Stop()
		go cur.serve(ctx, reqs)
	}
	cancel()
	if cur != nil {
		<-cur.done
	}
	return nil
}

// connection is a client that has logged in.
type connection struct {
	s    *Server
	ctx  context.Context // of the whole connection
	nc   net.Conn
	user string
	h    Handler
	idle *time.Timer
}

// guard runs a session's code; a panic ends that session only.
func (c *connection) guard(f func() int) (status int) {
	defer func() {
		if v := recover(); v != nil {
			status = statusPanic
			if c.s.opt.Panicked != nil {
				c.s.opt.Panicked(v, debug.Stack())
			}
		}
	}()
	return f()
}

// statusPanic is the exit status of a session that broke.
const statusPanic = 255
