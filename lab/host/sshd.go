package host

import (
	"context"
	"crypto/subtle"
	"io"
	"net"
	"net/netip"
	"sync/atomic"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/internal/accept"
	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/internal/share"
	"github.com/iosim/iosim/line/ssh"
)

// sshServer serves folders over SSH: one by scp, one by SFTP; it has no shell.
type sshServer struct {
	scp, sftp *sshFolder // nil: not served
	key       gossh.Signer
	log       *hostLog
	throttle  *accept.Throttle
}

// sshClient is one connection to a host.
type sshClient struct {
	*sshServer
	ctx    context.Context
	source netip.Addr
	note   func(text string) // logs a line
	wrong  atomic.Int32      // passwords
}

// sshFolder is what one protocol serves, and its users.
type sshFolder struct {
	*share.Folder
	users map[string]string
}

var (
	_ ssh.Handler    = (*sshClient)(nil)
	_ ssh.Subsystems = (*sshClient)(nil)
)

// login lets the users of either protocol in: a name has one password (spec.Read checks that).
func (h *sshClient) login(user, password string) bool {
	accepted, judged := 0, h.throttle.Wait(h.ctx, h.source)
	for _, f := range []*sshFolder{h.scp, h.sftp} {
		if judged && f != nil && f.has(user) {
			accepted |= subtle.ConstantTimeCompare([]byte(password), []byte(f.users[user]))
		}
	}
	if accepted == 1 {
		h.note("login " + user + ": accepted")
	} else {
		h.note("login " + user + ": refused")
		h.throttle.Failed(h.source)
		_ = accept.Sleep(h.ctx, accept.SessionDelay(int(h.wrong.Add(1)))) // its end is seen by the next read
	}
	return accepted == 1
}

func (f *sshFolder) has(user string) bool {
	_, ok := f.users[user]
	return ok
}

// serve serves until ctx ends, or ln does.
func (h *sshServer) serve(ctx context.Context, ln net.Listener) {
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()
	var sessions safego.Group
	defer sessions.Wait()
	for {
		conn, err := ln.Accept()
		if err != nil {
			return
		}
		sessions.Start(ctx, "ssh session", func() {
			defer conn.Close()
			h.talk(ctx, conn)
		})
	}
}

// talk serves one connection.
func (h *sshServer) talk(ctx context.Context, conn net.Conn) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	c := &sshClient{sshServer: h, ctx: ctx, source: accept.Source(conn), note: h.log.client("ssh", conn)}
	c.note("connected")
	defer c.note("disconnected")
	p := ssh.Policy{Version: "SSH-2.0-iosim", Keys: []gossh.Signer{h.key}, Login: c.login, Algorithms: ssh.Strong(), LoginTime: loginTime}
	s, err := ssh.New(ssh.Options{Policy: func() (ssh.Policy, error) { return p, nil }})
	if err != nil {
		_ = conn.Close()
		return
	}
	_ = s.Serve(ctx, conn, c) // its error is the client's
}

// loginTime bounds, in real time, key exchange and login.
const loginTime = time.Minute

// sessionReadTimeout is how long, in real time, a client may send nothing.
const sessionReadTimeout = 2 * time.Minute

// onlyFiles is all that a shell says.
const onlyFiles = "This host only serves files."

// Shell refuses: there is none.
func (h *sshClient) Shell(_ context.Context, s *ssh.Session) {
	_, _ = io.WriteString(s, onlyFiles+"\r\n")
}

// Exec runs scp, and nothing else.
func (h *sshClient) Exec(ctx context.Context, s *ssh.Session, command string) int {
	h.note("exec " + command)
	c, ok := ssh.ParseSCP(command)
	if !ok || h.scp == nil || !h.scp.has(s.User()) {
		_, _ = io.WriteString(s, onlyFiles+"\n")
		return 1
	}
	s.SetReadTimeout(sessionReadTimeout)
	return ssh.RunSCP(ctx, s, c, scpFolder{h.scp.Folder})
}

// Subsystem implements ssh.Subsystems: SFTP.
func (h *sshClient) Subsystem(name string) (func(context.Context, *ssh.Session) int, bool) {
	h.note("subsystem " + name)
	if name != "sftp" || h.sftp == nil {
		return nil, false
	}
	return func(ctx context.Context, s *ssh.Session) int {
		if !h.sftp.has(s.User()) {
			return 1
		}
		s.SetReadTimeout(sessionReadTimeout)
		return serveSFTP(ctx, s, h.sftp.Folder, h.note)
	}, true
}
