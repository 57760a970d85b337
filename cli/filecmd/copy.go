package filecmd

import (
	"errors"
	"fmt"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
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
		return transfer(c, d)
	},
}

// mediumLatency is the device time that reaching a medium takes beside the
// transfer itself: no real copy takes 0.000 seconds [UNSOURCED].
const mediumLatency = 20 * time.Millisecond

// transfer copies and prints the progress and the result (ios-files.md 6.3–6.7).
func transfer(c *cli.Ctx, d dialogue) error {
	if copyErase.In(c.Match) {
		return &ifs.Error{Op: ifs.OpFormat, Name: d.dst.With(""), Kind: ifs.KindUnsupported}
	}
	m := newMeter(c.Out, d)
	m.start()
	began := c.Device.Clock().Now()
	if err := c.Device.Clock().Sleep(c, mediumLatency); err != nil {
		return &ifs.Error{Op: ifs.OpCopy, Name: d.src, Kind: ifs.KindAborted, Err: err}
	}
	ctx := cli.WithRefusals(ifs.WithTrace(c, m.trace()), c.Out)
	n, err := ifs.Copy(ctx, c.Files(), d.dst, d.src)
	m.finish(n, err)
	if err != nil {
		return err
	}
	if cli.IsStartup(d.dst) {
		if err := c.Device.StartupWritten(); err != nil {
			return err
		}
	}
	c.Printf("%s\n", rateLine(n, c.Device.Clock().Now().Sub(began)))
	if cli.IsRunning(d.dst) {
		c.Device.Configured(c.Session.Source())
	}
	if copyVerify.In(c.Match) && !d.dstNet {
		return verifyCopy(c, d.dst)
	}
	return nil
}

// rateLine is the result of a copy; the rate is rounded to the nearest and
// follows from the printed seconds (ios-files.md 1).
func rateLine(n int64, took time.Duration) string {
	ms := int64(took.Round(time.Millisecond) / time.Millisecond)
	rate := int64(0)
	if ms > 0 {
		rate = (n*1000 + ms/2) / ms
	}
	return fmt.Sprintf("%d bytes copied in %d.%03d secs (%d bytes/sec)", n, ms/1000, ms%1000, rate)
}

// verifyCopy checks the image that was just written; a bad one is removed
// (ios-files.md 6.10).
func verifyCopy(c *cli.Ctx, dst ifs.Name) error {
	fs, dst, err := c.Files().Resolve(dst)
	if err != nil {
		return err
	}
	err = verifyImage(c, fs, dst)
	var bad *cli.UserError
	if errors.As(err, &bad) {
		c.Printf("%s%%ERROR: Aborting copy.\n", bad.Text)
		if rerr := ifs.Remove(c, fs, dst); rerr != nil {
			return as(ifs.OpDelete, dst, rerr)
		}
		return nil
	}
	return err
}
