package syscmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/line"
)

var (
	termWord   = grammar.Kw("terminal", "Set terminal line parameters")
	termNo     = grammar.Kw("no", "Negate a command or set its defaults")
	termLength = grammar.Int(0, 512, "Number of lines on screen (0 for no pausing)")
	termWidth  = grammar.Int(0, 512, "Number of characters on a screen line")
	termSize   = grammar.Int(0, 256, "Size of history buffer")

	termLengthWord  = grammar.Kw("length", "Set number of lines on a screen")
	termWidthWord   = grammar.Kw("width", "Set width of the display terminal")
	termHistory     = grammar.Kw("history", "Enable and control the command history function")
	termSizeWord    = grammar.Kw("size", "Set history buffer size")
	termMonitorWord = grammar.Kw("monitor", "Copy debug output to the current terminal line")
	termExec        = grammar.Kw("exec", "Configure EXEC")
	termPrompt      = grammar.Kw("prompt", "EXEC prompt")
	termStamp       = grammar.Kw("timestamp", "Print timestamps for show commands")
	termFullHelp    = grammar.Kw("full-help", "Provide help to unprivileged user")
	termEditingWord = grammar.Kw("editing", "Enable command line editing")
)

// The default size of a terminal (ios-boot.md 11.5).
const (
	defaultLength = 24
	defaultWidth  = 80
)

func terminalRow(run func(*cli.Ctx) error, words ...grammar.Node) *cli.Row {
	return &cli.Row{
		Mode: cli.Exec, Level: cli.UserLevel,
		Syntax: grammar.Seq(append([]grammar.Node{termWord}, words...)...), Run: run,
	}
}

// setSize sets the width and the length, unless negative.
func setSize(c *cli.Ctx, width, length int) error {
	t := c.Session.Terminal()
	w, l := t.Size()
	if width >= 0 {
		w = width
	}
	if length >= 0 {
		l = length
	}
	if length == 0 {
		if _, no := c.System.FaultActive(device.FaultMore); no {
			l = defaultLength
		}
	}
	t.SetSize(w, l)
	return nil
}

var terminalRows = []*cli.Row{
	terminalRow(func(c *cli.Ctx) error { return setSize(c, -1, termLength.Of(c.Match)) }, termLengthWord, termLength),
	terminalRow(func(c *cli.Ctx) error { return setSize(c, -1, defaultLength) }, termNo, termLengthWord),
	terminalRow(func(c *cli.Ctx) error { return setSize(c, termWidth.Of(c.Match), -1) }, termWidthWord, termWidth),
	terminalRow(func(c *cli.Ctx) error { return setSize(c, defaultWidth, -1) }, termNo, termWidthWord),
	terminalRow(func(c *cli.Ctx) error {
		if n, ok := termSize.Get(c.Match); ok {
			c.Session.SetHistorySize(n)
		} else if c.Session.History().Size() == 0 {
			c.Session.SetHistorySize(line.DefaultHistory)
		}
		return nil
	}, termHistory, grammar.Opt(termSizeWord, termSize)),
	terminalRow(func(c *cli.Ctx) error {
		size := 0
		if termSizeWord.In(c.Match) {
			size = line.DefaultHistory
		}
		c.Session.SetHistorySize(size)
		return nil
	}, termNo, termHistory, grammar.Opt(termSizeWord)),
	terminalRow(func(c *cli.Ctx) error {
		tty := c.Session.TTY()
		if tty.ID.Kind == "con" {
			return &cli.UserError{Text: "% Console already monitors\n"}
		}
		tty.Monitor(true)
		return nil
	}, termMonitorWord),
	terminalRow(func(c *cli.Ctx) error {
		c.Session.TTY().Monitor(false)
		return nil
	}, termNo, termMonitorWord),
	terminalRow(func(c *cli.Ctx) error { c.Session.SetStamp(true); return nil }, termExec, termPrompt, termStamp),
	terminalRow(func(c *cli.Ctx) error { c.Session.SetStamp(false); return nil }, termNo, termExec, termPrompt, termStamp),
	terminalRow(func(c *cli.Ctx) error { c.Session.SetFullHelp(true); return nil }, termFullHelp),
	terminalRow(func(c *cli.Ctx) error { c.Session.SetFullHelp(false); return nil }, termNo, termFullHelp),
	// The editor keys continue to work, which a terminal that sends none of them does not
	// notice.
	terminalRow(func(c *cli.Ctx) error { c.Session.SetEditing(true); return nil }, termEditingWord),
	terminalRow(func(c *cli.Ctx) error { c.Session.SetEditing(false); return nil }, termNo, termEditingWord),
}
