package filecmd

import (
	"errors"
	"io"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	showFile    = grammar.Kw("file", "Show filesystem information")
	fileInfoArg = cli.NewFile(ifs.CanRead, "Information on", false)
)

var showFileInfoRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, showFile, grammar.Kw("information", "File information"), fileInfoArg),
	Run: func(c *cli.Ctx) error {
		fs, n, err := c.Files().Resolve(c.Abs(fileInfoArg.Of(c.Match)))
		if err != nil {
			return err
		}
		if e, err := ifs.Stat(c, fs, n); err == nil && e.Dir {
			c.Printf("%s:\n  type is directory\n", n) // [UNSOURCED]
			return nil
		}
		f, err := ifs.Open(c, fs, n)
		if err != nil {
			return opening(n, err)
		}
		defer f.Close()
		return describe(c, n, f)
	},
}

// describe prints the type of a file and its properties (ios-files.md 11, ios-boot.md 9.4).
func describe(c *cli.Ctx, n ifs.Name, f ifs.File) error {
	head := make([]byte, images.HeadSize)
	k, err := io.ReadFull(f, head)
	if err != nil && err != io.EOF && !errors.Is(err, io.ErrUnexpectedEOF) {
		return as(ifs.OpRead, n, err)
	}
	head = head[:k]
	c.Printf("%s:\n", n)
	switch {
	case images.IsExecutable(head):
		return describeImage(c, n)
	case k == 0:
		c.Printf("  type is empty\n") // [UNSOURCED]
	case isBinary(head):
		c.Printf("  type is unknown\n") // [UNSOURCED]
	case cli.IsStartup(n), cli.IsRunning(n), looksLikeConfig(head):
		c.Printf("  type is config\n")
	default:
		c.Printf("  type is ascii text\n")
	}
	return nil
}

// describeImage prints the properties of an image, which it reads as a whole.
func describeImage(c *cli.Ctx, n ifs.Name) error {
	fs, n, err := c.Files().Resolve(n)
	if err != nil {
		return err
	}
	r, _, err := readImage(c, fs, n)
	if err != nil {
		return err
	}
	i := r.Info
	c.Printf("  type is image (elf) []\n  file size is %d bytes, run size is %d bytes\n", i.Size, max(i.RunSize, i.Size))
	kind := "Runnable"
	if i.Family != c.System.Model().Family {
		kind = "Foreign"
	}
	tail := ""
	if kind == "Runnable" {
		tail = ", run from ram"
	}
	c.Printf("  %s image, entry point %#x%s\n", kind, i.Entry, tail)
	return nil
}

// looksLikeConfig reports whether a file begins like a configuration of IOS: with a comment
// line or "version" [UNSOURCED rule].
func looksLikeConfig(head []byte) bool {
	for _, start := range []string{"!\n", "!\r", "\n!", "version "} {
		if len(head) >= len(start) && string(head[:len(start)]) == start {
			return true
		}
	}
	return false
}

var showDescriptorsRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, showFile, grammar.Kw("descriptors", "List open file descriptors")),
	Run: func(c *cli.Ctx) error {
		// ios-files.md 11.
		c.Printf("File Descriptors:\n\n   FD  Position  Open  PID  Path\n")
		for _, o := range c.Files().OpenFiles() {
			c.Printf("%5d %9d  %04o %4d  %s\n", o.FD, o.Position, o.Mode, execPID, o.Name)
		}
		return nil
	},
}

// execPID is the process in which the commands of a session run [UNSOURCED].
const execPID = 3
