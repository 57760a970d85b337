package confcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

// scpRow enables the SCP server (clients.md 1).
var scpRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(cli.IP, grammar.Kw("scp", "Scp commands"), grammar.Kw("server", "SCP server"),
		grammar.Kw("enable", "Enable the SCP server")),
	Conf: &cli.Conf{Place: cli.PlaceForward + 30, Key: "ip scp server enable", Decode: running.SCPServer},
}
