// Package sshclient opens the SSH connections of a device's scp: and sftp: file
// systems.
//
//	c, err := sshclient.Dial(ctx, clk, dial, to, sshclient.Login{User: "admin", Password: "cisco"})
//
// The server's key is taken as it is, as IOS does that has no known hosts.
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

// Port is where SSH servers listen (RFC 4253, 4.1).
const Port = 22

// Login is who logs in, and how long answers are waited for.
type Login struct {
	User, Password string
	// Floor is the least real time that an answer is waited for.
	Floor time.Duration
}

// The time-outs in device time: as ftpfs has them [UNSOURCED].
const (
	ConnectTimeout = 30 * time.Second
	IdleTimeout    = 60 * time.Second
)

// Floor is a good Login.Floor: servers take some seconds to refuse a password.
const Floor = 10 * time.Second

// The reasons why there is no connection, beside those of dial.
var (
	ErrTimeout = errors.New("no connection within the time for it")
	ErrAuth    = errors.New("the server refuses the user or the password")
)

// Dial connects and logs in. The end of ctx closes the connection; silence ends it
// with deadlineconn.ErrSilent.
func Dial(ctx context.Context, clk clock.Clock, dial func(ctx context.Context, address string) (net.Conn, error), to netip.AddrPort, l Login) (*ssh.Client, error) {
	since := clk.Now()
	limited, cancel := context.WithTimeout(ctx, max(clock.Grace(clk, ConnectTimeout), l.Floor))
	defer cancel()
	raw, err := dial(limited, to.String())
	if err != nil {
		if limited.Err() != nil && ctx.Err() == nil {
			_ = clock.Settle(ctx, clk, since, ConnectTimeout)
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

// Silent reports whether err is the end of a connection on which nothing came: the
// library keeps only the text of some errors.
func Silent(err error) bool {
	return errors.Is(err, deadlineconn.ErrIdle) || err != nil && strings.Contains(err.Error(), deadlineconn.ErrIdle.Error())
}

// passwords offers a password in both ways.
func passwords(password string) []ssh.AuthMethod {
	return []ssh.AuthMethod{
		ssh.Password(password),
		ssh.KeyboardInteractive(func(_, _ string, questions []string, _ []bool) ([]string, error) {
			return slices.Repeat([]string{password}, len(questions)), nil
		}),
	}
}

// Config offers the algorithms of old devices too, after today's (clients.md 9).
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
