package showcmd

import (
	"fmt"
	"slices"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/system"
)

var usersAll = grammar.Kw("all", "Include information about inactive ports")

var usersRows = []*cli.Row{
	user(showUsers, grammar.Kw("users", "Display information about terminal lines"), grammar.Opt(usersAll)),
	{Mode: cli.Exec, Level: cli.UserLevel, Pipe: true, Syntax: grammar.Kw("who", "List users"), Run: showUsers, Hidden: true},
	{
		Mode: cli.Exec, Level: cli.UserLevel, Pipe: true, Run: showUsers,
		Syntax: grammar.Seq(grammar.Kw("systat", "Display information about terminal lines"), grammar.Opt(usersAll)),
	},
}

// showUsers prints show users (ios-boot.md 11.9).
func showUsers(c *cli.Ctx) error {
	c.Printf("    Line       User       Host(s)              Idle       Location\n")
	seats := c.System.TTYs()
	for _, s := range seats {
		name, active := s.User()
		if active {
			userLine(c, s.ID, s, name, "idle", system.ShortUptime(s.Idle(c.System.Now())))
		}
	}
	if usersAll.In(c.Match) {
		for _, id := range c.System.Lines() {
			if !slices.ContainsFunc(seats, func(s *system.TTY) bool { _, on := s.User(); return on && s.ID == id }) {
				userLine(c, id, nil, "", "", "00:00:00")
			}
		}
	}
	c.Printf("\n  Interface    User               Mode         Idle     Peer Address\n\n")
	return nil
}

func userLine(c *cli.Ctx, id system.LineID, s *system.TTY, name, host, idle string) {
	mark, location := " ", "  "
	if s != nil {
		if s == c.Session.TTY() {
			mark = "*"
		}
		if s.Host != "" {
			location = s.Host
		}
	}
	c.Printf("%s%3d %-10s%-11s%-21s%-8s %s\n", mark, id.Number(), id, name, host, idle, location)
}

var lineRow = user(func(c *cli.Ctx) error {
	// The columns of IOS 15 [UNSOURCED].
	c.Printf("   Tty Line Typ     Tx/Rx    A Modem  Roty AccO AccI  Uses  Noise Overruns  Int\n")
	seats := c.System.TTYs()
	last := 0
	for _, id := range c.System.Lines() {
		mark, kind, speed, uses := " ", "VTY", "", 0
		switch id.Kind {
		case "con":
			kind = "CTY"
		case "aux":
			kind, speed = "AUX", "9600/9600"
		}
		for _, s := range seats {
			if s.ID == id {
				uses += s.Uses()
				if _, active := s.User(); active {
					mark = "*"
				}
			}
		}
		n := id.Number()
		if id.Kind != "vty" {
			last = n
		}
		c.Printf("%s%5d %4d %s %11s  -    -      -    -    - %5d %6d %6s %6s\n", mark, n, n, kind, speed, uses, 0, "0/0", "-")
	}
	first := system.LineID{Kind: "vty"}.Number()
	c.Printf("\nLine(s) not in async mode -or- with no hardware support: \n%s\n\n", fmt.Sprintf("%d-%d", last+1, first-1))
	return nil
}, grammar.Kw("line", "TTY line information"))
