package boot

import (
	"context"

	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/platform"
)

// command is a command of ROMMON. run's error is printed; leave leaves the prompt
// with the input.
type command struct {
	name, help string
	args       string // synopsis of the arguments; "" takes none
	hidden     bool
	only       func(*platform.Model) bool // where it is not hidden; nil: everywhere
	run        func(ctx context.Context, m *machine, args string) (in Input, leave bool, err error)
}

func (c *command) synopsis() string {
	if c.args == "" {
		return c.name
	}
	return c.name + " " + c.args
}

// shownOn reports whether help lists the command on a model.
func (c *command) shownOn(m *platform.Model) bool {
	return !c.hidden && (c.only == nil || c.only(m))
}

// stay makes a command of a function that does not leave the prompt.
func stay(do func(ctx context.Context, m *machine, args string) error) func(context.Context, *machine, string) (Input, bool, error) {
	return func(ctx context.Context, m *machine, args string) (Input, bool, error) {
		return 0, false, do(ctx, m, args)
	}
}

// refuse makes a command that is only an error.
func refuse(kind Kind, name string) func(context.Context, *machine, string) (Input, bool, error) {
	return stay(func(context.Context, *machine, string) error { return &Error{Kind: kind, Name: name} })
}

// argument is all that follows a command's name.
var argument = grammar.Text("")

// commands are the commands in the order of help. Names and help texts are those
// of ios-boot.md 7.2, without the commands that work on a loaded program's code. xmodem is
// there where the model has it: a 1941 lacks it (7.7).
func commands() []*command {
	return []*command{
		{name: "alias", help: "set and display aliases command", args: "[name=command]", run: stay(alias)},
		{name: "boot", help: "boot up an external process", args: "[<device>:<file>]", run: boot},
		{name: "confreg", help: "configuration register utility", args: "[value]", run: stay(confreg)},
		{name: "cont", help: "continue executing a downloaded image", run: refuse(KindContext, "")},
		{name: "context", help: "display the context of a loaded image", run: refuse(KindContext, "")},
		{name: "cookie", help: "display contents of cookie PROM in hex", run: stay(cookie)},
		{name: "dev", help: "list the device table", run: stay(dev)},
		{name: "dir", help: "List files in directories-dir <directory>", args: "<device>", run: stay(dir)},
		{name: "frame", help: "print out a selected stack frame", args: "[number]", run: refuse(KindContext, "")},
		{name: "help", help: "monitor builtin command help", run: stay(help)},
		{name: "history", help: "monitor command history", run: stay(history)},
		{name: "meminfo", help: "main memory information", run: stay(meminfo)},
		{name: "repeat", help: "repeat a monitor command", args: "[count]", run: repeat},
		{name: "reset", help: "system reset", args: "[-s]", run: reset},
		{name: "set", help: "display the monitor variables", run: stay(show)},
		{name: "showmon", help: "display currently selected ROM monitor", run: stay(showmon)},
		{name: "stack", help: "produce a stack trace", args: "[number]", run: refuse(KindContext, "")},
		{name: "sync", help: "write monitor environment to NVRAM", run: stay(syncEnv)},
		{name: "sysret", help: "print out info from last system return", run: stay(sysret)},
		{name: "tftpdnld", help: "tftp image download", args: "[-hr]", run: tftpdnld},
		{name: "unalias", help: "unset an alias", args: "name", run: stay(unalias)},
		{name: "unset", help: "unset a monitor variable", args: "name", run: stay(unset)},
		{name: "xmodem", help: "x/ymodem image download", args: "[-cyrxs] [file]", only: func(m *platform.Model) bool { return m.Xmodem }, run: xmodem},
		{name: "rommon-pref", args: "[readonly|upgrade]", hidden: true, run: refuse(KindUnsupported, "rommon-pref")},
	}
}

// table compiles the commands when the prompt is first reached.
func (m *machine) table() *grammar.Table {
	if m.grammar != nil {
		return m.grammar
	}
	var rules []grammar.Rule
	for _, c := range commands() {
		var syntax grammar.Node = grammar.Kw(c.name, c.help)
		if c.args != "" {
			syntax = grammar.Seq(syntax, grammar.Opt(argument))
		}
		rules = append(rules, grammar.Rule{Syntax: syntax, Data: c, Hidden: !c.shownOn(m.model)})
	}
	m.grammar = grammar.MustCompile(rules)
	return m.grammar
}
