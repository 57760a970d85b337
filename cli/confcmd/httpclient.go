package confcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

// The user and password for http: and https: URLs that name none [UNSOURCED help texts].
var httpClientRows = func() []*cli.Row {
	user, password := grammar.AnyWord("Username"), passwordArg("The UNENCRYPTED (cleartext) password")
	row := func(key string, decode running.Decoder, nodes ...grammar.Node) *cli.Row {
		return &cli.Row{
			Mode: cli.Config, Level: cli.PrivilegedLevel,
			Conf: &cli.Conf{Place: cli.PlaceClient, Key: key, Decode: decode},
			Syntax: grammar.Seq(append([]grammar.Node{cli.IP, grammar.Kw("http", "HTTP server configuration"),
				grammar.Kw("client", "Set http client parameters")}, nodes...)...),
		}
	}
	secret := row("ip http client password", running.HTTPPassword, grammar.Kw("password", "HTTP client password"), password)
	secret.Conf.AnyValue = true
	return []*cli.Row{
		row("ip http client username", running.HTTPUser, grammar.Kw("username", "HTTP client username"), user),
		secret,
	}
}()
