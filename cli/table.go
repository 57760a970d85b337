package cli

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/iosim/iosim/internal/grammar"
)

// Tables are the commands of a software: one table for each mode. A mode's table is
// compiled when it is first needed.
type Tables struct {
	byMode map[*Mode]*modeTable
	rows   map[*Mode][]*Row // in the order of the families, for the command reference
}

type modeTable struct {
	rules []grammar.Rule
	leads []grammar.Lead
	once  sync.Once
	table *grammar.Table
}

// configLeads are the words that may precede the lines of a configuration.
var configLeads = []grammar.Lead{
	{Word: "no", Help: "Negate a command or set its defaults"},
	{Word: "default", Help: "Set a command to its defaults"},
}

// NewTables joins the rows of all families. It returns an error for a row that lacks a
// mode, a syntax or a function; Check finds all other errors.
func NewTables(families ...[]*Row) (*Tables, error) {
	t := &Tables{byMode: map[*Mode]*modeTable{}, rows: map[*Mode][]*Row{}}
	for _, rows := range families {
		for _, r := range rows {
			if r.Mode == nil || r.Syntax == nil || r.Run == nil && r.Conf == nil {
				return nil, fmt.Errorf("cli: a row without mode, syntax or function: %+v", r)
			}
			t.add(r)
		}
	}
	return t, nil
}

func (t *Tables) add(r *Row) {
	t.rows[r.Mode] = append(t.rows[r.Mode], r)
	syntax := r.Syntax
	if r.Pipe {
		syntax = grammar.Seq(syntax, grammar.Opt(pipeSyntax))
	}
	m := t.byMode[r.Mode]
	if m == nil {
		m = &modeTable{}
		if r.Mode.Config {
			m.leads = configLeads
		}
		t.byMode[r.Mode] = m
	}
	m.rules = append(m.rules, grammar.Rule{Syntax: syntax, Data: r, Hidden: r.Hidden, Rare: r.Rare, Negatable: r.Conf != nil})
}

// Check compiles the tables of all modes with all checks and returns their errors. It is
// for tests: sessions trust the tables.
func (t *Tables) Check() error {
	var errs []error
	for mode, m := range t.byMode {
		if _, err := grammar.Compile(m.rules, m.leads...); err != nil {
			errs = append(errs, fmt.Errorf("cli: mode %s: %w", mode.Name, err))
		}
	}
	return errors.Join(errs...)
}

// For returns the table of a mode, nil if it has none.
func (t *Tables) For(m *Mode) *grammar.Table {
	mt := t.byMode[m.table()]
	if mt == nil {
		return nil
	}
	mt.once.Do(func() { mt.table = grammar.Trust(mt.rules, mt.leads...) })
	return mt.table
}

// Modes returns the modes that have a table, sorted by name.
func (t *Tables) Modes() []*Mode {
	return slices.SortedFunc(maps.Keys(t.byMode), func(a, b *Mode) int { return strings.Compare(a.Name, b.Name) })
}

// named returns the table of the mode that `alias` and `privilege` call by word, nil if
// there is none.
func (t *Tables) named(word string) *grammar.Table {
	for m := range t.byMode {
		if aliasMode(m) == word {
			return t.For(m)
		}
	}
	return nil
}
