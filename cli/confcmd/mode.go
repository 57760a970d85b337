package confcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var doLine = grammar.Text("Exec Command")

// modeRows leave a mode or reach out of it; every configuration mode has them.
var modeRows = func() []*cli.Row {
	var rows []*cli.Row
	for _, m := range []*cli.Mode{cli.Config, cli.Interface, cli.Line} {
		rows = append(rows,
			&cli.Row{
				Mode: m, Level: cli.UserLevel, Syntax: grammar.Kw("exit", "Exit from configure mode"),
				Run: func(c *cli.Ctx) error { c.Session.Up(); return nil },
			},
			&cli.Row{
				Mode: m, Level: cli.UserLevel, Syntax: grammar.Kw("end", "Exit from configure mode"),
				Run: func(c *cli.Ctx) error { c.Session.EndConfig(); return nil },
			},
			&cli.Row{
				Mode: m, Level: cli.UserLevel,
				Syntax: grammar.Seq(grammar.Kw("do", "To run exec commands in config mode"), doLine),
				Run:    func(c *cli.Ctx) error { return c.Session.Do(c, doLine.Of(c.Match)) },
			})
	}
	return rows
}()
