package cli

import (
	"fmt"

	"github.com/iosim/iosim/internal/grammar"
)

// Tables are the compiled rows, one table a mode.
type Tables struct {
	byMode map[*Mode]*grammar.Table
}

// NewTables compiles the rows of all families. Bad rows are an error: a program
// stops at its start, never a session.
func NewTables(families ...[]*Row) (*Tables, error) {
	rules := map[*Mode][]grammar.Rule{}
	for _, rows := range families {
		for _, r := range rows {
			if r.Mode == nil || r.Syntax == nil || r.Run == nil && r.Conf == nil {
				return nil, fmt.Errorf("cli: a row without mode, syntax or function: %+v", r)
			}
			syntax := r.Syntax
			if r.Pipe {
				syntax = grammar.Seq(syntax, grammar.Opt(pipeSyntax))
			}
			rules[r.Mode] = append(rules[r.Mode], grammar.Rule{
				Syntax: syntax, Data: r, Hidden: r.Hidden, Negatable: r.Conf != nil,
			})
		}
	}
	t := &Tables{byMode: map[*Mode]*grammar.Table{}}
	for mode, rs := range rules {
		var leads []grammar.Lead
		if mode.Config {
			leads = []grammar.Lead{
				{Word: "no", Help: "Negate a command or set its defaults"},
				{Word: "default", Help: "Set a command to its defaults"},
			}
		}
		table, err := grammar.Compile(rs, leads...)
		if err != nil {
			return nil, fmt.Errorf("cli: mode %s: %w", mode.Name, err)
		}
		t.byMode[mode] = table
	}
	return t, nil
}

// For is the table of a mode.
func (t *Tables) For(m *Mode) *grammar.Table { return t.byMode[m] }

// allow admits the rows of a privilege level.
func allow(level int) grammar.Options {
	return grammar.Options{Allow: func(data any) bool { return data.(*Row).Level <= level }}
}
