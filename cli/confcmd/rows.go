// Package confcmd is the commands of configuration. Those that do something are
// rows of their own, one idea in each file; the many that are only checked, kept,
// shown and removed are written in the folder lines (see notation.go).
package confcmd

import (
	"slices"

	"github.com/iosim/iosim/cli"
)

// Rows are the commands of the family.
func Rows() []*cli.Row {
	r := newReader()
	if err := r.readFiles(); err != nil {
		panic(err)
	}
	return rowsOf(r)
}

func rowsOf(r *reader) []*cli.Row {
	return slices.Concat(
		[]*cli.Row{aliasRow, hostnameRow, menuTitleRow, bootSystemRow, bootFileRow, configRegisterRow, domainLookupRow, filePromptRow, interfaceRow, defineRow, privilegeRow, rangeRow, scpRow},
		clientRows, cryptoKeyRows, httpClientRows, factoryRows, interfaceRows, lineRows, passwordRows, routeRows, serviceRows, bannerRows, listRows(r), prefixListRows(r),
		[]*cli.Row{
			certificateRow(r.modes["config-cert-chain"]), archivePeriodRow(r.modes["config-archive"]),
			keyStringRow(r.modes["conf-ssh-pubkey-user"]),
		},
		r.rows, modeRows(r),
	)
}
