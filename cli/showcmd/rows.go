// Package showcmd has the show commands that are not about files. Each command is a row in
// the file of its subject; for example, show calendar is
//
//	var calendarRow = user(func(c *cli.Ctx) error {
//		c.Printf("%s\n", c.System.Calendar().Format(cli.Stamp))
//		return nil
//	}, grammar.Kw("calendar", "Display the hardware calendar"))
package showcmd

import (
	"slices"

	"github.com/iosim/iosim/cli"
)

// Rows returns the commands of the family.
func Rows() []*cli.Row {
	return slices.Concat(
		[]*cli.Row{
			aliasesRow, arpRow, bootRow, bootvarRow, buffersRow, calendarRow, clockRow, debuggingRow, environmentRow, formatRow, historyRow, hostsRow,
			interfacesRow, inventoryRow, ipARPRow, ipInterfaceRow, ipRouteRow, lineRow, loggingRow, loginRow, memoryRow, privilegeRow,
			processesRow, protocolsRow, redundancyRow, reloadRow, runningRow, snmpRow, startupRow, configLockRow, techRow,
			terminalRow, versionRow,
		},
		bgpRows, cdpRows, eigrpRows, ipv6Rows, licenseRows, lldpRows, monitorRows, natRows, ospfRows, policyRows, serviceRows, sshRows, usersRows,
		vrfRows,
	)
}
