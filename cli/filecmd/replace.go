package filecmd

import (
	"bytes"
	"context"
	"fmt"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/system"
)

var (
	configureWord = grammar.Kw("configure", "Enter configuration mode")

	replaceFile  = cli.NewFile(ifs.CanRead, "Replace with", false)
	replaceForce = grammar.Kw("force", "Forcibly replace the current configuration without prompting")
	replaceList  = grammar.Kw("list", "List the commands that are applied")
	replaceNo    = grammar.Kw("nolock", "Do not lock the running configuration")
	replaceTime  = grammar.Kw("time", "Time in which the replacement must be confirmed")
	replaceMin   = grammar.Int(1, 120, "Minutes")
	revertWord   = grammar.Kw("revert", "Parameters for reverting the configuration")
	revertOn     = grammar.Kw("trigger", "Condition that reverts the configuration")
	revertError  = grammar.Kw("error", "Revert upon an error")
	revertTimer  = grammar.Kw("timer", "Revert unless confirmed in time")
	revertMin    = grammar.Int(1, 120, "Minutes")
)

var replaceRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(configureWord, grammar.Kw("replace", "Replace the running-config with a new config file"), replaceFile,
		grammar.AnyOf(replaceForce, replaceList, replaceNo, grammar.Seq(replaceTime, replaceMin),
			grammar.Seq(revertWord, revertOn, grammar.AnyOf(revertError, grammar.Seq(revertTimer, revertMin))))),
	Run: func(c *cli.Ctx) error {
		n := c.Abs(replaceFile.Of(c.Match))
		text, err := readText(c, n)
		if err != nil {
			return err
		}
		to, complete := config.ParseText(text)
		if !complete {
			return &cli.UserError{Text: "%The input file is not a valid config file.\n"} // clients.md 3
		}
		before, err := c.RunningText()
		if err != nil {
			return err
		}
		if !replaceForce.In(c.Match) {
			if ok, err := sure(c); !ok {
				return err
			}
		}
		if err := c.Session.MayConfigure(); err != nil {
			return err
		}
		minutes, timed := replaceMin.Get(c.Match)
		if m, ok := revertMin.Get(c.Match); ok {
			minutes, timed = m, true
		}
		if !timed {
			return replace(c, to)
		}
		backup, err := backUp(c)
		if err != nil {
			return err
		}
		if err := replace(c, to); err != nil {
			return err
		}
		schedule(c, trial{minutes: minutes, backup: backup, text: before})
		return nil
	},
}

// sure asks for confirmation before the configuration is replaced (ios-files.md 12).
func sure(c *cli.Ctx) (bool, error) {
	c.Printf("This will apply all necessary additions and deletions\n" +
		"to replace the current running configuration with the\n" +
		"contents of the specified configuration file, which is\n" +
		"assumed to be a complete configuration, not a partial\n")
	answer, err := c.AskLine("configuration. Enter Y if you are sure you want to proceed. ? [no]: ")
	if err != nil {
		return false, err
	}
	a := strings.ToLower(answer)
	return a != "" && strings.HasPrefix("yes", a), nil
}

// tell logs a message in the middle of a command, whose output continues on a new line.
func tell(c *cli.Ctx, code, format string, args ...any) {
	c.System.Logf(code, format, args...)
	freshLine(c)
}

// freshLine ends the line of a log message before more output.
func freshLine(c *cli.Ctx) {
	if t := c.Session.Terminal(); t != nil {
		t.FreshLine()
	}
}

// maxPasses is the number of passes after which IOS gives up (ios-files.md 12).
const maxPasses = 5

// passes is a replacement of the running-config in progress.
type passes struct {
	ctx  context.Context
	d    *system.System
	to   []*config.Section
	told func(pass int, commands string) // called before the commands are applied; may be nil

	n       int    // the number of passes made
	last    string // the commands of the last pass
	refused string // what the parser printed about them
}

// run makes passes until nothing differs, a pass is refused, or a pass changes nothing: a
// password that is stored in another form than it was entered in differs forever. It
// reports whether the configuration equals the wanted one.
func (p *passes) run() bool {
	for p.n < maxPasses {
		from, _ := config.ParseText(p.d.RunningConfig())
		commands := config.Rollback(from, p.to, p.permanent)
		if commands == "" || commands == p.last {
			return true
		}
		p.n++
		p.last = commands
		if p.told != nil {
			p.told(p.n, commands)
		}
		var refused bytes.Buffer
		if err := p.d.Merge(cli.WithRefusals(p.ctx, &refused), commands, "memory"); err != nil {
			return false
		}
		if p.refused = refused.String(); p.refused != "" {
			return false
		}
	}
	from, _ := config.ParseText(p.d.RunningConfig())
	return config.Rollback(from, p.to, p.permanent) == ""
}

// permanent reports whether a section belongs to the hardware: its ports and lines.
func (p *passes) permanent(head string) bool {
	if strings.HasPrefix(head, "line ") {
		return true
	}
	name, ok := strings.CutPrefix(head, "interface ")
	if !ok {
		return false
	}
	_, ok = p.d.Model().Port(name)
	return ok
}

// replace replaces the running-config by that of to. If that fails, the running-config is
// restored (ios-files.md 12).
func replace(c *cli.Ctx, to []*config.Section) error {
	if !replaceNo.In(c.Match) {
		unlock, err := c.Session.LockConfig("configure replace")
		if err != nil {
			return err
		}
		defer unlock()
		tell(c, "", "Rollback:Acquired Configuration lock.")
	}
	ctx := context.WithoutCancel(c.Context) // must not be stopped halfway
	before, _ := config.ParseText(c.System.RunningConfig())
	p := &passes{ctx: ctx, d: c.System, to: to}
	if replaceList.In(c.Match) {
		p.told = func(pass int, commands string) {
			c.Printf("!Pass %d\n!List of Rollback Commands:\n%send\n\n\n", pass, commands)
		}
	}
	if p.run() {
		c.Printf("Total number of passes: %d\nRollback Done\n\n", p.n)
		c.System.ConfiguredBy(c.Session.Source(), c.Session.By())
		return nil
	}
	back := &passes{ctx: ctx, d: c.System, to: before}
	restored := back.run()
	c.System.ConfiguredBy(c.Session.Source(), c.Session.By())
	freshLine(c)
	var b strings.Builder
	b.WriteString(p.refused)
	fmt.Fprintf(&b, "\nThe rollback configlet from the last pass is listed below:\n********\n\n!List of Rollback Commands:\n%send\n\n********\n\n\nRollback aborted after %d passes\n", p.last, max(p.n, maxPasses))
	if restored && revertError.In(c.Match) {
		b.WriteString("The original configuration has been successfully restored.\n") // clients.md 3
	}
	return &cli.UserError{Text: b.String()}
}
