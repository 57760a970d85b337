// Package sshclient opens the SSH connections of a device's scp: and sftp: file
// systems.
//
//	c, err := sshclient.Dial(ctx, clk, dial, to, sshclient.Login{User: "admin", Password: "cisco"})
//
// Any host key is accepted, as by IOS, which keeps no known hosts.
package sshclient

import (
	"context"
	"errors"
	"net"
	"net/netip"
	"slices"
	"strings"
	"time"

	"golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/deadlineconn"
)

// Port is the port of SSH servers (RFC 4253 section 4.1).
const Port = 22

// Login holds the credentials and the minimum time-out.
type Login struct {
	User, Password string
	// Floor is the minimum time-out in real time.
	Floor time.Duration
}

// Time-outs in device time, the same as those of ftpfs [UNSOURCED].
const (
	ConnectTimeout = 30 * time.Second
	IdleTimeout    = 60 * time.Second
)

// Floor is a value for Login.Floor: servers take some seconds to refuse a password.
const Floor = 10 * time.Second

// Errors of Dial besides those of dial.
var (
	ErrTimeout = errors.New("no connection within the time for it")
	ErrAuth    = errors.New("the server refuses the user or the password")
)

// Dial connects and logs in. The end of ctx closes the connection; an idle
// connection ends with deadlineconn.ErrIdle.
func Dial(ctx context.Context, clk clock.Clock, dial func(ctx context.Context, address string) (net.Conn, error), to netip.AddrPort, l Login) (*ssh.Client, error) {
	since := clk.Now()
	limited, cancel := context.WithTimeout(ctx, max(clock.RealTimeout(clk, ConnectTimeout), l.Floor))
	defer cancel()
	raw, err := dial(limited, to.String())
	if err != nil {
		if limited.Err() != nil && ctx.Err() == nil {
			_ = clock.FinishWait(ctx, clk, since, ConnectTimeout)
			return nil, ErrTimeout
		}
		return nil, err
	}
	conn := deadlineconn.New(ctx, raw, clk, IdleTimeout, l.Floor)
	c, chans, reqs, err := ssh.NewClientConn(conn, to.String(), Config(l.User, passwords(l.Password)...))
	if err != nil {
		conn.Close()
		if strings.Contains(err.Error(), "unable to authenticate") { // the library has no type for it
			return nil, errors.Join(ErrAuth, err)
		}
		return nil, err
	}
	return ssh.NewClient(c, chans, reqs), nil
}

// IsIdle reports whether err is caused by the idle time-out. The library keeps only
// the text of some errors.
func IsIdle(err error) bool {
	return errors.Is(err, deadlineconn.ErrIdle) || err != nil && strings.Contains(err.Error(), deadlineconn.ErrIdle.Error())
}

// passwords returns the two methods of authentication by password.
func passwords(password string) []ssh.AuthMethod {
	return []ssh.AuthMethod{
		ssh.Password(password),
		ssh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
			return slices.Repeat([]string{password}, len(questions)), nil
		}),
	}
}

// Config returns a configuration that offers the algorithms of old devices after
// the modern ones (clients.md 9).
func Config(user string, auth ...ssh.AuthMethod) *ssh.ClientConfig {
	now, old := ssh.SupportedAlgorithms(), ssh.InsecureAlgorithms()
	c := &ssh.ClientConfig{
		User: user, Auth: auth,
		HostKeyCallback:   ssh.InsecureIgnoreHostKey(),
		HostKeyAlgorithms: slices.Concat(now.HostKeys, old.HostKeys),
		ClientVersion:     "SSH-2.0-Cisco-1.25",
		Timeout:           time.Minute,
	}
	c.KeyExchanges = slices.Concat(now.KeyExchanges, old.KeyExchanges)
	c.Ciphers = slices.Concat(now.Ciphers, old.Ciphers)
	c.MACs = slices.Concat(now.MACs, old.MACs)
	return c
}
