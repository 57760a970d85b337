package filecmd

import (
	"archive/tar"
	"io"
	"path"
	"strings"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/printable"
)

var (
	archiveWord = grammar.Kw("archive", "manage archive files")
	tarCreate   = grammar.Kw("/create", "Create a tar file")
	tarTable    = grammar.Kw("/table", "List the contents of a tar file")
	tarXtract   = grammar.Kw("/xtract", "Extract a tar file")
	tarFile     = cli.NewFile(ifs.CanRead, "Tar file", false)
	tarNew      = cli.NewFile(ifs.CanWrite, "Tar file", false)
	tarTree     = cli.NewFile(ifs.CanRead|ifs.CanList, "Files", false)
	tarInto     = cli.NewFile(ifs.CanWrite|ifs.CanList, "Directory", false)
	tarOnly     = grammar.AnyWord("File or directory of the tar file")
)

var archiveTarRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true,
	Syntax: grammar.Seq(archiveWord, grammar.Kw("tar", "Create, list or extract files from a tar file"), grammar.Alt(
		grammar.Seq(tarCreate, tarNew, tarTree),
		grammar.Seq(tarTable, tarFile),
		grammar.Seq(tarXtract, tarFile, tarInto, grammar.Opt(grammar.Rep(tarOnly))))),
	Run: func(c *cli.Ctx) error {
		switch {
		case tarCreate.In(c.Match):
			return createTar(c, c.Abs(tarNew.Of(c.Match)), c.Abs(tarTree.Of(c.Match)))
		case tarTable.In(c.Match):
			return eachMember(c, c.Abs(tarFile.Of(c.Match)), func(m tarMember, _ io.Reader) error {
				if m.kind == tar.TypeDir {
					c.Printf("%s (directory)\n", strings.TrimSuffix(m.shown, "/")+"/")
				} else {
					c.Printf("%s (%d bytes)\n", m.shown, m.size)
				}
				return nil
			})
		}
		return extractTar(c, c.Abs(tarFile.Of(c.Match)), c.Abs(tarInto.Of(c.Match)))
	},
}

// member is a file or directory to be written to a tar file.
type member struct {
	name  string // in the tar file
	at    ifs.Name
	entry ifs.Entry
}

// createTar writes a tar file of a file, or of everything below a directory. The output
// follows ios-files.md 12; names are relative to the directory [UNSOURCED].
func createTar(c *cli.Ctx, dst, src ifs.Name) error {
	sfs, src, err := c.Files().Resolve(src)
	if err != nil {
		return err
	}
	dfs, dst, err := c.Files().Resolve(dst)
	if err != nil {
		return err
	}
	e, err := ifs.Stat(c, sfs, src)
	if err != nil {
		return opening(src, err)
	}
	members := []member{{e.Name, src, e}}
	if e.Dir {
		if members, err = gather(c, sfs, src, "", nil); err != nil {
			return err
		}
	}
	if ifs.Same(src, dst) {
		return &ifs.Error{Op: ifs.OpCopy, Name: dst, Kind: ifs.KindSame}
	}
	size := int64(1024) // two empty blocks end a tar file
	kept := members[:0]
	for _, m := range members {
		if ifs.Same(m.at, dst) {
			continue // the tar file itself
		}
		kept = append(kept, m)
		size += 512 + ceil(max(m.entry.Size, 0), 512)*512
		if len(m.name) > 100 {
			size = -1 << 40 // has more headers: the size is unknown
		}
	}
	w, err := ifs.Create(c, dfs, dst, max(size, -1))
	if err != nil {
		return opening(dst, err)
	}
	if err := fillTar(c, w, sfs, kept); err != nil {
		_ = w.Abort() // the first error is returned
		return as(ifs.OpWrite, dst, err)
	}
	return as(ifs.OpWrite, dst, w.Commit())
}

// maxMembers is the maximum number of members of a tar file.
const maxMembers = 100_000

func gather(c *cli.Ctx, fs ifs.FS, dir ifs.Name, below string, out []member) ([]member, error) {
	entries, err := ifs.ReadDir(c, fs, dir)
	if err != nil {
		return nil, opening(dir, err)
	}
	for _, e := range entries {
		if len(out) >= maxMembers {
			return nil, &ifs.Error{Op: ifs.OpRead, Name: dir, Kind: ifs.KindNoSpace}
		}
		m := member{below + e.Name, dir.Join(e.Name), e}
		out = append(out, m)
		if e.Dir {
			if out, err = gather(c, fs, m.at, m.name+"/", out); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

func fillTar(c *cli.Ctx, w io.Writer, fs ifs.FS, members []member) error {
	t := tar.NewWriter(w)
	for _, m := range members {
		h := &tar.Header{Name: m.name, Typeflag: tar.TypeReg, Size: m.entry.Size, Mode: 0o644, ModTime: m.entry.ModTime}
		if h.ModTime.IsZero() {
			h.ModTime = time.Unix(0, 0)
		}
		if m.entry.Dir {
			h = &tar.Header{Name: m.name + "/", Typeflag: tar.TypeDir, Mode: 0o755, ModTime: h.ModTime}
		}
		if err := t.WriteHeader(h); err != nil {
			return &ifs.Error{Op: ifs.OpWrite, Name: m.at, Kind: ifs.KindInvalid, Err: err}
		}
		if m.entry.Dir {
			c.Printf("archiving %s (directory)\n", printable.Text(m.name)+"/")
			continue
		}
		c.Printf("archiving %s (%d bytes)\n", printable.Text(m.name), h.Size)
		f, err := ifs.Open(c, fs, m.at)
		if err != nil {
			return err
		}
		err = stream(c, t, f, m.at)
		if cerr := f.Close(); err == nil {
			err = cerr
		}
		if err != nil {
			return err
		}
	}
	return t.Close()
}

// extractTar writes the members of a tar file below a directory, which is created with the
// first of them.
func extractTar(c *cli.Ctx, src, into ifs.Name) error {
	dfs, into, err := c.Files().Resolve(into)
	if err != nil {
		return err
	}
	only := tarOnly.All(c.Match)
	return eachMember(c, src, func(m tarMember, r io.Reader) error {
		name := m.path
		if name == "" || !chosen(name, only) {
			return nil
		}
		at := into.Join(name)
		switch m.kind {
		case tar.TypeDir:
			c.Printf("%s/ (directory)\n", printable.Text(name))
			return makeDirs(c, dfs, at)
		case tar.TypeReg:
		default:
			return nil // links and devices are skipped
		}
		if err := makeDirs(c, dfs, into.Join(path.Dir(name))); err != nil {
			return err
		}
		c.Printf("extracting %s (%d bytes)\n", printable.Text(name), m.size)
		w, err := ifs.Create(c, dfs, at, m.size)
		if err != nil {
			return opening(at, err)
		}
		if err := stream(c, w, r, src); err != nil {
			_ = w.Abort() // the first error is returned
			return err
		}
		return as(ifs.OpWrite, at, w.Commit())
	})
}

// chosen reports whether a member is one of the requested ones, or below one of them.
func chosen(name string, only []string) bool {
	for _, o := range only {
		o = strings.Trim(path.Clean("/"+o), "/")
		if name == o || strings.HasPrefix(name, o+"/") {
			return true
		}
	}
	return len(only) == 0
}

// makeDirs creates a directory and its missing parents.
func makeDirs(c *cli.Ctx, dfs ifs.FS, n ifs.Name) error {
	at := n.With("")
	for _, e := range n.Elements() {
		at = at.Join(e)
		err := ifs.Mkdir(c, dfs, at)
		if kind := ifs.KindOf(err); err == nil || kind == ifs.KindExist && isDirectory(c, dfs, at) {
			continue
		}
		return as(ifs.OpMkdir, at, err)
	}
	return nil
}

func isDirectory(c *cli.Ctx, dfs ifs.FS, n ifs.Name) bool {
	e, err := ifs.Stat(c, dfs, n)
	return err == nil && e.Dir
}
