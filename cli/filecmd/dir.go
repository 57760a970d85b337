package filecmd

import (
	"path"
	"strings"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	dirAll       = grammar.Kw("/all", "List all files")
	dirRecursive = grammar.Kw("/recursive", "List files recursively")
	dirEvery     = grammar.Kw("all-filesystems", "List files on all filesystems")
	dirArg       = cli.NewFile(ifs.CanList, "Directory or file name on", false)
)

var dirRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true,
	Syntax: grammar.Seq(grammar.Kw("dir", "List files on a filesystem"),
		grammar.AnyOf(dirAll, dirRecursive), grammar.Opt(grammar.Alt(dirEvery, dirArg))),
	Run: func(c *cli.Ctx) error {
		if dirEvery.In(c.Match) {
			return listEvery(c)
		}
		return list(c, c.Abs(dirArg.Of(c.Match)), dirRecursive.In(c.Match))
	},
}

// listEvery lists the file systems that can be listed, one after the other
// (ios-files.md 3.3).
func listEvery(c *cli.Ctx) error {
	for _, m := range c.Files().Mounts() {
		if _, ok := m.FS.(ifs.DirReader); !ok || m.FS.Info().Absent {
			continue
		}
		if err := list(c, ifs.Name{Prefix: m.Prefix, Path: "/"}, dirRecursive.In(c.Match)); err != nil {
			return err
		}
	}
	return nil
}

// list prints a directory, a file or the files that a pattern names
// (ios-files.md 3.1, 3.2).
func list(c *cli.Ctx, n ifs.Name, recursive bool) error {
	fs, n, err := c.Files().Resolve(n)
	if err != nil {
		return err
	}
	n = rooted(n)
	if base := n.Base(); strings.ContainsAny(base, "*?") {
		return listPattern(c, fs, n)
	}
	entries, err := ifs.ReadDir(c, fs, n)
	if kind := ifs.KindOf(err); kind == ifs.KindNotDir {
		e, serr := ifs.Stat(c, fs, n)
		if serr != nil {
			return opening(n, serr)
		}
		c.Printf("Directory of %s\n\n", n)
		printEntry(c, e)
		return trailer(c, fs)
	}
	if err != nil {
		return opening(n, err)
	}
	if !strings.HasSuffix(n.Path, "/") {
		n.Path += "/"
	}
	return listDir(c, fs, n, entries, recursive)
}

func listDir(c *cli.Ctx, fs ifs.FS, n ifs.Name, entries []ifs.Entry, recursive bool) error {
	c.Printf("Directory of %s\n\n", n)
	if len(entries) == 0 {
		c.Printf("No files in directory\n")
	}
	for _, e := range entries {
		printEntry(c, e)
	}
	if recursive {
		for _, e := range entries {
			if !e.Dir {
				continue
			}
			sub := n.Join(e.Name + "/")
			below, err := ifs.ReadDir(c, fs, sub)
			if err != nil {
				return opening(sub, err)
			}
			c.Printf("\n")
			if err := listBelow(c, fs, sub, below); err != nil {
				return err
			}
		}
	}
	return trailer(c, fs)
}

// listBelow lists a directory inside a recursive listing, which has one trailer.
func listBelow(c *cli.Ctx, fs ifs.FS, n ifs.Name, entries []ifs.Entry) error {
	c.Printf("Directory of %s\n\n", n)
	if len(entries) == 0 {
		c.Printf("No files in directory\n")
	}
	for _, e := range entries {
		printEntry(c, e)
	}
	for _, e := range entries {
		if !e.Dir {
			continue
		}
		sub := n.Join(e.Name + "/")
		below, err := ifs.ReadDir(c, fs, sub)
		if err != nil {
			return opening(sub, err)
		}
		c.Printf("\n")
		if err := listBelow(c, fs, sub, below); err != nil {
			return err
		}
	}
	return nil
}

func listPattern(c *cli.Ctx, fs ifs.FS, n ifs.Name) error {
	pattern := n.Base()
	entries, err := ifs.ReadDir(c, fs, n.With(strings.TrimSuffix(n.Path, pattern)))
	if err != nil {
		return opening(n, err)
	}
	c.Printf("Directory of %s\n\n", n)
	found := false
	for _, e := range entries {
		if ok, err := path.Match(strings.ToLower(pattern), strings.ToLower(e.Name)); ok && err == nil {
			printEntry(c, e)
			found = true
		}
	}
	if !found {
		c.Printf("\nNo such file\n\n") // ios-files.md 3.2 [MOCK]
	}
	return trailer(c, fs)
}

// rooted gives a local name its slash: listings and their errors show it
// (ios-files.md 3.4).
func rooted(n ifs.Name) ifs.Name {
	if !strings.HasPrefix(n.Path, "/") && !n.HasHost {
		n.Path = "/" + n.Path
	}
	return n
}

// opening is err as listing and reading tell it: "%Error opening …".
func opening(n ifs.Name, err error) error { return as(ifs.OpOpen, n, err) }

func printEntry(c *cli.Ctx, e ifs.Entry) {
	if e.Size < 0 {
		c.Printf("%5d  %4s  %10s  %27s  %s\n", e.Index, e.Perm, "<no size>", dirDate(e.ModTime), e.Name)
		return
	}
	c.Printf("%5d  %4s  %10d  %27s  %s\n", e.Index, e.Perm, e.Size, dirDate(e.ModTime), e.Name)
}

// dirDate is the date column of dir: ios-files.md 1.
func dirDate(t time.Time) string {
	if t.IsZero() {
		return "<no date>"
	}
	return t.Format("Jan 2 2006 15:04:05 -07:00")
}

func trailer(c *cli.Ctx, fs ifs.FS) error {
	info := fs.Info()
	if info.Size < 0 {
		c.Printf("\nNo space information available\n")
		return nil
	}
	c.Printf("\n%d bytes total (%d bytes free)\n", info.Size, info.Free)
	return nil
}
