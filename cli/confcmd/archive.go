package confcmd

import (
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

var archiveMinutes = grammar.Int(1, 525600, "Number of minutes to wait between archive creation")

// archivePeriodRow saves the configuration to the archive at regular intervals.
func archivePeriodRow(mode *cli.Mode) *cli.Row {
	return &cli.Row{
		Mode: mode, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(grammar.Kw("time-period", "Period of time in minutes to automatically archive the running-config"), archiveMinutes),
		Conf: &cli.Conf{Place: 6, Key: "time-period", Decode: running.ArchivePeriod,
			Apply: func(c *cli.Ctx) error {
				period := time.Duration(0)
				if !c.Negated() {
					period = time.Duration(archiveMinutes.Of(c.Match)) * time.Minute
				}
				cli.ArchiveRegularly(c.System, period)
				return nil
			}},
	}
}
