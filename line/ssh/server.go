package ssh

import (
	"context"
	"errors"
	"io"
	"net"
	"runtime/debug"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// Options of a server.
type Options struct {
	// Policy says what a connection is offered; it is asked for each one. An error
	// ends the connection.
	Policy func() (Policy, error)
	// IdleTime bounds a connection without a channel, WriteTime a client that takes
	// nothing: both in real time; 0 is the default.
	IdleTime, WriteTime time.Duration
	// LoggedIn is told when a client has logged in; nil: nobody is.
	LoggedIn func()
	// Panicked is told of a session's panic, which ends that session only; nil:
	// nobody is.
	Panicked func(value any, stack []byte)
}

// Policy is what a connection is offered and what it needs.
type Policy struct {
	// Version is the line that the server introduces itself with; "" is that of IOS.
	// One that is not of version 2 of the protocol ends the connection right behind it.
	Version string
	// Keys are the host keys, the preferred first; at least one.
	Keys []gossh.Signer
	// Algorithms are those that may be used.
	Algorithms Algorithms
	// Banner is shown before the login, "" for none.
	Banner string
	// Login judges a password; it takes as long as it wants to let a wrong one wait.
	Login func(user, password string) bool
	// Key judges a public key; nil: none is taken.
	Key func(user string, key gossh.PublicKey) bool
	// Proved is told of a user who has proved to have the key, before anything is
	// served; nil: nobody is.
	Proved func(user string)
	// Methods are the ways to log in, by their names in the protocol, the preferred
	// first; none: all.
	Methods []string
	// Tries is how often a client may be wrong, at least 1; 0 is 3.
	Tries int
	// LoginTime bounds greeting, key exchange and login, in real time; 0 is 120 s.
	LoginTime time.Duration
}

// The ways to log in (RFC 4252, RFC 4256).
const (
	PublicKey           = "publickey"
	KeyboardInteractive = "keyboard-interactive"
	Password            = "password"
)

// The defaults. Those of a policy are of IOS: `ip ssh time-out`, `ip ssh
// authentication-retries`.
const (
	defaultVersion   = "SSH-2.0-Cisco-1.25" // [UNSOURCED]
	defaultLoginTime = 120 * time.Second
	defaultTries     = 3
	defaultIdleTime  = 10 * time.Minute
	defaultWriteTime = 30 * time.Second
)

// passwordPrompt is the question of a keyboard-interactive login (clients.md 8).
const passwordPrompt = "Password: "

// Server serves connections. Its methods are safe for concurrent use.
type Server struct{ opt Options }

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
	if o.Policy == nil {
		return nil, errors.New("ssh: a server needs a policy")
	}
	fill(&o.IdleTime, defaultIdleTime)
	fill(&o.WriteTime, defaultWriteTime)
	return &Server{o}, nil
}

func fill(d *time.Duration, def time.Duration) {
	if *d <= 0 {
		*d = def
	}
}

// complete fills in the defaults.
func (p *Policy) complete() error {
	if len(p.Keys) == 0 || p.Login == nil {
		return errors.New("ssh: a policy needs a host key and a login")
	}
	fill(&p.LoginTime, defaultLoginTime)
	if p.Version == "" {
		p.Version = defaultVersion
	}
	if p.Tries <= 0 {
		p.Tries = defaultTries
	}
	return nil
}

// errRefused is why a login failed; the library's clients are told no more.
var errRefused = errors.New("ssh: login refused")

// config is the policy as the library takes it.
func (p Policy) config() *gossh.ServerConfig {
	judge := func(user, password string) (*gossh.Permissions, error) {
		if p.Login(user, password) {
			return nil, nil
		}
		return nil, errRefused
	}
	conf := &gossh.ServerConfig{
		Config: p.Algorithms.config(), ServerVersion: p.Version, MaxAuthTries: p.Tries,
		PublicKeyAuthAlgorithms: publicKeyAlgorithms,
	}
	if p.offers(Password) {
		conf.PasswordCallback = func(c gossh.ConnMetadata, password []byte) (*gossh.Permissions, error) {
			return judge(c.User(), string(password))
		}
	}
	if p.offers(KeyboardInteractive) {
		conf.KeyboardInteractiveCallback = func(c gossh.ConnMetadata, ask gossh.KeyboardInteractiveChallenge) (*gossh.Permissions, error) {
			answers, err := ask("", "", []string{passwordPrompt}, []bool{false})
			if err != nil {
				return nil, err
			}
			if len(answers) != 1 {
				return nil, errRefused
			}
			return judge(c.User(), answers[0])
		}
	}
	if p.Key != nil && p.offers(PublicKey) {
		conf.PublicKeyCallback = func(c gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
			if p.Key(c.User(), key) {
				return nil, nil
			}
			return nil, errRefused
		}
	}
	if p.Proved != nil {
		conf.VerifiedPublicKeyCallback = func(c gossh.ConnMetadata, _ gossh.PublicKey, perms *gossh.Permissions, _ string) (*gossh.Permissions, error) {
			p.Proved(c.User())
			return perms, nil
		}
	}
	if p.Banner != "" {
		conf.BannerCallback = func(gossh.ConnMetadata) string { return p.Banner }
	}
	for _, k := range p.Algorithms.hostKeys(p.Keys) {
		conf.AddHostKey(k)
	}
	return conf
}

func (p Policy) offers(method string) bool {
	return len(p.Methods) == 0 || slices.Contains(p.Methods, method)
}

// publicKeyAlgorithms are the ways in which a user's key may sign; ssh-rsa is that of
// old clients.
var publicKeyAlgorithms = append(gossh.SupportedAlgorithms().PublicKeyAuths, gossh.KeyAlgoRSA)

// Serve serves one accepted connection, which it owns, until it or ctx ends. The
// error tells why a connection never came to a login.
func (s *Server) Serve(ctx context.Context, nc net.Conn, h Handler) error {
	defer nc.Close()
	whole := ctx
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	stop := context.AfterFunc(ctx, func() { nc.Close() })
	defer stop()
	p, err := s.opt.Policy()
	if err == nil {
		err = p.complete()
	}
	if err != nil {
		return err
	}
	if err := nc.SetDeadline(time.Now().Add(p.LoginTime)); err != nil {
		return err
	}
	if !strings.HasPrefix(p.Version, "SSH-2.0-") {
		_, err := io.WriteString(nc, p.Version+"\n")
		return err
	}
	sc, channels, requests, err := gossh.NewServerConn(nc, p.config())
	if err != nil {
		return err
	}
	defer sc.Close()
	if err := nc.SetDeadline(time.Time{}); err != nil {
		return err
	}
	if s.opt.LoggedIn != nil {
		s.opt.LoggedIn()
	}
	go gossh.DiscardRequests(requests) // keepalives get their answer: a refusal
	c := &connection{s: s, ctx: whole, nc: nc, user: sc.User(), h: h}
	if m, ok := sc.Conn.(gossh.AlgorithmsConnMetadata); ok {
		c.algorithms = m.Algorithms()
	}
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
		if c.over.Load() {
			_ = n.Reject(gossh.Prohibited, "the shell has ended")
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
	over atomic.Bool // its shell has ended

	algorithms gossh.NegotiatedAlgorithms
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
