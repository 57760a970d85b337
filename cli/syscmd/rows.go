// Package syscmd is the commands that work on the session and the system:
// enable, configure, reload, terminal and their like.
package syscmd

import (
	"slices"

	"github.com/iosim/iosim/cli"
)

// Rows are the commands of the family.
func Rows() []*cli.Row {
	return slices.Concat(
		[]*cli.Row{
			configureRow, connectRow, disableRow, enableRow, helpRow, lockRow, loginRow, menuRow, pingRow, reloadRow, sendRow, sshRow,
			telnetRow, tracerouteRow,
		},
		clearRows, clockRows, connectionRows, debugRows, exitRows, monitorRows, terminalRows,
	)
}
