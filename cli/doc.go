// Package cli is the framework of the command line: the modes, the rows that define the
// commands, the session that reads a line and finds its row, and the context in which the
// function of a row works. The families of commands (cli/filecmd and its neighbors) are
// lists of rows; package ios joins them into tables.
//
// A command is one Row in a file of its own:
//
//	var pwdRow = cli.Row{
//		Mode: cli.Exec, Level: 15,
//		Syntax: grammar.Kw("pwd", "Display current working directory"),
//		Run:    func(c *cli.Ctx) error { c.Printf("%s\n", c.Session.Cwd()); return nil },
//	}
package cli
