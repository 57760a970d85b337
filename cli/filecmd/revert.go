package filecmd

import (
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/system"
)

// noPending is the message if no rollback is pending (clients.md 3).
const noPending = "%No Rollback Confirmed Change pending\n"

var confirmRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(configureWord, grammar.Kw("confirm", "Confirm replacement of running-config with a new config file")),
	Run: func(c *cli.Ctx) error {
		if !c.System.EndRollback() {
			return &cli.UserError{Text: noPending}
		}
		c.System.Logf("ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_CONFIRM", "User: %s: Confirm the configuration change", c.Session.By())
		return nil
	},
}

var (
	revertNow = grammar.Kw("now", "Rollback immediately")
	resetIdle = grammar.Kw("idle", "Idle time after which the configuration is reverted")
	resetMin  = grammar.Int(1, 120, "Minutes")
)

var revertRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(configureWord, revertWord, grammar.Alt(revertNow, grammar.Seq(revertTimer, grammar.Opt(resetIdle), resetMin))),
	Run: func(c *cli.Ctx) error {
		pending, ok := c.System.Rollback()
		if !ok {
			return &cli.UserError{Text: noPending}
		}
		to := pending.To
		text, err := readText(c, to)
		if err != nil {
			return err
		}
		if minutes, later := resetMin.Get(c.Match); later {
			schedule(c, trial{minutes: minutes, idle: resetIdle.In(c.Match), backup: to, text: text})
			return nil
		}
		c.System.EndRollback()
		tell(c, "ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_ROLLBACK_START", "User: %s: Start rolling to: %s", c.Session.By(), to)
		lines, _ := config.ParseText(text)
		return replace(c, lines)
	},
}

var showTimerRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel, Pipe: true,
	Syntax: grammar.Seq(cli.Show, showArchive, archiveConf, grammar.Kw("rollback", "Rollback information"),
		grammar.Kw("timer", "Rollback Confirmed Change timer")),
	Run: func(c *cli.Ctx) error {
		p, ok := c.System.Rollback()
		if !ok {
			c.Printf("%s", noPending)
			return nil
		}
		// According to Cisco's command reference; no transcript is known.
		kind := "absolute timer"
		if p.Idle != nil {
			kind = "idle timer"
		}
		c.Printf("Time configured(or reconfigured): %s\nTimer type: %s\nTimer value: %d min\nUser: %s\n",
			p.Set.Format(system.StampFormat), kind, p.After/time.Minute, p.By)
		return nil
	},
}
