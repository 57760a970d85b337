package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// Keywords that several rows share.
var (
	showIP   = grammar.Kw("ip", "IP information")
	ifaceArg = cli.NewInterfaceWords()
)

// user returns a row of show for all privilege levels; privileged returns one for level 15.
func user(run func(*cli.Ctx) error, words ...grammar.Node) *cli.Row {
	return &cli.Row{Mode: cli.Exec, Level: cli.UserLevel, Pipe: true, Syntax: show(words), Run: run}
}

func privileged(run func(*cli.Ctx) error, words ...grammar.Node) *cli.Row {
	return &cli.Row{Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true, Syntax: show(words), Run: run}
}

// rare returns the row as one that gives way where an abbreviation fits another too.
func rare(r *cli.Row) *cli.Row {
	r.Rare = true
	return r
}

func show(words []grammar.Node) grammar.Node {
	return grammar.Seq(append([]grammar.Node{cli.Show}, words...)...)
}
