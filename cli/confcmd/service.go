package confcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

func stampSyntax(what, help string) grammar.Node {
	return grammar.Seq(grammar.Kw("service", "Modify use of network based services"),
		grammar.Kw("timestamps", "Timestamp debug/log messages"), grammar.Kw(what, help),
		grammar.Opt(grammar.Alt(
			grammar.Kw("uptime", "Timestamp with system uptime"),
			grammar.Seq(grammar.Kw("datetime", "Timestamp with date and time"), grammar.AnyOf(
				grammar.Kw("localtime", "Use local time zone for timestamps"),
				grammar.Kw("msec", "Include milliseconds in timestamp"),
				grammar.Kw("show-timezone", "Add time zone information to timestamp"),
				grammar.Kw("year", "Include year in timestamp"))))))
}

var serviceRows = []*cli.Row{
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: stampSyntax("debug", "Timestamp debug messages"),
		Conf: &cli.Conf{Place: cli.PlaceService, Key: "service timestamps debug", Decode: running.DebugTimestamps,
			NoText: "no service timestamps debug", DefaultText: "service timestamps debug datetime msec"},
	},
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: stampSyntax("log", "Timestamp log messages"),
		Conf: &cli.Conf{Place: cli.PlaceService + 1, Key: "service timestamps log", Decode: running.LogTimestamps,
			NoText: "no service timestamps log", DefaultText: "service timestamps log datetime msec"},
	},
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(grammar.Kw("service", "Modify use of network based services"),
			grammar.Kw("password-encryption", "Encrypt system passwords")),
		Conf: &cli.Conf{Place: cli.PlaceService + 2, Key: "service password-encryption",
			NoText: "no service password-encryption", DefaultText: "no service password-encryption", Decode: running.PasswordEncryption,
			Apply: func(c *cli.Ctx) error {
				if !c.Negated() {
					c.System.EncryptStored()
				}
				return nil
			}},
	},
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(grammar.Kw("service", "Modify use of network based services"),
			grammar.Kw("compress-config", "Compress the nvram configuration file")),
		Conf: &cli.Conf{Place: cli.PlaceService + 3, Key: "service compress-config", Acts: true,
			Apply: func(c *cli.Ctx) error {
				c.System.NVRAM().SetCompression(!c.Negated())
				return nil
			}},
	},
}
