package filecmd

import (
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	renameFrom = cli.NewFile(ifs.CanWrite|ifs.CanList, "File to be renamed on", false)
	renameTo   = cli.NewFile(ifs.CanWrite|ifs.CanList, "New name on", false)
)

var renameRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("rename", "Rename a file"), renameFrom, renameTo),
	Run: func(c *cli.Ctx) error {
		fs, from, err := c.Files().Resolve(c.Abs(renameFrom.Of(c.Match)))
		if err != nil {
			return err
		}
		to := renameTo.Of(c.Match)
		if to.Prefix == "" && !strings.HasPrefix(to.Path, "/") {
			// ios-files.md 9: the name is relative to the directory of the source.
			to = from.With(strings.TrimSuffix(from.Path, from.Base()) + to.Path)
		}
		path, err := c.AskFile("Destination filename", to.Path)
		if err != nil {
			return err
		}
		to.Path = path
		_, to, err = c.Files().Resolve(c.Abs(to))
		if err != nil {
			return err
		}
		if to.Prefix != from.Prefix {
			return &ifs.Error{Op: ifs.OpRename, Name: from, Kind: ifs.KindInvalid}
		}
		if c.Files().InUse(from) {
			return &ifs.Error{Op: ifs.OpRename, Name: from, Kind: ifs.KindFileInUse}
		}
		if err := ifs.Rename(c, fs, from, to); err != nil {
			return as(ifs.OpRename, from, err)
		}
		return nil
	},
}
