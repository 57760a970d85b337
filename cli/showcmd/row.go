package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// Words that several rows share.
var (
	showIP   = grammar.Kw("ip", "IP information")
	ifaceArg = cli.NewInterfaceWords()
)

// user is a row of show that every level may use, privileged one that level 15
// may.
func user(run func(*cli.Ctx) error, words ...grammar.Node) *cli.Row {
	return &cli.Row{Mode: cli.Exec, Level: cli.UserLevel, Pipe: true, Syntax: show(words), Run: run}
}

func privileged(run func(*cli.Ctx) error, words ...grammar.Node) *cli.Row {
	return &cli.Row{Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true, Syntax: show(words), Run: run}
}

func show(words []grammar.Node) grammar.Node {
	return grammar.Seq(append([]grammar.Node{cli.Show}, words...)...)
}
