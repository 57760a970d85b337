package confcmd

import (
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

var hostnameArg = grammar.AnyWord("This system's network name")

var hostnameRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("hostname", "Set system's network name"), hostnameArg),
	Conf: &cli.Conf{
		AnyValue: true, // the name is then Router, whatever it was
		Place:    cli.PlaceHostname, Key: "hostname", NoText: "hostname Router", DefaultText: "hostname Router", Decode: running.Hostname,
		Apply: func(c *cli.Ctx) error {
			if c.Negated() {
				return nil
			}
			return checkHostname(hostnameArg.Of(c.Match))
		},
	},
}

// maxHostname is the maximum length of a name, in characters [UNSOURCED: the
// length of a DNS label].
const maxHostname = 63

// checkHostname refuses names that RFC 952 and RFC 1123 do not allow, except for the
// underscore, with IOS's messages [UNSOURCED].
func checkHostname(name string) error {
	if len(name) > maxHostname {
		return &cli.UserError{Text: "% Hostname is too long.\n"}
	}
	ok := strings.Trim(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.") == ""
	if !ok || strings.ContainsAny(name[:1], "-_.0123456789") {
		return &cli.UserError{Text: "% Hostname contains one or more illegal characters.\n"}
	}
	return nil
}
