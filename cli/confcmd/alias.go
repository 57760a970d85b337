package confcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

// The modes that can have aliases, by the keywords of the command.
var (
	aliasModes = grammar.Alt(
		grammar.Kw("configure", "Global configuration mode"),
		grammar.Kw("exec", "Exec mode"),
		grammar.Kw("interface", "Interface configuration mode"),
		grammar.Kw("line", "Line configuration mode"),
		grammar.Kw("router", "Router configuration mode"),
	)
	aliasName = grammar.AnyWord("Alias name")
	aliasText = grammar.Text("Command to be aliased")
)

// aliasRow defines an alias, which cli.Session reads from the configuration.
var aliasRow = &cli.Row{
	Mode: cli.Config, Level: cli.PrivilegedLevel,
	Syntax: grammar.Seq(grammar.Kw("alias", "Create command alias"), aliasModes, aliasName, aliasText),
	Conf: &cli.Conf{
		Place: cli.PlaceAlias, Least: 2, Decode: running.CommandAlias,
		KeyOf: func(m *grammar.Match) string {
			words := m.Words()
			if len(words) < 3 {
				return ""
			}
			return "alias " + words[1] + " " + aliasName.Of(m)
		},
	},
}
