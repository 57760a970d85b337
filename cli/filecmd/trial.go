package filecmd

import (
	"context"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/system"
)

// trial is a change of the configuration that is reverted unless it is confirmed in time
// (Rollback Confirmed Change).
type trial struct {
	minutes int
	idle    bool     // the time runs from the last line of the session
	backup  ifs.Name // the file with the configuration before the change
	text    string   // the content of backup
}

// backUp saves the running-config in the archive before a trial.
func backUp(c *cli.Ctx) (ifs.Name, error) {
	if c.System.Running().Archive.Path == "" {
		return ifs.Name{}, &cli.UserError{Text: "%Please turn config archive on before using the Rollback Confirmed Change feature.\n"} // clients.md 3
	}
	n, err := cli.ArchiveConfig(c, c.System)
	if err == nil {
		tell(c, "ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_BACKUP", "Backing up current running config to %s", n)
	}
	return n, err
}

// timers are the last words of the messages' mnemonics.
var timers = map[bool]string{false: "ABSTIMER", true: "IDLETIMER"}

// schedule begins the trial. The texts of the log messages are [UNSOURCED].
func schedule(c *cli.Ctx, t trial) {
	d, by := c.System, c.Session.By()
	d.Logf("ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_START_"+timers[t.idle], "User: %s: Scheduled to rollback to config %s in %d minutes", by, t.backup, t.minutes)
	p := system.PendingRollback{
		To: t.backup, After: time.Duration(t.minutes) * time.Minute, By: by,
		Warn: func() {
			d.Logf("ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_WARNING_"+timers[t.idle],
				"System will rollback to config %s in one minute. Enter \"configure confirm\" if you wish to keep what you've configured", t.backup)
		},
		Revert: func(ctx context.Context) { t.takeBack(ctx, d, by) },
	}
	if tty := c.Session.TTY(); t.idle && tty != nil {
		p.Idle = func() time.Duration { return tty.Idle(d.Now()) }
	}
	d.StartRollback(p)
}

// takeBack restores the running-config from before the change. A configuration lock of
// another session does not prevent it.
func (t trial) takeBack(ctx context.Context, d *system.System, by string) {
	d.Logf("ARCHIVE_DIFF-5-ROLLBK_CNFMD_CHG_ROLLBACK_START", "User: %s: Start rolling to: %s", by, t.backup)
	if _, unlock, ok := d.LockConfig(system.ConfigLock{User: "unknown", Command: "configure replace"}); ok {
		defer unlock()
	}
	to, _ := config.ParseText(t.text)
	p := &passes{ctx: ctx, d: d, to: to}
	p.run()
	d.Configured("memory")
}

var (
	trialWord  = grammar.Kw("terminal", "Configure from the terminal")
	trialTimer = grammar.Kw("timer", "Time in which the configuration must be confirmed")
	trialIdle  = grammar.Kw("idle", "Idle time after which the configuration is reverted")
	trialMin   = grammar.Int(1, 120, "Minutes")
)

// trialRow is `configure terminal revert {timer|idle} MINUTES`.
var trialRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(configureWord, trialWord, revertWord, grammar.Alt(trialTimer, trialIdle), trialMin),
	Run: func(c *cli.Ctx) error {
		if err := c.Session.MayConfigure(); err != nil {
			return err
		}
		before := c.System.RunningConfig()
		backup, err := backUp(c)
		if err != nil {
			return err
		}
		schedule(c, trial{minutes: trialMin.Of(c.Match), idle: trialIdle.In(c.Match), backup: backup, text: before})
		freshLine(c)
		return c.ConfigureTerminal(false)
	},
}
