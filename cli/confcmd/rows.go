// Package confcmd is the commands of configuration: hostname, boot system,
// interface and their like, one idea in each file.
package confcmd

import (
	"slices"

	"github.com/iosim/iosim/cli"
)

// Rows are the commands of the family.
func Rows() []*cli.Row {
	return slices.Concat(
		[]*cli.Row{hostnameRow, bootSystemRow, configRegisterRow, domainLookupRow, filePromptRow},
		clientRows, factoryRows, interfaceRows, lineRows, passwordRows, routeRows, serviceRows, modeRows,
	)
}
