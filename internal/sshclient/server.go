package sshclient

import (
	"context"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
)

// Client is how a device reaches the servers of its scp: and sftp: names.
type Client struct {
	net   ifs.Net
	Clock clock.Clock
	// Patience is the least real time that an answer is waited for.
	Patience time.Duration
}

// New is a client that reaches others through n.
func New(n ifs.Net, c clock.Clock) Client { return Client{net: n, Clock: c, Patience: Floor} }

// Server is the server of a name, and who logs in there.
type Server struct {
	// Via is the interface that leads to it.
	Via string

	client Client
	to     netip.AddrPort
	login  Login
}

// Locate finds the server of name; the port is 22 where name has none. Its errors are
// of type *ifs.Error: KindNoHost, KindInvalid for a port that is none or a path that
// no request can hold, KindBadHost for a host that nobody knows.
func (c Client) Locate(ctx context.Context, op ifs.Op, name ifs.Name) (Server, error) {
	bad := func(k ifs.Kind, err error) (Server, error) {
		return Server{}, &ifs.Error{Op: op, Name: name, Kind: k, Err: err}
	}
	host, port := name.HostPort("22")
	if host == "" {
		return bad(ifs.KindNoHost, nil)
	}
	p, err := strconv.ParseUint(port, 10, 16)
	if err != nil || p == 0 || strings.ContainsAny(name.Path, "\x00\r\n") || len(name.Path) > ifs.MaxName {
		return bad(ifs.KindInvalid, err)
	}
	addr, err := c.net.Lookup(ctx, host)
	if err != nil {
		return bad(ifs.KindBadHost, err)
	}
	return Server{
		Via: c.net.Via(addr), client: c, to: netip.AddrPortFrom(addr.Unmap(), uint16(p)),
		login: Login{User: name.User, Password: name.Password, Floor: c.Patience},
	}, nil
}

// Dial connects to the server and logs in.
func (s Server) Dial(ctx context.Context) (*ssh.Client, error) {
	return Dial(ctx, s.client.Clock, s.client.net.DialContext, s.to, s.login)
}
