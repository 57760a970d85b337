package cli

import "github.com/iosim/iosim/internal/grammar"

// Keywords that several families share.
var (
	Show = grammar.Kw("show", "Show running system information")
	Boot = grammar.Kw("boot", "Modify system boot parameters")
	IP   = grammar.Kw("ip", "Global IP configuration subcommands")
)
