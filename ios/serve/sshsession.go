package serve

import (
	"context"
	"fmt"
	"time"

	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/line"
	"github.com/iosim/iosim/line/ssh"
)

// sshSession is an SSH client on a vty line.
type sshSession struct {
	sys *system.System
	vty *system.VTY
}

var _ ssh.Handler = (*sshSession)(nil)

func (c *sshSession) login(s *ssh.Session) system.LoginInfo {
	sys, at := c.sys, c.vty.Line()
	who := system.LoginInfo{User: s.User(), Level: sys.LevelOn(sys.SSHLogin(at), at, s.User()), Known: true}
	who.In.Cipher, who.In.MAC, who.Out.Cipher, who.Out.MAC = s.Crypto()
	return who
}

// Shell implements ssh.Handler.
func (c *sshSession) Shell(ctx context.Context, s *ssh.Session) {
	o := terminal
	o.Paging = s.PTY()
	_ = c.vty.Serve(ctx, s, o, c.login(s)) // how it ended is the user's
}

// scpReadTimeout is how long a client of scp may be silent, in real time.
const scpReadTimeout = 2 * time.Minute

// fullLevel is the privilege level that scp needs.
const fullLevel = 15

// Exec implements ssh.Handler.
func (c *sshSession) Exec(ctx context.Context, s *ssh.Session, command string) int {
	who := c.login(s)
	if cp, ok := ssh.ParseSCP(command); ok {
		s.SetReadTimeout(scpReadTimeout)
		switch {
		case !c.sys.Running().SSH.SCPServer:
			return deny(s, "Administratively disabled.") // [UNSOURCED]
		case who.Level < fullLevel:
			return deny(s, "Privilege denied.") // [UNSOURCED]
		}
		return ssh.RunSCP(ctx, s, cp, scpFiles{c.sys, c.vty.Remote, s.User()})
	}
	who.Command = command
	if err := c.vty.Serve(ctx, s, line.Options{}, who); err != nil {
		return 1
	}
	return 0
}

func deny(s *ssh.Session, text string) int {
	fmt.Fprintf(s, "\x01%s\n", text)
	return 1
}
