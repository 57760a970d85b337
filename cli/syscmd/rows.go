// Package syscmd has the commands that work on the session and the system: enable,
// configure, reload, terminal and their like. Each is a row in the file of its subject; its
// Run function works with the session of the context:
//
//	var exitRows = []*cli.Row{
//		{Mode: cli.Exec, Level: 0, Syntax: grammar.Kw("exit", "Exit from the EXEC"), Run: leave},
//		…
//	}
package syscmd

import (
	"slices"

	"github.com/iosim/iosim/cli"
)

// Rows returns the commands of the family.
func Rows() []*cli.Row {
	return slices.Concat(
		[]*cli.Row{
			configureRow, connectRow, disableRow, enableRow, helpRow, lockRow, loginRow, menuRow, pingRow, reloadRow, sendRow, sshRow,
			telnetRow, tracerouteRow,
		},
		clearRows, clockRows, connectionRows, debugRows, exitRows, monitorRows, terminalRows,
	)
}
