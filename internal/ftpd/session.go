package ftpd

import (
	"bufio"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"github.com/iosim/iosim/internal/printable"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/iosim/iosim/internal/accept"
	"github.com/iosim/iosim/internal/safego"
)

// session is one client's control connection.
//
// A goroutine reads a line when it is asked for one, so that ABOR is heard during
// a transfer; the rest is done in one goroutine, but for the bytes of a transfer.
type session struct {
	*server
	ctx  context.Context
	conn net.Conn
	log  func(line string)

	mu     sync.Mutex // guards what hangUp closes
	raw    net.Conn
	data   *transfer
	hungUp bool

	in    *bufio.Reader
	want  chan struct{}
	lines chan line
	asked bool
	held  *line // read during a transfer, to be done after it
	gone  bool  // nothing more can be read

	began       time.Time
	source      netip.Addr // by which the client is counted
	local, peer netip.Addr
	secure      bool // the control connection is under TLS
	protect     bool // PROT P
	auth
	cwd     string
	ascii   bool
	rest    int64  // REST, for the next transfer
	from    string // RNFR, for the next command
	facts   []string
	passive *passive
	active  netip.AddrPort
	epsvAll bool
	done    bool // QUIT
}

// line is what a client has sent, or why nothing more comes.
type line struct {
	text string
	err  error
}

func newSession(s *server, ctx context.Context, conn net.Conn) *session {
	return &session{
		server: s, ctx: ctx, conn: conn, raw: conn, log: s.note(conn),
		in:   bufio.NewReaderSize(conn, maxCommand),
		want: make(chan struct{}, 1), lines: make(chan line, 1),
		began: time.Now(), source: accept.Source(conn),
		local: addrOf(conn.LocalAddr()), peer: addrOf(conn.RemoteAddr()),
		cwd: "/", ascii: true, facts: allFacts(),
	}
}

func addrOf(a net.Addr) netip.Addr {
	if a == nil {
		return netip.Addr{}
	}
	ap, err := netip.ParseAddrPort(a.String())
	if err != nil {
		return netip.Addr{}
	}
	return ap.Addr().Unmap()
}

// run answers the client until it or the server has enough.
func (s *session) run() {
	var wg safego.Group
	defer wg.Wait()
	defer s.hangUp()
	s.log("connected")
	defer s.log("disconnected")
	if s.Implicit && s.TLS != nil {
		if err := s.upgrade(); err != nil {
			return
		}
		s.protect = true
	}
	defer s.bye()
	defer close(s.want)
	wg.Start(s.ctx, "ftp control connection", s.read)
	s.reply(220, "iosim FTP server ready.")
	for !s.done {
		l, ok := s.next()
		if !ok {
			return
		}
		s.command(l)
	}
}

// read gives one line each time that one is wanted.
func (s *session) read() {
	whole := false
	defer func() {
		if !whole {
			s.hangUp() // the session finds its connection closed
			s.lines <- line{"", net.ErrClosed}
		}
	}()
	for range s.want {
		text, err := readLine(s.in)
		s.lines <- line{text, err}
	}
	whole = true
}

// ask has a line read, if none is being read.
func (s *session) ask() {
	if !s.asked && !s.gone {
		s.asked = true
		s.want <- struct{}{}
	}
}

// next is the next command; false ends the session.
func (s *session) next() (string, bool) {
	l := s.held
	s.held = nil
	if l == nil {
		if s.gone {
			return "", false
		}
		s.ask()
		limit := s.Idle
		if !s.known {
			limit = min(limit, time.Until(s.began.Add(loginLimit)))
		}
		t := time.NewTimer(limit)
		defer t.Stop()
		select {
		case got := <-s.lines:
			s.asked = false
			l = &got
		case <-t.C:
			s.reply(421, "Timeout.")
			return "", false
		}
	}
	switch {
	case errors.Is(l.err, errLong):
		s.reply(500, "Command line too long.")
		return "", true
	case l.err != nil:
		s.gone = true
		return "", false
	}
	return l.text, true
}

// command does what one line says.
func (s *session) command(text string) {
	if text == "" {
		return
	}
	verb, arg, ok := parseCommand(text)
	shown := text
	if verb == "PASS" {
		shown = "PASS ****"
	}
	s.log("> " + printable.Text(shown))
	if !ok {
		s.reply(500, "Unknown command.")
		return
	}
	from := s.from
	s.from = ""
	c, known := s.commands[verb]
	switch {
	case !known:
		s.reply(500, "Unknown command.")
	case !c.early && !s.known:
		s.reply(530, "Please login with USER and PASS.")
	case c.needsArg && arg == "":
		s.reply(501, "Missing argument.")
	case c.writes && s.ReadOnly, c.changes && s.WriteOnce:
		s.reply(550, "Permission denied.")
	default:
		if verb == "RNTO" {
			s.from = from
		}
		c.do(s, arg)
	}
	if verb != "REST" {
		s.rest = 0
	}
}

// reply says one line.
func (s *session) reply(code int, format string, args ...any) {
	s.say(fmt.Sprintf("%d %s", code, printable.Text(fmt.Sprintf(format, args...))))
}

// replyLines says a reply of several lines; those between the first and the last
// are indented.
func (s *session) replyLines(code int, first string, lines []string, last string) {
	out := make([]string, 0, len(lines)+2)
	out = append(out, fmt.Sprintf("%d-%s", code, first))
	for _, l := range lines {
		out = append(out, " "+printable.Text(l))
	}
	s.say(append(out, fmt.Sprintf("%d %s", code, last))...)
}

func (s *session) say(lines ...string) {
	for _, l := range lines {
		s.log("< " + l)
	}
	_ = s.conn.SetWriteDeadline(time.Now().Add(s.Idle))
	if _, err := io.WriteString(s.conn, strings.Join(lines, "\r\n")+"\r\n"); err != nil {
		s.done = true
	}
}

// hangUp closes all connections of the session, from any goroutine.
func (s *session) hangUp() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.hungUp = true
	if s.data != nil {
		s.data.interrupt()
	}
	if s.passive != nil {
		s.passive.l.Close()
	}
	s.raw.Close()
}

// bye sends close_notify to a client under TLS: the end of the connection is no attack.
func (s *session) bye() {
	if c, ok := s.conn.(*tls.Conn); ok {
		_ = c.CloseWrite()
	}
}

// upgrade puts the control connection under TLS. What was sent in the clear
// after AUTH is thrown away: another machine may have put it there.
func (s *session) upgrade() error {
	conn := tls.Server(s.raw, s.TLS)
	ctx, cancel := context.WithTimeout(s.ctx, openLimit)
	defer cancel()
	if err := conn.HandshakeContext(ctx); err != nil {
		s.log(fmt.Sprintf("TLS: %v", err))
		s.gone = true
		return err
	}
	s.conn, s.secure = conn, true
	s.in = bufio.NewReaderSize(conn, maxCommand)
	return nil
}

// refuse replies with what err of a file operation means.
func (s *session) refuse(err error) {
	code, text := fileError(err)
	s.reply(code, "%s", text)
}
