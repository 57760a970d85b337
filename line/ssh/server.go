package ssh

import (
	"context"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/internal/printable"
	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/internal/safego"
)

// Options configures a Server.
type Options struct {
	// Policy is called for each connection and returns what it is offered. An error
	// closes the connection.
	Policy func() (Policy, error)
	// IdleTime is the time-out of a connection without a channel, WriteTime that of
	// a client that does not receive, both in real time. 0 means the default.
	IdleTime, WriteTime time.Duration
	// LoggedIn, if not nil, is called when a client has logged in.
	LoggedIn func()
}

// Policy is what a connection is offered and requires.
type Policy struct {
	// Version is the identification string of the server (RFC 4253 section 4.2); ""
	// means that of IOS. The connection is closed after a string that is not of
	// protocol version 2.
	Version string
	// Keys are the host keys in order of preference; there must be at least one.
	Keys []gossh.Signer
	// Algorithms restricts the algorithms.
	Algorithms Algorithms
	// Banner is sent before the login; "" means none.
	Banner string
	// Login reports whether a password is accepted. It may sleep to delay the
	// answer to a wrong one.
	Login func(user, password string) bool
	// Key reports whether a public key is accepted. If nil, none is.
	Key func(user string, key gossh.PublicKey) bool
	// Proved, if not nil, is called when a user has proved possession of the key,
	// before anything is served.
	Proved func(user string)
	// Methods are the authentication methods (see MethodPassword and the others) in
	// order of preference; empty means all.
	Methods []string
	// Tries is the maximum number of login attempts; 0 means 3.
	Tries int
	// LoginTime is the time-out of key exchange and login, in real time; 0 means
	// 120 s.
	LoginTime time.Duration
}

// The authentication methods (RFC 4252, RFC 4256).
const (
	PublicKey           = "publickey"
	KeyboardInteractive = "keyboard-interactive"
	Password            = "password"
)

// The defaults. Those of a policy are IOS's: `ip ssh time-out`, `ip ssh
// authentication-retries`.
const (
	defaultVersion   = "SSH-2.0-Cisco-1.25" // [UNSOURCED]
	defaultLoginTime = 120 * time.Second
	defaultTries     = 3
	defaultIdleTime  = 10 * time.Minute
	defaultWriteTime = 30 * time.Second
)

// passwordPrompt is the prompt of a keyboard-interactive login (clients.md 8).
const passwordPrompt = "Password: "

// Server serves connections. Its methods are safe for concurrent use.
type Server struct{ opt Options }

// Handler serves sessions. A connection has one session at a time, as on IOS.
type Handler interface {
	// Shell serves an interactive session until the line ends.
	Shell(ctx context.Context, s *Session)
	// Exec runs a command and returns its exit status.
	Exec(ctx context.Context, s *Session, command string) (status int)
}

// Subsystems is a Handler that also has subsystems, such as "sftp".
type Subsystems interface {
	// Subsystem returns the function that serves the subsystem and returns its exit
	// status. ok is false if there is no such subsystem.
	Subsystem(name string) (serve func(ctx context.Context, s *Session) (status int), ok bool)
}

// New returns a server. It fails if o has no Policy.
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

// errRefused is returned to the library for a failed login; it does not send the
// reason.
var errRefused = errors.New("ssh: login refused")

// config returns the policy as a configuration of the library.
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
			return judge(userName(c), string(password))
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
			return judge(userName(c), answers[0])
		}
	}
	if p.Key != nil && p.offers(PublicKey) {
		conf.PublicKeyCallback = func(c gossh.ConnMetadata, key gossh.PublicKey) (*gossh.Permissions, error) {
			if p.Key(userName(c), key) {
				return nil, nil
			}
			return nil, errRefused
		}
	}
	if p.Proved != nil {
		conf.VerifiedPublicKeyCallback = func(c gossh.ConnMetadata, _ gossh.PublicKey, perms *gossh.Permissions, _ string) (*gossh.Permissions, error) {
			p.Proved(userName(c))
			return perms, nil
		}
	}
	if p.Banner != "" {
		conf.BannerCallback = func(gossh.ConnMetadata) string { return printable.Lines(p.Banner) }
	}
	for _, k := range p.Algorithms.hostKeys(p.Keys) {
		conf.AddHostKey(k)
	}
	return conf
}

// userName is the name that a client logs in with, safe to show. What a client sends may be
// anything; a user with such a name cannot be configured either.
func userName(c gossh.ConnMetadata) string { return printable.Text(c.User()) }

func (p Policy) offers(method string) bool {
	return len(p.Methods) == 0 || slices.Contains(p.Methods, method)
}

// publicKeyAlgorithms are the signature algorithms accepted from a user's key;
// ssh-rsa is for old clients.
var publicKeyAlgorithms = append(gossh.SupportedAlgorithms().PublicKeyAuths, gossh.KeyAlgoRSA)

// Serve serves one accepted connection, which it owns, until the connection or ctx
// ends. It returns an error if there was no login.
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
	// Keepalives are answered by a refusal.
	safego.Go(ctx, "ssh requests", func() error { gossh.DiscardRequests(requests); return nil }, nil)
	c := &connection{s: s, ctx: whole, nc: nc, user: userName(sc), h: h}
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
		if cur != nil && !cur.ended() {
			_ = n.Reject(gossh.ResourceShortage, "one session at a time")
			continue
		}
		if c.shellEnded.Load() {
			_ = n.Reject(gossh.Prohibited, "the shell has ended")
			continue
		}
		ch, reqs, err := n.Accept()
		if err != nil {
			continue
		}
		cur = newSession(c, ch)
		c.idle.Stop()
		session := cur
		safego.Go(ctx, "ssh session", func() error { session.serve(ctx, reqs); return nil }, func(err error) {
			if err != nil {
				nc.Close()
			}
		})
	}
	cancel()
	if cur != nil {
		<-cur.done
	}
	return nil
}

// connection is the connection of a client that has logged in.
type connection struct {
	s          *Server
	ctx        context.Context // of the whole connection
	nc         net.Conn
	user       string
	h          Handler
	idle       *time.Timer
	shellEnded atomic.Bool // its shell has ended

	algorithms gossh.NegotiatedAlgorithms
}

// recoverPanic runs a session's code; a panic ends only that session.
func (c *connection) recoverPanic(f func() int) (status int) {
	if safego.Do(c.ctx, "ssh session", func() error { status = f(); return nil }) != nil {
		return statusPanic
	}
	return status
}

// statusPanic is the exit status of a session that panicked.
const statusPanic = 255
