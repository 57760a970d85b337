package filecmd

import (
	"path"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	deleteForce     = grammar.Kw("/force", "Force delete")
	deleteRecursive = grammar.Kw("/recursive", "Recursive delete")
	deleteArg       = cli.NewFile(ifs.CanWrite|ifs.CanList, "File to be deleted on", false)
)

var deleteRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("delete", "Delete a file"),
		grammar.AnyOf(deleteForce, deleteRecursive), deleteArg),
	Run: func(c *cli.Ctx) error {
		// ios-files.md 9: the question for the name repeats the path as typed, the
		// confirmation has the canonical one.
		fs, n, err := c.Files().Resolve(c.Abs(deleteArg.Of(c.Match)))
		if err != nil {
			return err
		}
		path := n.Path
		if !deleteForce.In(c.Match) || path == "" {
			if path, err = c.AskFile("Delete filename", shown(n.Path)); err != nil {
				return err
			}
		}
		if path == "" {
			return &ifs.Error{Op: ifs.OpDelete, Name: n, Kind: ifs.KindInvalid}
		}
		n = n.With(path)
		if c.System.Texts().Slash {
			n = rooted(n)
		}
		targets, err := matching(c, fs, n)
		if err != nil {
			return err
		}
		for _, t := range targets {
			if err := deleteOne(c, fs, t); err != nil {
				return err
			}
		}
		return nil
	},
}

// shown returns a path as the first question repeats it: without the slash for a file in
// the root directory, with it below (ios-files.md 9: `delete flash:/x` asks for [x],
// `delete usbflash0:/back/y` for [/back/y]).
func shown(p string) string {
	if rest, ok := strings.CutPrefix(p, "/"); ok && !strings.Contains(rest, "/") {
		return rest
	}
	return p
}

// matching expands a pattern. A name without wildcards is returned whether the file exists
// or not.
func matching(c *cli.Ctx, fs ifs.FS, n ifs.Name) ([]ifs.Name, error) {
	pattern := n.Base()
	if !strings.ContainsAny(pattern, "*?") {
		return []ifs.Name{n}, nil
	}
	dir := n.With(strings.TrimSuffix(n.Path, pattern))
	entries, err := ifs.ReadDir(c, fs, dir)
	if err != nil {
		return nil, deleting(n, err)
	}
	var out []ifs.Name
	for _, e := range entries {
		if ok, err := path.Match(strings.ToLower(pattern), strings.ToLower(e.Name)); ok && err == nil && !e.Dir {
			out = append(out, dir.Join(e.Name))
		}
	}
	if len(out) == 0 {
		return nil, &ifs.Error{Op: ifs.OpDelete, Name: n, Kind: ifs.KindNotExist}
	}
	return out, nil
}

func deleteOne(c *cli.Ctx, fs ifs.FS, n ifs.Name) error {
	force := deleteForce.In(c.Match)
	if deleteRecursive.In(c.Match) {
		if e, err := ifs.Stat(c, fs, n); err == nil && e.Dir {
			return deleteTree(c, fs, n, force)
		}
	}
	if !force {
		if ok, err := c.ConfirmFile("Delete " + cli.Display(n) + "?"); !ok {
			return err
		}
	}
	if c.Files().InUse(n) {
		return &ifs.Error{Op: ifs.OpDelete, Name: n, Kind: ifs.KindFileInUse}
	}
	return deleting(n, ifs.Remove(c, fs, n))
}

// deleteTree deletes a directory and everything below it. The question for each directory
// is [UNSOURCED].
func deleteTree(c *cli.Ctx, fs ifs.FS, n ifs.Name, force bool) error {
	if !force {
		if ok, err := c.ConfirmFile("Examine files in directory " + cli.Display(n) + "?"); !ok {
			return err
		}
	}
	entries, err := ifs.ReadDir(c, fs, n)
	if err != nil {
		return deleting(n, err)
	}
	for _, e := range entries {
		below := n.Join(e.Name)
		if e.Dir {
			err = deleteTree(c, fs, below, force)
		} else {
			err = deleteOne(c, fs, below)
		}
		if err != nil {
			return err
		}
	}
	if !force {
		if ok, err := c.ConfirmFile("Delete " + cli.Display(n) + "?"); !ok {
			return err
		}
	}
	return deleting(n, ifs.Rmdir(c, fs, n))
}

// deleting returns err as an error of delete: "%Error deleting …".
func deleting(n ifs.Name, err error) error { return as(ifs.OpDelete, n, err) }
