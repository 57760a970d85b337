package confcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

var (
	schedulerA = grammar.Int(3000, 60000, "Microseconds handling network interrupts")
	schedulerB = grammar.Int(1000, 8000, "Microseconds running processes")
	ipHTTP     = grammar.Kw("http", "HTTP server configuration")
)

// newModelRow enables AAA.
var newModelRow = func() *cli.Row {
	row := factoryRow(cli.PlaceAAA, "aaa new-model", "no aaa new-model", grammar.Seq(grammar.Kw("aaa", "Authentication, Authorization and Accounting."),
		grammar.Kw("new-model", "Enable NEW access control commands and functions.(Disables OLD commands.)")))
	row.Conf.Decode = running.NewModel
	return row
}()

// factoryRows are lines of the factory configuration that have no behavior: they are kept,
// shown in their place and negated. def is the line that `default` restores.
var factoryRows = []*cli.Row{
	newModelRow,
	factoryRow(cli.PlaceIPv6, "ip cef", "ip cef", grammar.Seq(cli.IP, grammar.Kw("cef", "Cisco Express Forwarding"))),
	factoryRow(cli.PlaceIPv6+1, "ipv6 cef", "no ipv6 cef", grammar.Seq(grammar.Kw("ipv6", "Global IPv6 configuration commands"),
		grammar.Kw("cef", "Cisco Express Forwarding for IPv6"))),
	factoryRow(cli.PlaceForward, "ip forward-protocol nd", "ip forward-protocol nd", grammar.Seq(cli.IP,
		grammar.Kw("forward-protocol", "Controls forwarding of physical and directed IP broadcasts"), grammar.Kw("nd", "Sun's Network Disk protocol"))),
	factoryRow(cli.PlaceForward+20, "ip http server", "no ip http server", grammar.Seq(cli.IP, ipHTTP, grammar.Kw("server", "Enable http server"))),
	factoryRow(cli.PlaceForward+21, "ip http secure-server", "no ip http secure-server", grammar.Seq(cli.IP, ipHTTP,
		grammar.Kw("secure-server", "Enable HTTP secure server"))),
	factoryRow(cli.PlaceScheduler, "scheduler allocate", "scheduler allocate 20000 1000", grammar.Seq(grammar.Kw("scheduler", "Scheduler parameters"),
		grammar.Kw("allocate", "Guarantee CPU time for processes"), schedulerA, schedulerB)),
}

func factoryRow(place int, key, def string, syntax grammar.Node) *cli.Row {
	return &cli.Row{
		Mode: cli.Config, Level: cli.PrivilegedLevel, Syntax: syntax,
		Conf: &cli.Conf{Place: place, Key: key, NoText: "no " + key, DefaultText: def},
	}
}
