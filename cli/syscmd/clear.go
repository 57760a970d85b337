package syscmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	clearWord     = grammar.Kw("clear", "Reset functions")
	clearPort     = cli.NewInterfaceWords()
	clearIP       = grammar.Kw("ip", "IP")
	clearARPWords = grammar.Kw("arp-cache", "Clear the entire ARP cache")
)

func clearRow(run func(*cli.Ctx) error, words ...grammar.Node) *cli.Row {
	return &cli.Row{
		Mode: cli.Exec, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(append([]grammar.Node{clearWord}, words...)...), Run: run,
	}
}

// clearRows ask for confirmation as IOS does; the [OK] of clear line is [UNSOURCED].
var clearRows = []*cli.Row{
	clearRow(func(c *cli.Ctx) error {
		id, ok := lineOf(c)
		if !ok {
			return &cli.UserError{Text: "% Invalid line number\n"} // [UNSOURCED]
		}
		yes, err := c.ConfirmTight("")
		if !yes {
			return err
		}
		c.Printf(" [OK]\n")
		for _, s := range c.System.TTYs() {
			if s.ID == id {
				s.Clear()
			}
		}
		return nil
	}, grammar.Kw("line", "Reset a terminal line"), lineSyntax()),
	clearRow(func(c *cli.Ctx) error {
		yes, err := c.Confirm("Clear logging buffer")
		if yes {
			c.System.Log().Clear()
		}
		return err
	}, grammar.Kw("logging", "Clear logging buffer")),
	clearRow(clearCounters, grammar.Kw("counters", "Clear counters on one or all interfaces"), grammar.Opt(clearPort.Node)),
	clearRow(clearARP, clearARPWords),
	clearRow(clearARP, clearIP, grammar.Kw("arp", "Clear ARP cache")),
	clearRow(func(*cli.Ctx) error { return nil }, clearIP, grammar.Kw("route", "Delete route table entries"),
		grammar.Alt(grammar.Kw("*", "Delete all routes"), grammar.IPv4("Destination network route to delete"))),
	clearRow(func(*cli.Ctx) error { return nil }, grammar.Kw("host", "Delete host table entries"),
		grammar.Alt(grammar.Kw("*", "Delete all entries"), grammar.AnyWord("Hostname to delete"))),
}

func clearCounters(c *cli.Ctx) error {
	name, one, err := clearPort.Get(c)
	if err != nil {
		return err
	}
	question := "Clear \"show interface\" counters on all interfaces"
	if one {
		question = "Clear \"show interface\" counters on this interface"
	}
	yes, err := c.Confirm(question)
	if !yes {
		return err
	}
	by := c.Session.By()
	for _, i := range c.System.Interfaces() {
		if !one || i.Name == name {
			c.System.Counter(i.Name).Clear()
		}
	}
	what := "all interfaces"
	if one {
		what = "interface " + name
	}
	c.System.Logf("CLEAR-5-COUNTERS", "Clear counter on %s by %s", what, by)
	return nil
}

func clearARP(c *cli.Ctx) error {
	c.System.ForgetNeighbours()
	return nil
}
