package filecmd

import (
	"context"
	"fmt"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/xmodemfs"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

var (
	copyErase    = grammar.Kw("/erase", "Erase destination file system.")
	copyNoVerify = grammar.Kw("/noverify", "Don't verify image signature before reload.")
	copyVerify   = grammar.Kw("/verify", "Verify image signature before reload.")
	copySrc      = cli.NewFileWord(cli.NewFile(ifs.CanRead, "Copy from", true),
		"Copy from current system configuration", "Copy from startup configuration")
	copyDst = cli.NewFileWord(cli.NewFile(ifs.CanWrite, "Copy to", true),
		"Update (merge with) current system configuration", "Copy to startup configuration")
)

var copyRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("copy", "Copy from one file to another"),
		grammar.AnyOf(copyErase, copyNoVerify, copyVerify), copySrc.Node(), copyDst.Node()),
	Run: func(c *cli.Ctx) error {
		d := dialogue{c: c, src: c.Abs(copySrc.Of(c)), dst: c.Abs(copyDst.Of(c))}
		if err := d.ask(); err != nil {
			return err
		}
		if cli.IsRunning(d.src) && cli.IsStartup(d.dst) {
			return c.Save()
		}
		if cli.IsRunning(d.dst) {
			if err := c.Session.MayConfigure(); err != nil {
				return err
			}
		}
		return transfer(c, d)
	},
}

// mediumLatency is the device time that is needed to access a medium, in addition to the
// transfer: no real copy takes 0.000 seconds [UNSOURCED].
const mediumLatency = 20 * time.Millisecond

// transfer copies the file and prints the progress and the result (ios-files.md 6.3–6.7).
func transfer(c *cli.Ctx, d dialogue) error {
	if copyErase.In(c.Match) && !canErase(d.dstFS) {
		return &ifs.Error{Op: ifs.OpFormat, Name: d.dst.With(""), Kind: ifs.KindUnsupported}
	}
	if copyErase.In(c.Match) && d.src.Prefix == d.dst.Prefix {
		return &ifs.Error{Op: ifs.OpCopy, Name: d.src, Kind: ifs.KindInvalid} // the source would be erased with the rest
	}
	m := newMeter(c.Out, d)
	m.pause, m.local = pauseOf(c), c.System.Texts().CopyProgress
	m.start()
	if err := eraseBefore(c, d); err != nil {
		return err
	}
	began := c.System.Clock().Now() // the time for the user's answers does not count
	if err := c.System.Clock().Sleep(c, mediumLatency); err != nil {
		return &ifs.Error{Op: ifs.OpCopy, Name: d.src, Kind: ifs.KindAborted, Err: err}
	}
	ctx := cli.WithRefusals(ifs.WithTrace(c, m.trace()), c.Out)
	ctx, worked := c.System.ChargeTransfer(ctx, d.srcNet || d.dstNet)
	ctx, release := overLine(ctx, c, d.src)
	n, err := ifs.Copy(ctx, c.Files(), d.dst, d.src)
	release()
	worked()
	m.finish(n, err)
	if err != nil {
		return notSigned(c, d, err)
	}
	if cli.IsStartup(d.dst) {
		if err := c.System.StartupWritten(); err != nil {
			return err
		}
	}
	if err := verifySumOf(c, d); err != nil {
		return err
	}
	c.Printf("%s\n", rateLine(n, c.System.Clock().Now().Sub(began)))
	if cli.IsRunning(d.dst) {
		c.System.ConfiguredBy(c.Session.Source(), c.Session.By())
	}
	if wanted, err := verifies(c, d); !wanted {
		return err
	}
	return verifyCopy(c, d.dst)
}

// overLine attaches the session's terminal to ctx for a transfer over it. The returned
// function detaches it.
func overLine(ctx context.Context, c *cli.Ctx, src ifs.Name) (context.Context, func()) {
	term := c.Session.Terminal()
	if !serial(src) || term == nil {
		return ctx, func() {}
	}
	raw := term.Raw()
	return xmodemfs.WithLine(ctx, raw), raw.Close
}

// canErase reports whether copy /erase can erase the file system first.
func canErase(fs ifs.FS) bool {
	_, ok := fs.(ifs.Formatter)
	t := fs.Info().Type
	return ok && (t == ifs.Disk || t == ifs.USBFlash || t == ifs.Flash)
}

// eraseBefore erases the destination if /erase or the platform's dialog asks for it
// (ios-files.md 6.9), provided that the source can be opened.
func eraseBefore(c *cli.Ctx, d dialogue) error {
	asks := c.System.Texts().EraseBeforeCopy && ifs.Keeps(d.dstFS)
	if !asks && !copyErase.In(c.Match) || d.src.Prefix == d.dst.Prefix {
		return nil
	}
	f, err := ifs.Open(c, d.srcFS, d.src)
	if err != nil {
		return err
	}
	if err := f.Close(); err != nil {
		return as(ifs.OpRead, d.src, err)
	}
	if asks && !copyErase.In(c.Match) {
		if c.FilePrompt() == running.PromptQuiet {
			return nil
		}
		ok, err := c.Confirm("Erase " + d.dst.Prefix + ": before copying?")
		if !ok {
			c.Printf("\n")
			return err // the answer is no: the file is written next to the existing ones
		}
	}
	return eraseFlash(c, d.dstFS, d.dst)
}

// verifySumOf compares what was written with the checksum that class B flash keeps
// (ios-files.md 6.9).
func verifySumOf(c *cli.Ctx, d dialogue) error {
	if !ifs.Keeps(d.dstFS) {
		return nil
	}
	sum, err := checksumOf(c, d.dstFS, d.dst)
	if err != nil {
		return err
	}
	c.Printf("Verifying checksum...  OK (0x%04X)\n", sum)
	return nil
}

func checksumOf(c *cli.Ctx, fs ifs.FS, n ifs.Name) (uint16, error) {
	f, err := ifs.Open(c, fs, n)
	if err != nil {
		return 0, opening(n, err)
	}
	defer f.Close()
	sum, err := ifs.Checksum16(f)
	return sum, as(ifs.OpRead, n, err)
}

// rateLine formats the result of a copy. The rate is rounded, and computed from the printed
// seconds (ios-files.md 1).
func rateLine(n int64, took time.Duration) string {
	ms := int64(took.Round(time.Millisecond) / time.Millisecond)
	rate := int64(0)
	if ms > 0 {
		rate = (n*1000 + ms/2) / ms
	}
	return fmt.Sprintf("%d bytes copied in %d.%03d secs (%d bytes/sec)", n, ms/1000, ms%1000, rate)
}
