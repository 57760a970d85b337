package filecmd

import (
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
)

// formatArg matches a disk. Class B flash is erased instead of formatted (ios-files.md 15).
var formatArg = newFSArg("Filesystem to be formatted", isDisk)

func isDisk(fs ifs.FS) bool {
	t := fs.Info().Type
	return t == ifs.Disk || t == ifs.USBFlash
}

// formatTime is the device time that formatting takes [UNSOURCED].
const formatTime = 2 * time.Second

var formatRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("format", "Format a filesystem"), formatArg),
	Run: func(c *cli.Ctx) error {
		// The second question repeats the prefix as typed (ios-files.md 10).
		typed := formatArg.Of(c.Match)
		fs, n, err := c.Files().Resolve(ifs.Name{Prefix: typed})
		if err != nil {
			return err
		}
		if fs.Info().Absent {
			return &ifs.Error{Op: ifs.OpFormat, Name: n, Kind: ifs.KindNoDevice}
		}
		if ok, err := c.ConfirmFile("Format operation may take a while. Continue?"); !ok {
			return err
		}
		if ok, err := c.ConfirmFile("Format operation will destroy all data in \"" + typed + ":\".  Continue?"); !ok {
			return err
		}
		if err := unused(c, ifs.OpFormat, n); err != nil {
			return err
		}
		return format(c, fs, n)
	},
}

// unused returns an error if a file of the file system is open.
func unused(c *cli.Ctx, op ifs.Op, n ifs.Name) error {
	if c.Files().Busy(n.Prefix) {
		return &ifs.Error{Op: op, Name: n.With(""), Kind: ifs.KindDeviceInUse}
	}
	return nil
}

// format formats a disk and prints the result (ios-files.md 10).
func format(c *cli.Ctx, fs ifs.FS, n ifs.Name) error {
	internal := fs.Info().Type == ifs.Disk
	if internal {
		c.Printf("Writing Monlib sectors.....\n")
	}
	if err := c.System.Clock().Sleep(c, formatTime); err != nil {
		return &ifs.Error{Op: ifs.OpFormat, Name: n, Kind: ifs.KindAborted, Err: err}
	}
	if err := ifs.Format(c, fs, n); err != nil {
		return as(ifs.OpFormat, n, err)
	}
	if internal {
		c.Printf("Monlib write complete \n")
	}
	sectors := fs.Info().Size / sector
	if internal {
		sectors = c.System.Model().FormatSectors()
	}
	c.Printf("\nFormat: All system sectors written. OK...\n\n")
	c.Printf("Format: Total sectors in formatted partition: %d\n", sectors)
	c.Printf("Format: Total bytes in formatted partition: %d\n", sectors*sector)
	c.Printf("Format: Operation completed successfully.\n\n")
	c.Printf(c.System.Texts().FormatDone+"\n\n", n.Prefix+":")
	return nil
}

var (
	fsckArg   = newFSArg("Filesystem to be checked", isDisk)
	fsckAll   = grammar.Kw("/all", "Check all partitions of this disk")
	fsckForce = grammar.Kw("/force", "Force fsck of disk")
)

var fsckRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("fsck", "Fsck a filesystem"), grammar.AnyOf(fsckAll, fsckForce), fsckArg),
	Run: func(c *cli.Ctx) error {
		fs, n, err := c.Files().Resolve(ifs.Name{Prefix: fsckArg.Of(c.Match)})
		if err != nil {
			return err
		}
		if fs.Info().Absent {
			return &ifs.Error{Op: ifs.OpCheck, Name: n, Kind: ifs.KindNoDevice}
		}
		// ios-files.md 10.
		c.Printf("Checking the boot sector and partition table...\nChecking FAT, Files and Directories...\n")
		repaired, err := ifs.Check(c, fs, n)
		if err != nil {
			return as(ifs.OpCheck, n, err)
		}
		c.Printf("Reclaiming unused space...\n")
		if repaired > 0 {
			c.Printf("Updating FAT...\n")
		}
		c.Printf("fsck of %s: complete\n", n.Prefix)
		return nil
	},
}
