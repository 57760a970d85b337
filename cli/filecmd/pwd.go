package filecmd

import (
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
)

var pwdRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Kw("pwd", "Display current working directory"),
	Run: func(c *cli.Ctx) error {
		c.Printf("%s\n", c.Session.Cwd())
		return nil
	},
}

var cdArg = cli.NewFile(ifs.CanList, "Change current directory on", false)

var cdRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("cd", "Change current directory"), grammar.Opt(cdArg)),
	Run: func(c *cli.Ctx) error {
		typed, given := cdArg.Get(c.Match)
		if !given {
			c.Session.SetCwd(c.System.DefaultDirectory())
			return nil
		}
		fs, n, err := c.Files().Resolve(c.Abs(typed))
		if err != nil {
			return err
		}
		elements := n.Elements()
		if fs.Info().Absent {
			return &ifs.Error{Op: ifs.OpChdir, Name: n, Kind: ifs.KindNoDevice}
		}
		if len(elements) > 0 {
			e, err := ifs.Stat(c, fs, n)
			if err != nil {
				return &ifs.Error{Op: ifs.OpChdir, Name: n, Kind: ifs.KindOf(err), Err: err}
			}
			if !e.Dir {
				return &ifs.Error{Op: ifs.OpChdir, Name: n, Kind: ifs.KindNotDir}
			}
		}
		// ios-files.md 5: FS:/ after "cd FS:", FS:/dir/ inside a directory.
		path := "/"
		if len(elements) > 0 {
			path = "/" + strings.Join(elements, "/") + "/"
		}
		c.Session.SetCwd(n.With(path))
		return nil
	},
}
