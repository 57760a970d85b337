package syscmd

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/system"
)

var (
	sendAll     = grammar.Kw("*", "All tty lines")
	sendLine    = grammar.Int(0, 2000, "Send a message to a specific line")
	sendConsole = grammar.Kw("console", "Primary terminal line")
	sendVTY     = grammar.Kw("vty", "Virtual terminal")
	sendNumber  = grammar.Int(0, 1869, "Line number")
)

// lineSyntax returns the syntax of a terminal line: its absolute number, or its kind and
// number.
func lineSyntax() grammar.Node {
	return grammar.Alt(sendLine, grammar.Seq(grammar.Alt(sendConsole, sendVTY), sendNumber))
}

// lineOf returns the terminal line that lineSyntax has matched.
func lineOf(c *cli.Ctx) (system.LineID, bool) {
	var id system.LineID
	switch {
	case sendConsole.In(c.Match):
		id = system.LineID{Kind: "con", N: sendNumber.Of(c.Match)}
	case sendVTY.In(c.Match):
		id = system.LineID{Kind: "vty", N: sendNumber.Of(c.Match)}
	}
	for _, l := range c.System.Lines() {
		if l == id || id.Kind == "" && l.Number() == sendLine.Of(c.Match) {
			return l, true
		}
	}
	return id, false
}

// sendRow sends a message to other lines, in IOS's words [UNSOURCED].
var sendRow = &cli.Row{
	Mode: cli.Exec, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("send", "Send a message to other tty lines"), grammar.Alt(sendAll, lineSyntax())),
	Run: func(c *cli.Ctx) error {
		all := sendAll.In(c.Match)
		id, ok := lineOf(c)
		if !all && !ok {
			return &cli.UserError{Text: "% Invalid line number\n"}
		}
		text, err := message(c)
		if err != nil {
			return err
		}
		yes, err := c.Confirm("Send message?")
		if !yes {
			return err
		}
		from := "tty" + fmt.Sprint(c.Session.TTY().ID.Number())
		to := "all tty lines"
		if !all {
			to = "tty" + fmt.Sprint(id.Number())
		}
		note := fmt.Sprintf("\n\n***\n***\n*** Message from %s to %s:\n***\n%s\n", from, to, text)
		for _, s := range c.System.TTYs() {
			if _, active := s.User(); active && (all || s.ID == id) {
				s.Term.PrintAsync(note)
			}
		}
		return nil
	},
}

// message reads the lines of a message, which Ctrl-Z ends.
func message(c *cli.Ctx) (string, error) {
	defer c.OwnKeys()()
	c.Printf("Enter message, end with CTRL/Z; abort with CTRL/C:\n")
	var b strings.Builder
	for {
		l, ended, err := c.AskText()
		if err != nil {
			return "", err
		}
		b.WriteString(l)
		if ended {
			return b.String(), nil
		}
		b.WriteString("\n")
	}
}
