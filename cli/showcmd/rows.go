// Package showcmd is the show commands that are not about files.
package showcmd

import "github.com/iosim/iosim/cli"

// Rows are the commands of the family.
func Rows() []*cli.Row {
	return []*cli.Row{
		bootvarRow, clockRow, historyRow, interfaceBriefRow, loggingRow, privilegeRow,
		runningRow, startupRow, versionRow,
	}
}
