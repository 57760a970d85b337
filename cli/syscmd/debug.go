package syscmd

import (
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// debugRows are debug, undebug and no debug for each flag and for all flags.
var debugRows = func() []*cli.Row {
	on := grammar.Kw("debug", "Debugging functions (see also 'undebug')")
	off := grammar.Kw("undebug", "Disable debugging functions (see also 'debug')")
	no := grammar.Kw("no", "Disable debugging functions")
	noDebug := grammar.Kw("debug", "Debugging functions (see also 'undebug')")
	all := grammar.Kw("all", "Enable all debugging")
	rows := []*cli.Row{
		debugRow(debugAll, on, all),
		debugRow(undebugAll, off, all),
		debugRow(undebugAll, no, noDebug, all),
	}
	for _, f := range cli.DebugFlags {
		words := debugWords(f)
		rows = append(rows,
			debugRow(setDebug(f, true), append([]grammar.Node{on}, words...)...),
			debugRow(setDebug(f, false), append([]grammar.Node{off}, words...)...),
			debugRow(setDebug(f, false), append([]grammar.Node{no, noDebug}, words...)...))
	}
	return rows
}()

func debugRow(run func(*cli.Ctx) error, words ...grammar.Node) *cli.Row {
	return &cli.Row{Mode: cli.Exec, Level: cli.PrivilegedLevel, Syntax: grammar.Seq(words...), Run: run}
}

func debugWords(f cli.Debug) []grammar.Node {
	var out []grammar.Node
	words := strings.Fields(f.Flag)
	for i, w := range words {
		help := f.Help
		if i == 0 && len(words) > 1 {
			help = debugGroups[w]
		}
		out = append(out, grammar.Kw(w, help))
	}
	return out
}

// debugGroups are the help texts of the words with which several flags begin.
var debugGroups = map[string]string{
	"aaa": "AAA Authentication, Authorization and Accounting", "cdp": "CDP information",
	"ip": "IP information", "tftp": "TFTP debugging",
}

func setDebug(f cli.Debug, on bool) func(*cli.Ctx) error {
	return func(c *cli.Ctx) error {
		c.System.SetDebug(f.Flag, on)
		state := "off"
		if on {
			state = "on"
		}
		c.Printf("%s debugging is %s\n", f.Title, state)
		return nil
	}
}

// debugAll turns on all flags, after IOS's warning [UNSOURCED].
func debugAll(c *cli.Ctx) error {
	answer, err := c.AskLine("\nThis may severely impact network performance. Continue? (yes/[no]): ")
	if err != nil || !strings.HasPrefix("yes", strings.ToLower(answer)) || answer == "" {
		return err
	}
	for _, f := range cli.DebugFlags {
		c.System.SetDebug(f.Flag, true)
	}
	c.Printf("All possible debugging has been turned on\n")
	return nil
}

func undebugAll(c *cli.Ctx) error {
	c.System.ClearDebugs()
	c.Printf("All possible debugging has been turned off\n")
	return nil
}
