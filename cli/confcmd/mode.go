package confcmd

import (
	"maps"
	"slices"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	doLine = grammar.Text("Exec Command")

	exitWord = grammar.Kw("exit", "Exit from configure mode")
	endWord  = grammar.Kw("end", "Exit from configure mode")
	doWord   = grammar.Kw("do", "To run exec commands in config mode")
)

// exits are the commands, by mode, that leave a mode as exit does.
var exits = map[string]*grammar.Keyword{
	"config-router-af":           grammar.Kw("exit-address-family", "Exit from Address Family configuration mode"),
	"config-vrf-af":              grammar.Kw("exit-address-family", "Exit from vrf address-family configuration submode"),
	"config-router-af-interface": grammar.Kw("exit-af-interface", "Exit from Address Family Interface configuration mode"),
	"config-router-af-topology":  grammar.Kw("exit-af-topology", "Exit from Address Family Topology configuration mode"),
}

// modeRows returns the commands that all configuration modes have: exit, end and do.
func modeRows(r *reader) []*cli.Row {
	modes := []*cli.Mode{stdList, extList}
	for _, name := range slices.Sorted(maps.Keys(r.modes)) {
		modes = append(modes, r.modes[name])
	}
	up := func(c *cli.Ctx) error { c.Session.Up(); return nil }
	var rows []*cli.Row
	for _, m := range modes {
		rows = append(rows,
			&cli.Row{Mode: m, Level: cli.UserLevel, Syntax: exitWord, Run: up},
			&cli.Row{
				Mode: m, Level: cli.UserLevel, Syntax: endWord,
				Run: func(c *cli.Ctx) error { c.Session.EndConfig(); return nil },
			},
			&cli.Row{
				Mode: m, Level: cli.UserLevel, Syntax: grammar.Seq(doWord, doLine),
				Run: func(c *cli.Ctx) error { return c.Session.Do(c, doLine.Of(c.Match)) },
			})
		if word := exits[m.Name]; word != nil {
			rows = append(rows, &cli.Row{Mode: m, Level: cli.UserLevel, Syntax: word, Run: up})
		}
	}
	return rows
}
