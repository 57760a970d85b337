// Package cli is what commands are written in: modes, rows, the session that
// reads a line and finds its row, and the context a row's function works with.
// The families of commands (cli/filecmd …) are tables of rows; ios joins them.
//
// A command is one Row in a file of its own:
//
//	var pwdRow = cli.Row{
//		Mode: cli.Exec, Level: 15,
//		Syntax: grammar.Kw("pwd", "Display current working directory"),
//		Run:    func(c *cli.Ctx) error { c.Printf("%s\n", c.Session.Cwd()); return nil },
//	}
package cli
