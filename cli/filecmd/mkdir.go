package filecmd

import (
	"errors"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
)

var mkdirArg = cli.NewFile(ifs.CanWrite|ifs.CanList, "Directory to be created on", false)

var mkdirRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("mkdir", "Create new directory"), mkdirArg),
	Run: func(c *cli.Ctx) error {
		fs, n, err := askDir(c, mkdirArg.Of(c.Match), ifs.OpMkdir, "Create directory filename")
		if err != nil {
			return err
		}
		if err := ifs.Mkdir(c, fs, n); err != nil {
			return as(ifs.OpMkdir, n, err)
		}
		c.Printf("Created dir %s\n", n)
		return nil
	},
}

var rmdirArg = cli.NewFile(ifs.CanWrite|ifs.CanList, "Directory to be removed on", false)

var rmdirRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("rmdir", "Remove existing directory"), rmdirArg),
	Run: func(c *cli.Ctx) error {
		fs, n, err := askDir(c, rmdirArg.Of(c.Match), ifs.OpRmdir, "Remove directory filename")
		if err != nil {
			return err
		}
		if ok, err := c.ConfirmFile("Delete " + cli.Display(n) + "?"); !ok {
			return err
		}
		if err := ifs.Rmdir(c, fs, n); err != nil {
			if ifs.KindOf(err) == ifs.KindNotEmpty {
				return &cli.UserError{Text: "%Error Removing dir " + cli.Display(n) + " (" + c.System.Texts().DirNotEmpty + ")\n"}
			}
			return as(ifs.OpRmdir, n, err)
		}
		c.Printf("Removed dir %s\n", n) // [UNSOURCED]
		return nil
	},
}

// askDir asks for the name of a directory, with the typed name as the default. It keeps the
// slash, or its absence, as typed (ios-files.md 9).
func askDir(c *cli.Ctx, typed ifs.Name, op ifs.Op, question string) (ifs.FS, ifs.Name, error) {
	path, err := c.AskFile(question, typed.Path)
	if err != nil {
		return nil, typed, err
	}
	typed.Path = path
	fs, n, err := c.Files().Resolve(c.Abs(typed))
	if err == nil && strings.Trim(n.Path, "/") == "" {
		err = &ifs.Error{Op: op, Name: n, Kind: ifs.KindInvalid}
	}
	return fs, n, err
}

// as returns err with another operation and name.
func as(op ifs.Op, n ifs.Name, err error) error {
	var e *ifs.Error
	if errors.As(err, &e) {
		return &ifs.Error{Op: op, Name: n, Kind: e.Kind, Err: err}
	}
	return err
}
