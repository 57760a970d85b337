package listen

import (
	"context"
	"fmt"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/line"
	"github.com/iosim/iosim/line/ssh"
)

// sshSession is an SSH client on a vty line.
type sshSession struct {
	d *device.Device
	v *device.VTY
}

var _ ssh.Handler = (*sshSession)(nil)

func (g *sshSession) loginInfo(s *ssh.Session) device.LoginInfo {
	d, at := g.d, g.v.Section()
	who := device.LoginInfo{User: s.User(), Level: d.LevelOn(d.SSHLogin(at), at, s.User()), Known: true}
	who.In.Cipher, who.In.MAC, who.Out.Cipher, who.Out.MAC = s.Crypto()
	return who
}

// Shell implements ssh.Handler.
func (g *sshSession) Shell(ctx context.Context, s *ssh.Session) {
	o := Terminal
	o.Paging = s.PTY()
	_ = g.v.Serve(ctx, s, o, g.loginInfo(s)) // how it ended is the user's
}

// scpReadTimeout is how long a client of scp may be silent, in real time.
const scpReadTimeout = 2 * time.Minute

// fullLevel is the privilege level that scp needs.
const fullLevel = 15

// Exec implements ssh.Handler.
func (g *sshSession) Exec(ctx context.Context, s *ssh.Session, command string) int {
	who := g.loginInfo(s)
	if c, ok := ssh.ParseSCP(command); ok {
		s.SetReadTimeout(scpReadTimeout)
		_, enabled := g.d.Config().Get(nil, "ip scp server enable")
		switch {
		case !enabled:
			return deny(s, "Administratively disabled.") // [UNSOURCED]
		case who.Level < fullLevel:
			return deny(s, "Privilege denied.") // [UNSOURCED]
		}
		return ssh.RunSCP(ctx, s, c, scpFiles{g.d})
	}
	who.Command = command
	if err := g.v.Serve(ctx, s, line.Options{}, who); err != nil {
		return 1
	}
	return 0
}

func deny(s *ssh.Session, text string) int {
	fmt.Fprintf(s, "\x01%s\n", text)
	return 1
}
