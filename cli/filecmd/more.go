package filecmd

import (
	"context"
	"io"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	moreASCII  = grammar.Kw("/ascii", "Display binary files in ascii")
	moreBinary = grammar.Kw("/binary", "Force display to hex/text format")
	moreEBCDIC = grammar.Kw("/ebcdic", "Display binary files in ebcdic")
	moreArg    = cli.NewFile(ifs.CanRead, "File to display on", false)
)

var moreRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true,
	Syntax: grammar.Seq(grammar.Kw("more", "Display the contents of a file"),
		grammar.Opt(grammar.Alt(moreASCII, moreBinary, moreEBCDIC)), moreArg),
	Run: func(c *cli.Ctx) error {
		fs, n, err := c.Files().Resolve(c.Abs(moreArg.Of(c.Match)))
		if err != nil {
			return err
		}
		return show(c, c, fs, n)
	},
}

// show prints a file as text, or as a dump if it is binary or /binary is given.
func show(ctx context.Context, c *cli.Ctx, fs ifs.FS, n ifs.Name) error {
	f, err := ifs.Open(ctx, fs, n)
	if err != nil {
		return opening(rootedLocal(n), err)
	}
	defer f.Close()
	buf := make([]byte, ifs.BufferSize)
	m, err := io.ReadFull(f, buf)
	if err != nil && err != io.EOF && err != io.ErrUnexpectedEOF {
		return err
	}
	head := buf[:m]
	rest := io.MultiReader(&sliceReader{head}, f)
	switch {
	case moreBinary.In(c.Match), moreEBCDIC.In(c.Match):
		return dump(c.Out, rest, moreEBCDIC.In(c.Match))
	case !moreASCII.In(c.Match) && isBinary(head):
		return dump(c.Out, rest, false)
	}
	w := &lastByte{w: c.Out}
	if _, err := io.CopyBuffer(struct{ io.Writer }{w}, rest, make([]byte, 4096)); err != nil {
		return err
	}
	if w.any && w.last != '\n' {
		c.Printf("\n")
	}
	return nil
}

// rootedLocal returns a local name with the slash that errors show (ios-files.md 3.4, 8).
func rootedLocal(n ifs.Name) ifs.Name {
	if n.HasHost {
		return n
	}
	return rooted(n)
}

type sliceReader struct{ b []byte }

func (r *sliceReader) Read(p []byte) (int, error) {
	if len(r.b) == 0 {
		return 0, io.EOF
	}
	n := copy(p, r.b)
	r.b = r.b[n:]
	return n, nil
}

type lastByte struct {
	w    io.Writer
	last byte
	any  bool
}

func (l *lastByte) Write(p []byte) (int, error) {
	if len(p) > 0 {
		l.last, l.any = p[len(p)-1], true
	}
	return l.w.Write(p)
}

// isBinary reports whether a file is binary, judging by its first bytes: a NUL, or more
// than a tenth of control characters [UNSOURCED rule].
func isBinary(b []byte) bool {
	odd := 0
	for _, c := range b {
		switch {
		case c == 0:
			return true
		case c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x03 && c != 0x1b:
			odd++
		}
	}
	return odd*10 > len(b)
}
