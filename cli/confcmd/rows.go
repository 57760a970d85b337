// Package confcmd has the commands of the configuration modes. A command that does
// something is a cli.Row in Go, one subject a file. The many that are only checked, kept,
// shown and removed are written as text in the folder lines, for example
//
//	ip ospf priority = <0-255>
//
// in the notation that docs/notation.md describes.
package confcmd

import (
	"fmt"
	"slices"

	"github.com/iosim/iosim/cli"
)

// Rows returns all commands of the configuration modes. An error names the line of the
// embedded file that is wrong. Each call returns rows of its own.
func Rows() ([]*cli.Row, error) {
	r := newReader()
	if err := r.readFiles(); err != nil {
		return nil, fmt.Errorf("confcmd: %w", err)
	}
	return rowsOf(r), nil
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
