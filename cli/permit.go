package cli

import (
	"context"

	"github.com/iosim/iosim/ifs"
)

// permitted returns a copy of ctx that carries the session's right to the files of the
// router: its level must be at least that of `file privilege`, whatever the command. By
// Cisco's command reference the level is 15 unless the configuration says otherwise.
// [UNSOURCED]: which operations it covers; here it covers all, listings included. The
// running-config as a file needs level 15 whatever is configured: what is merged into it may
// be any line, and what is read from it has every secret.
func (s *Session) permitted(ctx context.Context) context.Context {
	return ifs.WithPermit(ctx, func(_ ifs.Op, name ifs.Name) bool {
		return s.level >= PrivilegedLevel || name.Prefix != "system" && s.level >= s.sys.Running().FilePrivilege()
	})
}

// mayUse returns nil if the session may use the file that a keyword stands for:
// "running-config" or "startup-config". It is for commands that take the content of the
// file from the router itself, and not from the file system.
func (c *Ctx) mayUse(keyword string) error {
	n, _ := c.Files().KeywordName(keyword)
	fs, n, err := c.Files().Resolve(n)
	if err != nil {
		return err
	}
	return ifs.Allowed(c, fs, ifs.OpOpen, n)
}

// Startup returns the startup-config; ok is false if there is none. The error is of
// KindPermission if the session may not read the file.
func (c *Ctx) Startup() (text []byte, ok bool, err error) {
	if err := c.mayUse("startup-config"); err != nil {
		return nil, false, err
	}
	text, ok = c.System.NVRAM().Startup()
	return text, ok, nil
}

// RunningText returns the whole text of the running-config, secrets included. The error is
// of KindPermission if the session may not read system:running-config. Commands that show
// a user what its level could configure use ShowRunning.
func (c *Ctx) RunningText() (string, error) {
	if err := c.mayUse("running-config"); err != nil {
		return "", err
	}
	return c.System.RunningConfig(), nil
}
