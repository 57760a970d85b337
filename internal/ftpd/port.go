package ftpd

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"strconv"
	"strings"
	"sync"
	"time"
)

// passive is a port that waits for the client.
type passive struct{ l net.Listener }

// listen opens a port for the client; the one that waited before is closed.
func (s *session) listen() (netip.AddrPort, error) {
	s.drop()
	host := s.local
	if !host.IsValid() {
		host = netip.AddrFrom4([4]byte{127, 0, 0, 1}) // the listener is none of the network
	}
	var err error
	for port := range s.Ports.candidates() {
		var l net.Listener
		if l, err = net.Listen("tcp", netip.AddrPortFrom(host, port).String()); err != nil {
			continue
		}
		s.mu.Lock()
		defer s.mu.Unlock()
		if s.hungUp {
			l.Close()
			return netip.AddrPort{}, net.ErrClosed
		}
		at, err := netip.ParseAddrPort(l.Addr().String())
		if err == nil && s.Opened != nil {
			l = &openedListener{Listener: l, closed: sync.OnceFunc(s.Opened(at))}
		}
		s.passive = &passive{l}
		return at, err
	}
	return netip.AddrPort{}, err
}

// openedListener reports its end.
type openedListener struct {
	net.Listener
	closed func()
}

func (l *openedListener) Close() error {
	err := l.Listener.Close()
	l.closed()
	return err
}

// candidates are the ports of the range, each once, from a random one on.
func (r PortRange) candidates() func(yield func(uint16) bool) {
	return func(yield func(uint16) bool) {
		if r.First == 0 || r.Last < r.First {
			yield(0)
			return
		}
		n := int(r.Last-r.First) + 1
		start := rand.IntN(n)
		for i := range n {
			if !yield(r.First + uint16((start+i)%n)) {
				return
			}
		}
	}
}

// drop forgets how the next data connection was to be made.
func (s *session) drop() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.passive != nil {
		s.passive.l.Close()
		s.passive = nil
	}
	s.active = netip.AddrPort{}
}

func (s *session) doPasv(string) {
	if s.epsvAll {
		s.reply(501, "PASV is not allowed after EPSV ALL.")
		return
	}
	public := s.PublicAddr
	if !public.IsValid() {
		public = s.local
	}
	if !public.Is4() {
		s.reply(425, "Use EPSV: the address does not fit.")
		return
	}
	at, err := s.listen()
	if err != nil {
		s.reply(425, "Can't open a passive port.")
		return
	}
	a, p := public.As4(), at.Port()
	s.reply(227, "Entering Passive Mode (%d,%d,%d,%d,%d,%d).", a[0], a[1], a[2], a[3], p>>8, p&0xff)
}

func (s *session) doEpsv(arg string) {
	family := "1"
	if s.local.Is6() {
		family = "2"
	}
	switch {
	case strings.EqualFold(arg, "ALL"):
		s.epsvAll = true
		s.reply(200, "EPSV ALL ok.")
		return
	case arg != "" && arg != family:
		s.reply(522, "Network protocol not supported, use (%s)", family)
		return
	}
	at, err := s.listen()
	if err != nil {
		s.reply(425, "Can't open a passive port.")
		return
	}
	s.reply(229, "Entering Extended Passive Mode (|||%d|)", at.Port())
}

func (s *session) doPort(arg string) {
	at, ok := parsePort(arg)
	if !ok {
		s.reply(501, "Illegal PORT command.")
		return
	}
	s.setActive(at, "PORT")
}

func (s *session) doEprt(arg string) {
	at, family, ok := parseEPRT(arg)
	switch {
	case !ok:
		s.reply(501, "Illegal EPRT command.")
	case family != 1 && family != 2:
		s.reply(522, "Network protocol not supported, use (1,2)")
	default:
		s.setActive(at, "EPRT")
	}
}

// setActive takes the client's port. An address other than the client's own
// would have this server attack others (RFC 2577, 3).
func (s *session) setActive(at netip.AddrPort, verb string) {
	switch {
	case s.epsvAll:
		s.reply(501, "%s is not allowed after EPSV ALL.", verb)
	case at.Addr() != s.peer || at.Port() < 1024:
		s.reply(500, "Illegal %s command.", verb)
	default:
		s.drop()
		s.active = at
		s.reply(200, "%s command successful. Consider using PASV.", verb)
	}
}

// parsePort reads "h1,h2,h3,h4,p1,p2" (RFC 959, 5.3.2).
func parsePort(arg string) (netip.AddrPort, bool) {
	var b [6]byte
	fields := strings.Split(arg, ",")
	if len(fields) != len(b) {
		return netip.AddrPort{}, false
	}
	for i, f := range fields {
		n, err := strconv.ParseUint(strings.TrimSpace(f), 10, 8)
		if err != nil {
			return netip.AddrPort{}, false
		}
		b[i] = byte(n)
	}
	at := netip.AddrPortFrom(netip.AddrFrom4([4]byte(b[:4])), uint16(b[4])<<8|uint16(b[5]))
	return at, at.Port() != 0
}

// parseEPRT reads "|2|::1|5282|", with any delimiter (RFC 2428, 2). The family
// is given back even if it is unknown.
func parseEPRT(arg string) (at netip.AddrPort, family int, ok bool) {
	if len(arg) < 2 || arg[0] < 33 || arg[0] > 126 {
		return at, 0, false
	}
	f := strings.Split(arg, arg[:1])
	if len(f) != 5 || f[0] != "" || f[4] != "" {
		return at, 0, false
	}
	family, err := strconv.Atoi(f[1])
	if err != nil {
		return at, 0, false
	}
	port, err := strconv.ParseUint(f[3], 10, 16)
	if err != nil || port == 0 {
		return at, 0, false
	}
	if family != 1 && family != 2 {
		return at, family, true
	}
	addr, err := netip.ParseAddr(f[2])
	if err != nil || addr.Zone() != "" || addr.Is4() != (family == 1) {
		return at, 0, false
	}
	return netip.AddrPortFrom(addr.Unmap(), uint16(port)), family, true
}

// dialer goes out from the address that the client knows.
func (s *session) dialer() *net.Dialer {
	d := &net.Dialer{Timeout: min(openLimit, s.Idle)}
	if s.local.IsValid() {
		d.LocalAddr = net.TCPAddrFromAddrPort(netip.AddrPortFrom(s.local, 0))
	}
	return d
}

// connect opens the data connection in the way that was agreed on.
func (x *transfer) connect(ctx context.Context) (net.Conn, error) {
	if x.passive == nil {
		if x.s.RefuseActive {
			return nil, fmt.Errorf("the client's firewall lets nothing in")
		}
		return x.s.dialer().DialContext(ctx, "tcp", x.active.String())
	}
	l := x.passive.l
	defer l.Close()
	t := time.AfterFunc(min(openLimit, x.s.Idle), func() { l.Close() })
	defer t.Stop()
	for {
		conn, err := l.Accept()
		if err != nil {
			return nil, err
		}
		if addrOf(conn.RemoteAddr()) == x.s.peer {
			return conn, nil
		}
		conn.Close() // another machine has guessed the port
	}
}
