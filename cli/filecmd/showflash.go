package filecmd

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
)

// flashArg matches the prefix of a disk: "flash:", "flash0:", "usbflash0:", with or without
// the colon.
var flashArg = &grammar.Arg[string]{
	Label: "WORD", Hidden: true,
	Parse: func(env any, tok string) (string, int, bool) {
		tok = strings.ToLower(tok)
		fit, found, n := 0, "", 0
		for _, w := range diskWords(env) {
			if w.Text == tok || w.Text == tok+":" {
				return strings.TrimSuffix(w.Text, ":"), len(tok), true
			}
			i := 0
			for i < len(tok) && i < len(w.Text) && tok[i] == w.Text[i] {
				i++
			}
			fit = max(fit, i)
			if i == len(tok) {
				found, n = strings.TrimSuffix(w.Text, ":"), n+1
			}
		}
		if n > 1 && strings.HasPrefix("flash", tok) { // "sh fla", whatever disks there are
			found, n = "flash", 1
		}
		return found, fit, n == 1
	},
	Complete: func(env any, _ string) []grammar.Word { return diskWords(env) },
}

// diskWords returns the prefixes of the device's disks.
func diskWords(env any) []grammar.Word {
	var out []grammar.Word
	for _, m := range env.(*cli.Session).System().Files().Mounts() {
		switch m.FS.Info().Type {
		case ifs.Disk, ifs.USBFlash, ifs.Flash:
			for _, p := range append([]string{m.Prefix}, m.Aliases...) {
				out = append(out, grammar.Word{Text: p + ":", Help: "display information about " + p + ": file system"})
			}
		}
	}
	return out
}

var (
	flashAll     = grammar.Kw("all", "All possible Flash information")
	flashFilesys = grammar.Kw("filesys", "Filesystem information")
)

var showFlashRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, flashArg, grammar.Opt(grammar.Alt(flashAll, flashFilesys))),
	Run: func(c *cli.Ctx) error {
		c.Context = ifs.AsRouter(c.Context) // a listing for every level, as IOS has it
		fs, n, err := c.Files().Resolve(ifs.Name{Prefix: flashArg.Of(c.Match), Path: "/"})
		if err != nil {
			return err
		}
		if fs.Info().Absent {
			return &ifs.Error{Op: ifs.OpOpen, Name: n, Kind: ifs.KindNoDevice}
		}
		switch {
		case ifs.Keeps(fs):
			return showLinear(c, fs, n)
		case flashFilesys.In(c.Match):
			return showGeometry(c, fs, n)
		}
		if err := showNumbered(c, fs, n); err != nil || !flashAll.In(c.Match) {
			return err
		}
		return showGeometry(c, fs, n)
	},
}

// showNumbered prints the listing of class C flash (ios-files.md 4.1).
func showNumbered(c *cli.Ctx, fs ifs.FS, n ifs.Name) error {
	entries, err := ifs.ReadDir(c, fs, n)
	if err != nil {
		return opening(n, err)
	}
	if len(entries) == 0 {
		c.Printf("No files on device\n") // [UNSOURCED]
	} else {
		c.Printf("-#- --length-- -----date/time------ path\n")
		number := 0
		if err := showFiles(c, fs, n, entries, "", &number); err != nil {
			return err
		}
	}
	info := fs.Info()
	c.Printf("\n%d bytes available (%d bytes used)\n\n", info.Free, info.Size-info.Free)
	return nil
}

// showLinear prints the listing of class B flash (ios-files.md 4.4). all adds the address
// of each file and its checksum, as in Cisco's command reference.
func showLinear(c *cli.Ctx, fs ifs.FS, n ifs.Name) error {
	entries, err := ifs.ReadAll(c, fs, n)
	if err != nil {
		return opening(n, err)
	}
	all := flashAll.In(c.Match)
	c.Printf("\nSystem flash directory:\n")
	if len(entries) == 0 {
		c.Printf("No files in System flash\n") // [UNSOURCED]
	} else {
		c.Printf("File  Length   Name/status\n")
		if all {
			c.Printf("        addr      fcksum  ccksum\n")
		}
	}
	at := int64(0)
	for _, e := range entries {
		deleted := ""
		if e.Deleted {
			deleted = " [deleted]"
		}
		c.Printf("%3d %9d  %s%s\n", e.Index, e.Size, e.Name, deleted)
		at += linearHeader
		if all && !e.Deleted {
			sum, err := checksumOf(c, fs, n.Join(e.Name))
			if err != nil {
				return err
			}
			c.Printf("        %-9s 0x%04X  0x%04X\n", fmt.Sprintf("0x%X", at), sum, sum)
		}
		at += e.Size
	}
	info := fs.Info()
	c.Printf("[%d bytes used, %d available, %d total]\n", info.Size-info.Free, info.Free, info.Size)
	c.Printf("%dK bytes of processor board System flash (Read/Write)\n\n", c.System.Model().FlashKB)
	return nil
}

// linearHeader is the size of the header of each file in class B flash, in bytes
// (ios-files.md 4.4).
const linearHeader = 64

// showFiles lists all files of the device with numbers, each directory before its files
// (ios-files.md 4.1).
func showFiles(c *cli.Ctx, fs ifs.FS, dir ifs.Name, entries []ifs.Entry, below string, number *int) error {
	for _, e := range entries {
		*number++
		path := e.Name
		if below != "" {
			path = below + "/" + e.Name
		}
		c.Printf("%-3d %10d %s %s\n", *number, e.Size, flashDate(c, fs, e), path)
		if !e.Dir {
			continue
		}
		sub := dir.Join(e.Name + "/")
		children, err := ifs.ReadDir(c, fs, sub)
		if err != nil {
			return opening(sub, err)
		}
		inner := path
		if below == "" {
			inner = "/" + path
		}
		if err := showFiles(c, fs, sub, children, inner, number); err != nil {
			return err
		}
	}
	return nil
}

// flashDate formats the date of a file. Either the day is padded and there is no offset, or
// neither (ios-files.md 4.1).
func flashDate(c *cli.Ctx, fs ifs.FS, e ifs.Entry) string {
	t, ok := dated(c, fs, e)
	if !ok {
		return "<no date>"
	}
	if fs.Info().Type == ifs.USBFlash && c.System.Texts().USBPadded {
		return t.Format("Jan 02 2006 15:04:05")
	}
	return t.Format(dirStamp)
}
