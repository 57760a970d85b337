package lab

import (
	"context"
	"crypto/subtle"
	"io"
	"net"
	"sync"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/internal/share"
	"github.com/iosim/iosim/line/ssh"
)

// sshHost serves folders to who logs in over SSH: one by scp, one by SFTP; it has no
// shell.
type sshHost struct {
	scp, sftp *sshFolder // nil: not served
}

// sshFolder is what one protocol serves, and to whom.
type sshFolder struct {
	*share.Folder
	users map[string]string
}

var (
	_ ssh.Handler    = (*sshHost)(nil)
	_ ssh.Subsystems = (*sshHost)(nil)
)

// newServer makes the host's SSH server with a key of its own.
func (h *sshHost) newServer() (*ssh.Server, error) {
	key, err := ssh.NewEd25519Key()
	if err != nil {
		return nil, err
	}
	p := ssh.Policy{Version: "SSH-2.0-iosim", Keys: []gossh.Signer{key}, Login: h.login}
	return ssh.New(ssh.Options{Policy: func() (ssh.Policy, error) { return p, nil }})
}

// login lets the users of either protocol in: a name has one password (Spec.check).
func (h *sshHost) login(user, password string) bool {
	admitted := 0
	for _, f := range []*sshFolder{h.scp, h.sftp} {
		if f != nil && f.has(user) {
			admitted |= subtle.ConstantTimeCompare([]byte(password), []byte(f.users[user]))
		}
	}
	return admitted == 1
}

func (f *sshFolder) has(user string) bool {
	_, ok := f.users[user]
	return ok
}

// serve serves until ctx ends.
func (h *sshHost) serve(ctx context.Context, ln net.Listener, s *ssh.Server) {
	stop := context.AfterFunc(ctx, func() { ln.Close() })
	defer stop()
	var sessions sync.WaitGroup
	defer sessions.Wait()
	for {
		c, err := ln.Accept()
		if err != nil {
			return
		}
		sessions.Go(func() { _ = s.Serve(ctx, c, h) })
	}
}

// onlyFiles is all that a shell says.
const onlyFiles = "This host only serves files."

// Shell refuses: the host only moves files.
func (h *sshHost) Shell(_ context.Context, s *ssh.Session) {
	_, _ = io.WriteString(s, onlyFiles+"\r\n")
}

// Exec runs scp, and nothing else.
func (h *sshHost) Exec(ctx context.Context, s *ssh.Session, command string) int {
	c, ok := ssh.ParseSCP(command)
	if !ok || h.scp == nil || !h.scp.has(s.User()) {
		_, _ = io.WriteString(s, onlyFiles+"\n")
		return 1
	}
	s.SetPatience(scpPatience)
	return ssh.RunSCP(ctx, s, c, scpHost{h.scp.Folder})
}

// Subsystem implements ssh.Subsystems: SFTP.
func (h *sshHost) Subsystem(name string) (func(context.Context, *ssh.Session) int, bool) {
	if name != "sftp" || h.sftp == nil {
		return nil, false
	}
	return func(_ context.Context, s *ssh.Session) int {
		if !h.sftp.has(s.User()) {
			return 1
		}
		s.SetPatience(scpPatience)
		return serveSFTP(s, h.sftp.Folder)
	}, true
}
