package syscmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var exitRows = []*cli.Row{
	{Mode: cli.Exec, Level: 0, Syntax: grammar.Kw("exit", "Exit from the EXEC"), Run: leave},
	{Mode: cli.Exec, Level: 0, Syntax: grammar.Kw("logout", "Exit from the EXEC"), Run: leave},
	{Mode: cli.Exec, Level: 0, Syntax: grammar.Kw("quit", "Exit from the EXEC"), Run: leave, Hidden: true},
}
