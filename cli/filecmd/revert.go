package filecmd

import (
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device/config"
	"github.com/iosim/iosim/internal/grammar"
)

// noPending is what there is to say of no rollback (clients.md 3).
const noPending = "%No Rollback Confirmed Change pending\n"

var confirmRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(configureWord, grammar.Kw("confirm", "Confirm replacement of running-config with a new config file")),
	Run: func(c *cli.Ctx) error {
		if !c.Device.EndRollback() {
			return &cli.UserError{Text: noPending}
		}
		c.Device.Logf("ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_CONFIRM", "User: %s: Confirm the configuration change", c.Session.By())
		return nil
	},
}

var (
	revertNow = grammar.Kw("now", "Rollback immediately")
	resetMin  = grammar.Int(1, 120, "Minutes")
)

var revertRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(configureWord, revertWord, grammar.Alt(revertNow, grammar.Seq(revertTimer, resetMin))),
	Run: func(c *cli.Ctx) error {
		to, _, ok := c.Device.Rollback()
		if !ok {
			return &cli.UserError{Text: noPending}
		}
		text, err := readText(c, to)
		if err != nil {
			return err
		}
		if minutes, later := resetMin.Get(c.Match); later {
			schedule(c, minutes, to, text)
			return nil
		}
		c.Device.EndRollback()
		c.Device.Logf("ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_ROLLBACK_START", "User: %s: Start rolling to: %s", c.Session.By(), to)
		lines, _ := config.ParseText(text)
		return replace(c, lines)
	},
}

var showTimerRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, showArchive, archiveConf, grammar.Kw("rollback", "Rollback information"),
		grammar.Kw("timer", "Rollback Confirmed Change timer")),
	Run: func(c *cli.Ctx) error {
		to, left, ok := c.Device.Rollback()
		if !ok {
			c.Printf("%s", noPending)
			return nil
		}
		// [UNSOURCED]
		c.Printf("Timer type: absolute timer\nTime value: %d min\nTimer expires in: %s\nRollback to: %s\n",
			int(left.Round(time.Minute)/time.Minute), left.Round(time.Second), to)
		return nil
	},
}
