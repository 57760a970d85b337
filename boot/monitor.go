package boot

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/printable"
)

// monitor is the state of ROMMON's prompt since the last reset.
type monitor struct {
	env     map[string]string
	number  int // of the next line
	history []typedLine
	again   bool // repeat runs a line
	aliases map[string]string
}

// typedLine is a line of the history and its number at the prompt.
type typedLine struct {
	number int
	text   string
}

const (
	// historySize is how many lines the command history shows.
	historySize = 16
	// maxVariables bounds what can be set.
	maxVariables = 64
	// defaultPrompt is PS1's (ios-boot.md 7.1); "!" stands for the line's number.
	defaultPrompt = "rommon ! > "
)

func newMonitor(env map[string]string) monitor {
	env = maps.Clone(env)
	if env == nil {
		env = map[string]string{}
	}
	if env["PS1"] == "" {
		env["PS1"] = defaultPrompt
	}
	// [UNSOURCED]: the abbreviations that old ROMMONs know; "b" and "i" are in ios-boot.md 7.5.
	aliases := map[string]string{"r": "repeat", "h": "history", "?": "help", "b": "boot", "ls": "dir", "i": "reset", "k": "stack"}
	return monitor{env: env, number: 1, aliases: aliases}
}

// serve is the state Monitor: it reads and runs lines until one leaves the prompt.
func (m *machine) serve(ctx context.Context) (Input, error) {
	m.prompt = true
	for {
		line, err := m.con.ReadLine(ctx, m.promptText())
		if err != nil {
			return Power, err
		}
		m.monitor.number++
		line = strings.TrimSpace(line)
		if line == "" {
			continue
		}
		number := m.monitor.number - 1
		in, leave := m.command(ctx, line, 0)
		if !leave {
			m.remember(typedLine{number, line})
		}
		switch {
		case ctx.Err() != nil:
			return Power, nil
		case m.gone != nil:
			return Power, m.gone
		case leave:
			return in, nil
		}
	}
}

// promptText is the prompt with the number of the line, which grows with every
// Return (ios-boot.md 7.1).
func (m *machine) promptText() string {
	return strings.ReplaceAll(m.monitor.env["PS1"], "!", strconv.Itoa(m.monitor.number))
}

// maxNesting bounds aliases that lead to one another.
const maxNesting = 8

// command runs one line. leave is true if the prompt is left with the input.
func (m *machine) command(ctx context.Context, line string, depth int) (in Input, leave bool) {
	word, rest, _ := strings.Cut(line, " ")
	if other, ok := m.monitor.aliases[word]; ok && depth < maxNesting {
		return m.command(ctx, strings.TrimSpace(other+" "+rest), depth+1)
	}
	if name, value, ok := assignment(line); ok {
		m.say(m.set(name, value))
		return 0, false
	}
	match, err := m.table().Parse(nil, line, grammar.Options{})
	if err != nil {
		m.say(m.refuse(line, word, err))
		return 0, false
	}
	c := match.Rule.Data.(*command)
	in, leave, err = c.run(ctx, m, strings.TrimSpace(argument.Of(match)))
	m.say(err)
	return in, leave
}

func (m *machine) remember(line typedLine) {
	h := append(m.monitor.history, line)
	m.monitor.history = h[max(0, len(h)-historySize):]
}

// refuse makes an error of a line that no command is.
func (m *machine) refuse(line, word string, err error) error {
	var bad *grammar.Error
	if errors.As(err, &bad) && bad.Index > 0 {
		for _, c := range commands() {
			if strings.HasPrefix(c.name, strings.ToLower(word)) {
				return &Error{Kind: KindUsage, Name: c.synopsis()}
			}
		}
	}
	return &Error{Kind: KindCommand, Name: printable.Text(word)}
}

// assignment recognises NAME=value; names are letters, digits and underscores
// (ios-boot.md 7.1).
func assignment(line string) (name, value string, ok bool) {
	name, value, ok = strings.Cut(line, "=")
	if !ok || name == "" {
		return "", "", false
	}
	for _, c := range []byte(name) {
		if !(c >= 'A' && c <= 'Z' || c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_' || c == '?') {
			return "", "", false
		}
	}
	return name, printable.Text(value), true
}

// set changes a variable until the next reset; sync keeps it.
func (m *machine) set(name, value string) error {
	env := m.monitor.env
	if _, known := env[name]; !known && len(env) >= maxVariables {
		return &Error{Kind: KindKeep, Name: name}
	}
	if name == "PS1" {
		// A prompt keeps the blank behind it, which the end of the line loses.
		value = strings.TrimRight(value, " ") + " "
	}
	env[name] = value
	return nil
}

func sortedKeys(env map[string]string) []string { return slices.Sorted(maps.Keys(env)) }
