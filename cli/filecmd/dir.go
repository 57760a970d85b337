package filecmd

import (
	"fmt"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/platform"
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

// listEvery lists all file systems that can be listed, one after the other (ios-files.md
// 3.3).
func listEvery(c *cli.Ctx) error {
	for _, m := range c.Files().Mounts() {
		if _, ok := m.FS.(ifs.DirReader); !ok || m.FS.Info().Absent || m.FS.Info().Type == ifs.Network {
			continue
		}
		if err := list(c, ifs.Name{Prefix: m.Prefix, Path: "/"}, dirRecursive.In(c.Match)); err != nil {
			return err
		}
	}
	return nil
}

// lister prints listings in the format of the running software.
type lister struct {
	c         *cli.Ctx
	texts     platform.Texts
	fs        ifs.FS
	all       bool // includes deleted files
	recursive bool
	out       []byte // is printed in pieces
	stopped   error  // set when the user has left the pager; nothing more is printed
}

// printPiece is the number of bytes of a listing that are printed at a time.
const printPiece = 4096

func (l *lister) printf(format string, args ...any) { l.out = fmt.Appendf(l.out, format, args...) }

// flush prints the collected output.
func (l *lister) flush() {
	if len(l.out) > 0 && l.stopped == nil {
		_, l.stopped = l.c.Out.Write(l.out)
	}
	l.out = l.out[:0]
}

func newLister(c *cli.Ctx, fs ifs.FS, recursive bool) *lister {
	return &lister{c: c, texts: c.System.Texts(), fs: fs, all: dirAll.In(c.Match), recursive: recursive}
}

// list prints a directory, a file, or the files that match a pattern (ios-files.md 3.1,
// 3.2).
func list(c *cli.Ctx, n ifs.Name, recursive bool) error {
	fs, n, err := c.Files().Resolve(n)
	if err != nil {
		return err
	}
	n = rooted(n)
	l := newLister(c, fs, recursive)
	defer l.flush()
	if strings.ContainsAny(n.Base(), "*?") {
		return l.pattern(n)
	}
	entries, err := l.read(n)
	if ifs.KindOf(err) == ifs.KindNotDir {
		e, serr := ifs.Stat(c, fs, n)
		switch {
		case serr != nil:
			return opening(n, serr)
		case recursive:
			return l.pattern(n)
		}
		l.printf("Directory of %s\n\n", n)
		l.entry(e)
		return l.trailer()
	}
	if err != nil {
		return opening(n, err)
	}
	if !strings.HasSuffix(n.String(), "/") { // the root directory of a host ends in a slash already
		n.Path += "/"
	}
	if err := l.dir(n, entries); err != nil {
		return err
	}
	return l.trailer()
}

func (l *lister) read(n ifs.Name) ([]ifs.Entry, error) {
	if l.all {
		return ifs.ReadAll(l.c, l.fs, n)
	}
	return ifs.ReadDir(l.c, l.fs, n)
}

// dir lists a directory. A recursive listing includes everything below it and has one
// trailer.
func (l *lister) dir(n ifs.Name, entries []ifs.Entry) error {
	l.printf("Directory of %s\n\n", n)
	if len(entries) == 0 {
		l.printf("No files in directory\n")
	}
	for _, e := range entries {
		l.entry(e)
	}
	if !l.recursive {
		return nil
	}
	for _, e := range entries {
		if !e.Dir {
			continue
		}
		sub := n.Join(e.Name + "/")
		below, err := l.read(sub)
		if err != nil {
			return opening(sub, err)
		}
		l.printf("\n")
		if err := l.dir(sub, below); err != nil {
			return err
		}
	}
	return nil
}

// pattern lists the files that match a pattern. A recursive listing searches all
// directories below, and names each one (ios-files.md 3.2).
func (l *lister) pattern(n ifs.Name) error {
	dir := n.With(strings.TrimSuffix(n.Path, n.Base()))
	l.printf("Directory of %s\n\n", n)
	found := false
	if err := l.matching(dir, strings.ToLower(n.Base()), &found); err != nil {
		return opening(n, err)
	}
	if !found {
		l.printf("\nNo such file\n\n") // ios-files.md 3.2 [MOCK]
	}
	return l.trailer()
}

// matching lists the files in dir that match the pattern, which is in lower case. It sets
// found if there are any.
func (l *lister) matching(dir ifs.Name, pattern string, found *bool) error {
	entries, err := l.read(dir)
	if err != nil {
		return err
	}
	headed := !l.recursive
	for _, e := range entries {
		if ok, err := path.Match(pattern, strings.ToLower(e.Name)); !ok || err != nil {
			continue
		}
		if !headed {
			if *found {
				l.printf("\n")
			}
			l.printf("Directory of %s\n\n", dir)
		}
		headed, *found = true, true
		l.entry(e)
	}
	for _, e := range entries {
		if e.Dir && l.recursive {
			if err := l.matching(dir.Join(e.Name+"/"), pattern, found); err != nil {
				return err
			}
		}
	}
	return nil
}

// entry prints a row (ios-files.md 1). The name of a deleted file is in brackets (10).
func (l *lister) entry(e ifs.Entry) {
	b := l.out
	at := len(b)
	b = right(strconv.AppendInt(b, int64(e.Index), 10), at, 5)
	b = append(append(append(b, "  "...), e.Perm...), "  "...)
	at = len(b)
	if e.Size >= 0 {
		b = strconv.AppendInt(b, e.Size, 10)
	} else {
		b = append(b, "<no size>"...)
	}
	b = append(right(b, at, l.texts.DirSizeWidth), "  "...)
	at = len(b)
	b = append(right(l.date(b, e), at, l.texts.DateWidth), "  "...)
	if e.Deleted {
		b = append(append(append(b, '['), e.Name...), ']')
	} else {
		b = append(b, e.Name...)
	}
	if l.out = append(b, '\n'); len(l.out) >= printPiece {
		l.flush()
	}
}

// right aligns b[at:] to the right of a column.
func right(b []byte, at, width int) []byte {
	n := width - (len(b) - at)
	if n <= 0 {
		return b
	}
	for range n {
		b = append(b, ' ')
	}
	copy(b[at+n:], b[at:])
	for i := range n {
		b[at+i] = ' '
	}
	return b
}

// date appends the date column (ios-files.md 1).
func (l *lister) date(b []byte, e ifs.Entry) []byte {
	t, ok := dated(l.c, l.fs, e)
	switch {
	case !ok:
		return append(b, l.texts.NoDate...)
	case l.texts.DateWidth < len(dirStamp):
		return t.AppendFormat(b, "Jan 2 2006 15:04:05")
	}
	return t.AppendFormat(b, dirStamp)
}

const dirStamp = "Jan 2 2006 15:04:05 -07:00"

// zeroDate is the date that is printed for a FAT file without one (ios-files.md 1).
var zeroDate = time.Date(1983, time.November, 30, 0, 0, 0, 0, time.UTC)

// dated returns the time of a file in the router's time zone; false if it has none.
func dated(c *cli.Ctx, fs ifs.FS, e ifs.Entry) (time.Time, bool) {
	t := e.ModTime
	if t.IsZero() {
		if kind := fs.Info().Type; kind != ifs.Disk && kind != ifs.USBFlash {
			return t, false
		}
		t = zeroDate
	}
	return t.In(c.System.Location()), true
}

func (l *lister) trailer() error {
	info := l.fs.Info()
	if info.Size < 0 {
		l.printf("\nNo space information available\n")
		return nil
	}
	l.printf("\n%d bytes total (%d bytes free)\n", info.Size, info.Free)
	return nil
}

// rooted returns a local name with a leading slash, as listings and their errors show it
// (ios-files.md 3.4), and with "." and ".." resolved.
func rooted(n ifs.Name) ifs.Name {
	if n.HasHost {
		return n
	}
	if !strings.HasPrefix(n.Path, "/") {
		n.Path = "/" + n.Path
	}
	if strings.Contains(n.Path, "/.") {
		path := "/" + strings.Join(n.Elements(), "/")
		if strings.HasSuffix(n.Path, "/") && path != "/" {
			path += "/"
		}
		n.Path = path
	}
	return n
}

// opening returns err as an error of listing or reading: "%Error opening …".
func opening(n ifs.Name, err error) error { return as(ifs.OpOpen, n, err) }
