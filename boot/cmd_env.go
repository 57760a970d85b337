package boot

import (
	"context"
	"github.com/iosim/iosim/internal/printable"
	"strconv"
	"strings"
)

// show is the command set: one NAME=value a line (ios-boot.md 7.3).
func show(_ context.Context, m *machine, _ string) error {
	for _, k := range sortedKeys(m.monitor.env) {
		m.printf("%s=%s\n", k, m.monitor.env[k])
	}
	return nil
}

// unset is the command unset. PS1 goes back to what it was.
func unset(_ context.Context, m *machine, name string) error {
	if name == "" {
		return &Error{Kind: KindUsage, Name: "unset name"}
	}
	delete(m.monitor.env, name)
	if name == "PS1" {
		m.monitor.env[name] = defaultPrompt
	}
	return nil
}

// syncEnv is the command sync: the variables survive a reset. It prints nothing.
func syncEnv(_ context.Context, m *machine, _ string) error {
	env := m.env()
	if env["PS1"] == defaultPrompt {
		delete(env, "PS1")
	}
	if err := m.b.SetEnv(env); err != nil {
		return &Error{Kind: KindKeep, Err: err}
	}
	return nil
}

// alias is the command alias.
func alias(_ context.Context, m *machine, args string) error {
	if args == "" {
		for _, k := range sortedKeys(m.monitor.aliases) {
			m.printf("%s=%s\n", k, m.monitor.aliases[k])
		}
		return nil
	}
	name, value, ok := strings.Cut(args, "=")
	name, value = strings.TrimSpace(name), printable.Text(strings.TrimSpace(value))
	if !ok || name == "" || value == "" || strings.Contains(name, " ") || len(m.monitor.aliases) >= maxVariables {
		return &Error{Kind: KindUsage, Name: "alias [name=command]"}
	}
	m.monitor.aliases[printable.Text(name)] = value
	return nil
}

// unalias is the command unalias.
func unalias(_ context.Context, m *machine, name string) error {
	if name == "" {
		return &Error{Kind: KindUsage, Name: "unalias name"}
	}
	if _, ok := m.monitor.aliases[name]; !ok {
		return &Error{Kind: KindAlias, Name: printable.Text(name)}
	}
	delete(m.monitor.aliases, name)
	return nil
}

// history is the command history, the oldest line first.
func history(_ context.Context, m *machine, _ string) error {
	for _, l := range m.monitor.history {
		m.printf("%-4d%s\n", l.number, printable.Text(l.text))
	}
	return nil
}

// maxRepeat bounds how often repeat runs a line.
const maxRepeat = 100

// repeat is the command repeat: it runs the last line once more, or count times. A
// repeat within that, by an alias, does nothing.
func repeat(ctx context.Context, m *machine, args string) (in Input, leave bool, err error) {
	n := 1
	if args != "" {
		if n, err = strconv.Atoi(args); err != nil || n < 1 || n > maxRepeat {
			return 0, false, &Error{Kind: KindUsage, Name: "repeat [count]"}
		}
	}
	h := m.monitor.history
	if len(h) == 0 || m.monitor.again {
		return 0, false, nil
	}
	m.monitor.again = true
	defer func() { m.monitor.again = false }()
	for range n {
		if in, leave = m.command(ctx, h[len(h)-1].text, 0); leave || ctx.Err() != nil || m.gone != nil {
			break
		}
	}
	return in, leave, nil
}
