package cli

import (
	"context"
	"fmt"
	"io"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/platform"
)

// Row is one command.
type Row struct {
	Mode   *Mode
	Level  int          // lowest privilege level that may use it, 0 to 15
	Syntax grammar.Node // its words, with the help text on each
	Run    func(*Ctx) error
	// Conf makes the command a line of the configuration.
	Conf *Conf
	// On reports whether a router has the command; nil means all do.
	On func(*platform.Model) bool
	// Pipe says that the output is paged and accepts "| include" and the other modifiers.
	Pipe bool
	// Hidden commands work but are not listed by "?".
	Hidden bool
	// Rare commands give way where an abbreviation fits another command too: "sh log" is
	// show logging, not show login.
	Rare bool
}

// Conf describes how a configuration command is kept in the running-config. `no`,
// `default`, NVGEN and merging follow from it.
type Conf struct {
	// Place orders the line within its section (config.Line.Place).
	Place int
	// PlaceOf returns Place if it depends on the line.
	PlaceOf func(*grammar.Match) int
	// Key identifies the line that it replaces. "" is the whole line, so that there may be
	// several ("boot system …").
	Key string
	// KeyOf returns Key if it depends on the line: "username admin".
	KeyOf func(*grammar.Match) string
	// Text returns the line as it is kept; nil means the canonical text of the match. An
	// empty line only removes the `no` form.
	Text func(*grammar.Match) string
	// More returns config.Line.More; nil means none.
	More func(*grammar.Match) string
	// NoText is the line that `no` adds, such as "no ip address"; "" if it only removes the
	// line.
	NoText string
	// DefaultText is the line that `default` restores; "" if it only removes the line.
	DefaultText string
	// ShowNo makes `no` add "no " and the key: NoText if the key depends on the line.
	// `default` removes both forms.
	ShowNo bool
	// Quiet says that the line is the default, so that only its `no` form is kept.
	Quiet bool
	// Least is the number of words after `no` that identify what is removed, if not the
	// whole line must be typed: 2 of "access-list 10". 0 means any, or those of Key.
	Least int
	// AnyValue makes `no` with a whole line remove the line with its key whatever its value
	// is: a password is not kept as it was typed, and a text is not typed again. Otherwise
	// such a line is removed only if it is the one that was typed.
	AnyValue bool
	// Missing is printed after a `no` that finds no line to remove; "" for most commands.
	Missing string
	// Family makes `no` remove all lines that begin with that many of its first words: 2 of
	// "access-list 10 permit any".
	Family int
	// Sub is the mode that the line enters; SubOf returns it if it depends on the line.
	Sub *Mode
	// Flat says that the lines of Sub are kept next to the line, not below it (ip sla).
	Flat  bool
	SubOf func(*grammar.Match) *Mode
	// see config.Line
	Block, Sorted bool
	Tail          string
	// Keep replaces the code that adds the line to the running-config or removes it.
	Keep func(*Ctx) error
	// Apply checks the command and does what it does besides being kept. It runs before the
	// line is kept; after an error the line is not kept.
	Apply func(*Ctx) error
	// Transient lines act but are not kept (config-register).
	Transient bool
	// Decode makes the meaning of the line as it is kept. A line without it that does not
	// act otherwise has no effect: see Row.KeptOnly.
	Decode running.Decoder
	// Acts: the line has its effect by Apply or Keep, or by its text in the
	// startup-config, without a meaning of its own.
	Acts bool
}

// KeptOnly reports whether a line of the configuration has no effect except that it is
// shown.
func (r *Row) KeptOnly() bool {
	f := r.Conf
	return f != nil && f.Decode == nil && !f.Acts && r.Run == nil && !f.Transient
}

// key returns the key of the line that a match replaces or removes.
func (f *Conf) key(m *grammar.Match) string {
	if f.KeyOf != nil {
		return f.KeyOf(m)
	}
	return f.Key
}

// line returns the tree's line for the text. The error is that of Decode.
func (f *Conf) line(m *grammar.Match, text string) (config.Line, error) {
	l := config.Line{Text: text, Key: f.key(m), Place: f.place(m), Block: f.Block, Sorted: f.Sorted, Tail: f.Tail, Opens: f.sub(m) != nil}
	if f.More != nil {
		l.More = f.More(m)
	}
	return f.decoded(l)
}

// decoded returns l with its meaning.
func (f *Conf) decoded(l config.Line) (config.Line, error) {
	if f.Decode == nil || l.Value != nil {
		return l, nil
	}
	v, err := f.Decode(running.ParseLine(l.Text))
	if err == nil && v != nil {
		l.Value = v
	}
	return l, err
}

func (f *Conf) place(m *grammar.Match) int {
	if f.PlaceOf != nil {
		return f.PlaceOf(m)
	}
	return f.Place
}

// noText returns the line that `no` adds or, if def is true, that `default` adds.
func (f *Conf) noText(m *grammar.Match, def bool) string {
	switch {
	case def:
		return f.DefaultText
	case f.ShowNo:
		return "no " + f.key(m)
	}
	return f.NoText
}

// sub returns the mode that the line enters, or nil.
func (f *Conf) sub(m *grammar.Match) *Mode {
	if f.SubOf != nil {
		return f.SubOf(m)
	}
	return f.Sub
}

// Keywords that several families share.
var (
	Show = grammar.Kw("show", "Show running system information")
	Boot = grammar.Kw("boot", "Modify system boot parameters")
	IP   = grammar.Kw("ip", "Global IP configuration subcommands")
)

// Ctx is the context of a running command: its parsed words, its session and its output.
type Ctx struct {
	context.Context
	Session *Session
	System  *system.System
	Match   *grammar.Match
	Out     io.Writer
}

// Printf writes output of the command; "\n" ends a line.
func (c *Ctx) Printf(format string, args ...any) { fmt.Fprintf(c.Out, format, args...) }

// Negated reports whether the line began with no or default.
func (c *Ctx) Negated() bool { return c.Match.Lead != "" }

// Files returns the device's mount table.
func (c *Ctx) Files() *ifs.Table { return c.System.Files() }

// Section returns the path of the configuration section in which the session is.
func (c *Ctx) Section() config.Path { return c.Session.section }

// Abs makes a file name from the command line absolute, relative to the session's
// directory.
func (c *Ctx) Abs(n ifs.Name) ifs.Name { return c.Files().Abs(c.Session.cwd, n) }
