package filecmd

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
)

var archiveConfigRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(archiveWord, grammar.Kw("config", "Save a configuration archive")),
	Run: func(c *cli.Ctx) error {
		_, err := cli.ArchiveConfig(c, c.System)
		return err
	},
}

// Keywords of show archive.
var (
	showArchive = grammar.Kw("archive", "Archive functions")
	archiveConf = grammar.Kw("config", "Configuration archive functions")

	showArchiveRow = &cli.Row{
		Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true,
		Syntax: grammar.Seq(cli.Show, showArchive),
		Run:    listArchives,
	}
)

// listArchives prints show archive (ios-files.md 12).
func listArchives(c *cli.Ctx) error {
	next, ok := cli.NextArchive(c.System)
	if !ok {
		c.Printf(" Archive feature not enabled\n")
		return nil
	}
	names, _ := c.System.Archived()
	limit := c.System.Running().Archive.Maximum
	c.Printf("The maximum archive configurations allowed is %d.\n", limit)
	c.Printf("There are currently %d archive configurations saved.\n", len(names))
	c.Printf("The next archive file will be named %s\n Archive #  Name\n", next)
	for i := range limit {
		c.Printf("   %-9d", i+1)
		if i < len(names) {
			c.Printf("%s", names[i])
		}
		if i == len(names)-1 {
			c.Printf(" <- Most Recent")
		}
		c.Printf("\n")
	}
	return nil
}

var (
	diffA      = newDiffFile("First file")
	diffB      = newDiffFile("Second file")
	ignoreCase = grammar.Kw("ignorecase", "Ignore the case of the configuration")
)

func newDiffFile(help string) *grammar.Arg[ifs.Name] { return cli.NewFile(ifs.CanRead, help, false) }

var showDifferencesRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, showArchive, archiveConf,
		grammar.Kw("differences", "Differences in two configuration files"),
		grammar.Opt(diffA, grammar.Opt(diffB)), grammar.Opt(ignoreCase)),
	Run: func(c *cli.Ctx) error {
		// Without names the startup-config is compared with the running-config, with one name
		// that file [UNSOURCED].
		a := ifs.Name{Prefix: "nvram", Path: "startup-config"}
		b := ifs.Name{Prefix: "system", Path: "running-config"}
		if n, ok := diffA.Get(c.Match); ok {
			a = c.Abs(n)
		}
		if n, ok := diffB.Get(c.Match); ok {
			b = c.Abs(n)
		}
		from, _, err := readConfig(c, a)
		if err != nil {
			return err
		}
		to, _, err := readConfig(c, b)
		if err != nil {
			return err
		}
		c.Printf("!Contextual Config Diffs:\n")
		text := config.Diff(from, to)
		if text == "" {
			text = "!No changes were found\n"
		}
		c.Printf("%s\n", text)
		return nil
	},
}

var showIncrementalRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, showArchive, archiveConf,
		grammar.Kw("incremental-diffs", "Incremental differences from the running configuration"), diffA, grammar.Opt(ignoreCase)),
	Run: func(c *cli.Ctx) error {
		more, _, err := readConfig(c, c.Abs(diffA.Of(c.Match)))
		if err != nil {
			return err
		}
		text, err := c.RunningText()
		if err != nil {
			return err
		}
		base, _ := config.ParseText(text)
		c.Printf("!List of Commands:\n")
		if text := config.Missing(more, base); text != "" {
			c.Printf("%send\n\n", text)
		} else {
			c.Printf("!No changes were found\n\n")
		}
		return nil
	},
}

// maxConfig is the maximum size in bytes of a file that is read as a configuration.
const maxConfig = 16 << 20

// readConfig reads a configuration. complete reports whether it ends in "end". With
// ignorecase the lines are converted to lower case.
func readConfig(c *cli.Ctx, n ifs.Name) (lines []*config.Section, complete bool, err error) {
	text, err := readText(c, n)
	if err != nil {
		return nil, false, err
	}
	if ignoreCase.In(c.Match) {
		text = strings.ToLower(text)
	}
	lines, complete = config.ParseText(text)
	return lines, complete, nil
}

// readText reads a file that should be a configuration. If it cannot be opened, the error
// has a text of its own (ios-files.md 12).
func readText(c *cli.Ctx, n ifs.Name) (string, error) {
	fs, n, err := c.Files().Resolve(n)
	if err != nil {
		return "", err
	}
	f, err := ifs.Open(c, fs, n)
	if err != nil {
		if c.Err() != nil || errors.Is(err, context.Canceled) {
			return "", &ifs.Error{Op: ifs.OpOpen, Name: n, Kind: ifs.KindAborted, Err: err}
		}
		return "", &cli.UserError{Text: "Error: Could not open file " + cli.Display(n) + " for reading\n"}
	}
	defer f.Close()
	b, err := io.ReadAll(io.LimitReader(f, maxConfig+1))
	if err != nil {
		return "", as(ifs.OpRead, n, err)
	}
	if len(b) > maxConfig {
		return "", &ifs.Error{Op: ifs.OpRead, Name: n, Kind: ifs.KindNoSpace}
	}
	return string(b), nil
}
