package syscmd

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	resumeNumber     = grammar.Int(1, 99, "Session number to resume")
	disconnectNumber = grammar.Int(1, 99, "The number of an active network connection")
)

// connectionRows work with the connections that the session has opened. The texts are those
// of Cisco's examples.
var connectionRows = []*cli.Row{
	{Mode: cli.Exec, Level: cli.UserLevel, Syntax: resumeNumber, Run: resume},
	{
		Mode: cli.Exec, Level: cli.UserLevel, Run: resume,
		Syntax: grammar.Seq(grammar.Kw("resume", "Resume an active network connection"), grammar.Opt(resumeNumber)),
	},
	{
		Mode: cli.Exec, Level: cli.UserLevel, Run: disconnect,
		Syntax: grammar.Seq(grammar.Kw("disconnect", "Disconnect an existing network connection"), grammar.Opt(disconnectNumber)),
	},
	{
		Mode: cli.Exec, Level: cli.UserLevel, Run: nameConnection,
		Syntax: grammar.Kw("name-connection", "Name an existing network connection"),
	},
	{Mode: cli.Exec, Level: cli.UserLevel, Pipe: true, Syntax: grammar.Kw("where", "List active connections"), Run: showSessions},
	{
		Mode: cli.Exec, Level: cli.UserLevel, Pipe: true, Run: showSessions,
		Syntax: grammar.Seq(cli.Show, grammar.Kw("sessions", "Information about Telnet connections")),
	},
}

// connection returns the connection that the line names, or the most recent one.
func connection(c *cli.Ctx, number *grammar.Arg[int]) (*cli.Connection, error) {
	all, last := c.Session.Connections()
	n, given := number.Get(c.Match)
	for _, x := range all {
		if given && x.Number == n {
			return x, nil
		}
	}
	switch {
	case given:
		return nil, &cli.UserError{Text: fmt.Sprintf("%% %d is not an open connection\n", n)} // [UNSOURCED]
	case last == nil:
		return nil, noConnections
	}
	return last, nil
}

var noConnections = &cli.UserError{Text: "% No connections open\n"}

func resume(c *cli.Ctx) error {
	x, err := connection(c, resumeNumber)
	if err != nil {
		return err
	}
	c.Printf("[Resuming connection %d to %s ... ]\n", x.Number, x.Host)
	return c.Session.Resume(c, x)
}

func disconnect(c *cli.Ctx) error {
	x, err := connection(c, disconnectNumber)
	if err != nil {
		return err
	}
	yes, err := c.Confirm("Closing connection to " + x.Host)
	if yes {
		c.Session.Disconnect(x)
	}
	return err
}

// nameConnection runs the dialog of name-connection in Cisco's command reference.
func nameConnection(c *cli.Ctx) error {
	if all, _ := c.Session.Connections(); len(all) == 0 {
		return noConnections
	}
	text, err := c.AskLine("Connection number: ")
	if err != nil {
		return err
	}
	all, _ := c.Session.Connections()
	i := slices.IndexFunc(all, func(x *cli.Connection) bool { return strconv.Itoa(x.Number) == text })
	if i < 0 {
		return &cli.UserError{Text: "% " + text + " is not an open connection\n"} // [UNSOURCED]
	}
	name, err := c.AskLine("Enter logical name: ")
	if err != nil || name == "" {
		return err
	}
	name = strings.ToUpper(name)
	yes, err := c.Confirm(fmt.Sprintf("Connection %d to %s will be named \"%s\"", all[i].Number, all[i].Host, name))
	if yes {
		all[i].Name = name
	}
	return err
}

func showSessions(c *cli.Ctx) error {
	all, last := c.Session.Connections()
	if len(all) == 0 {
		return noConnections
	}
	c.Printf("Conn Host                Address             Byte  Idle Conn Name\n")
	for _, x := range all {
		mark := " "
		if x == last {
			mark = "*"
		}
		c.Printf("%s%3d %-20s%-20s%4d%6d %s\n", mark, x.Number, x.Host, x.Addr, x.Waiting(), x.Idle(c.System.Now())/time.Minute, x.Name)
	}
	return nil
}

// leave ends the session. If connections are open, the user must confirm that they are
// closed.
func leave(c *cli.Ctx) error {
	all, _ := c.Session.Connections()
	if len(all) > 0 {
		yes, err := c.Confirm("You have open connections")
		if !yes {
			return err
		}
		c.Printf("Closing:")
		for _, x := range all {
			c.Printf(" %s !", x.Host)
			c.Session.Disconnect(x)
		}
		c.Printf("\n")
	}
	return cli.ErrExit
}
