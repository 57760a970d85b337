package filecmd

import (
	"fmt"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	squeezeNoLog = grammar.Kw("/nolog", "Do not use squeeze log")
	squeezeQuiet = grammar.Kw("/quiet", "Do not display the squeeze progress")
	squeezeArg   = newFSArg("Filesystem to be squeezed", ifs.Keeps)
)

// squeezeTime is the device time of a squeeze for each megabyte in use [UNSOURCED].
const squeezeTime = 4 * time.Second

var squeezeRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(wordIf("squeeze", "Squeeze a filesystem", ifs.Keeps), grammar.AnyOf(squeezeNoLog, squeezeQuiet), squeezeArg),
	Run: func(c *cli.Ctx) error {
		fs, n, err := c.Files().Resolve(ifs.Name{Prefix: squeezeArg.Of(c.Match)})
		if err != nil {
			return err
		}
		// ios-files.md 10.
		if squeezeNoLog.In(c.Match) {
			c.Printf("%%Warning: Using /nolog option would render squeeze operation uninterruptible.\n")
		}
		for _, q := range []string{"All deleted files will be removed. Continue?", "Squeeze operation may take a while. Continue?"} {
			if ok, err := c.ConfirmFile(q); !ok {
				return err
			}
		}
		if err := unused(c, ifs.OpSqueeze, n); err != nil {
			return err
		}
		info := fs.Info()
		began := c.System.Clock().Now()
		if err := c.System.Clock().Sleep(c, squeezeTime*time.Duration(ceil(info.Size-info.Free, 1<<20))); err != nil {
			return &ifs.Error{Op: ifs.OpSqueeze, Name: n, Kind: ifs.KindAborted, Err: err}
		}
		if err := ifs.Squeeze(c, fs, n); err != nil {
			return as(ifs.OpSqueeze, n, err)
		}
		if squeezeNoLog.In(c.Match) {
			took := c.System.Clock().Now().Sub(began).Seconds()
			c.Printf("\nSqueeze of %s completed in %.3f secs .\n", n.Prefix, took)
			return nil
		}
		c.Printf("\nSqueeze of %s complete\n", n.Prefix)
		return nil
	},
}

var (
	undeleteIndex = grammar.Int(1, maxIndex, "Index of file to be undeleted")
	undeleteArg   = newFSArg("Filesystem of the deleted file", ifs.Keeps)
)

// maxIndex is the maximum number of a file.
const maxIndex = 32767

var undeleteRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(wordIf("undelete", "Undelete a file", ifs.Keeps), undeleteIndex, grammar.Opt(undeleteArg)),
	Run: func(c *cli.Ctx) error {
		prefix, ok := undeleteArg.Get(c.Match)
		if !ok {
			prefix = c.Session.Cwd().Prefix
		}
		fs, n, err := c.Files().Resolve(ifs.Name{Prefix: prefix})
		if err != nil {
			return err
		}
		index := undeleteIndex.Of(c.Match)
		if err := ifs.Undelete(c, fs, n, index); err != nil {
			return as(ifs.OpUndelete, n.With(fmt.Sprint(index)), err)
		}
		return nil // ios-files.md 10: no message
	},
}
