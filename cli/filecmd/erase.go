package filecmd

import (
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
)

// eraseArg matches a file system that can be erased: nvram: and class B flash (ios-files.md
// 10).
var eraseArg = newFSArg("Filesystem to be erased", erasable)

var (
	eraseAll       = grammar.Kw("/all", "Erase all files(in NVRAM)")
	eraseNoReserve = grammar.Kw("/no-squeeze-reserve-space", "Do not reserve space for squeeze operation")
	eraseStartUp   = grammar.Kw("startup-config", "Erase contents of configuration memory")
)

func erasable(fs ifs.FS) bool { return fs.Info().Type == ifs.NVRAM || ifs.Keeps(fs) }

var eraseRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("erase", "Erase a filesystem"),
		grammar.AnyOf(eraseAll, eraseNoReserve), grammar.Alt(eraseStartUp, eraseArg)),
	Run: func(c *cli.Ctx) error {
		prefix, named := eraseArg.Get(c.Match)
		if !named {
			return eraseStartup(c)
		}
		fs, n, err := c.Files().Resolve(ifs.Name{Prefix: prefix})
		switch {
		case err != nil:
			return err
		case !ifs.Keeps(fs):
			return eraseStartup(c)
		}
		return eraseFlash(c, fs, n)
	},
}

// eraseStartup erases the NVRAM (ios-files.md 10).
func eraseStartup(c *cli.Ctx) error {
	what, all := "configuration files", eraseAll.In(c.Match)
	if all {
		what = "files"
	}
	ok, err := c.ConfirmFile("Erasing the nvram filesystem will remove all " + what + "! Continue?")
	if !ok {
		return err
	}
	if all {
		err = c.System.NVRAM().EraseAll()
	} else {
		err = ifs.Format(c, c.System.NVRAM(), ifs.Name{Prefix: "nvram"})
	}
	if err != nil {
		return err
	}
	if err := c.System.StartupWritten(); err != nil {
		return err
	}
	c.Printf("[OK]\nErase of nvram: complete\n")
	c.System.Logf("SYS-7-NV_BLOCK_INIT", "Initialized the geometry of nvram")
	return nil
}

// eraseFlash erases a flash after a confirmation (ios-files.md 6.9).
func eraseFlash(c *cli.Ctx, fs ifs.FS, n ifs.Name) error {
	ok, err := c.ConfirmFile("Erasing the " + n.Prefix + " filesystem will remove all files! Continue?")
	if err == nil && !ok {
		err = cli.ErrAborted
	}
	if err == nil {
		err = unused(c, ifs.OpFormat, n)
	}
	if err != nil {
		return err
	}
	return eraseDevice(c, fs, n)
}

// Erasing takes device time for each block, for which an "e" is printed [UNSOURCED sizes].
const (
	eraseBlock = 256 << 10
	eraseTime  = 100 * time.Millisecond
)

func eraseDevice(c *cli.Ctx, fs ifs.FS, n ifs.Name) error {
	c.Printf("Erasing device... ")
	for range min(ceil(fs.Info().Size, eraseBlock), 64) {
		if err := c.System.Clock().Sleep(c, eraseTime); err != nil {
			c.Printf("\n")
			return &ifs.Error{Op: ifs.OpFormat, Name: n, Kind: ifs.KindAborted, Err: err}
		}
		c.Printf("e")
	}
	if err := ifs.Format(c, fs, n); err != nil {
		c.Printf("\n")
		return as(ifs.OpFormat, n.With(""), err)
	}
	pause := pauseOf(c)
	c.Printf(" ...erased%s\nErase of %s: complete%s\n", pause, n.Prefix, pause)
	return nil
}

// pauseOf returns the blank at the end of some lines of old releases (ios-files.md 6.9).
func pauseOf(c *cli.Ctx) string {
	if c.System.Texts().MorePause {
		return " "
	}
	return ""
}
