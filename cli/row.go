package cli

import (
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/platform"
)

// Row is one command.
type Row struct {
	Mode   *Mode
	Level  int          // least privilege level that may use it, 0 to 15
	Syntax grammar.Node // its words, with the help text on each
	Run    func(*Ctx) error
	// Conf makes it a line of the configuration.
	Conf *Conf
	// On tells which routers have it; nil: all.
	On func(*platform.Model) bool
	// Pipe: its output is paged and takes "| include" and the like.
	Pipe bool
	// Hidden rows work and are not listed by "?".
	Hidden bool
}

// Conf says how a configuration command stands in the running-config. What
// follows for `no`, `default`, NVGEN and merging is the same for all.
type Conf struct {
	// Place orders the line among its siblings (config.Line.Place).
	Place int
	// PlaceOf is Place where it depends on the line.
	PlaceOf func(*grammar.Match) int
	// Key names the line that it replaces; "" is the whole line, so that several
	// may stand ("boot system …").
	Key string
	// KeyOf is Key where it depends on the line: "username admin".
	KeyOf func(*grammar.Match) string
	// Text is the line as it is kept; nil is the match's canonical text. An empty
	// line only takes the `no` form back.
	Text func(*grammar.Match) string
	// More is config.Line.More; nil: nothing.
	More func(*grammar.Match) string
	// NoText is the line that stands after `no`: "no ip address"; "" removes it.
	NoText string
	// DefaultText is the line that `default` restores; "" removes it.
	DefaultText string
	// ShowNo: after `no`, "no " and the key stands; NoText where the key depends on
	// the line. `default` removes both forms.
	ShowNo bool
	// Quiet: the line is on by default, so that only its `no` form is kept.
	Quiet bool
	// Least is how many words behind `no` name what is removed, if the whole line
	// need not be typed: 2 of "access-list 10"; 0 any, or those of Key.
	Least int
	// Family: `no` takes out all lines that begin with that many of its first words,
	// whatever follows them: 2 of "access-list 10 permit any".
	Family int
	// Sub is the mode that the line leads into; SubOf is Sub where it depends on the
	// line.
	Sub *Mode
	// Flat: what is entered in Sub stands beside the line, not below it (ip sla).
	Flat  bool
	SubOf func(*grammar.Match) *Mode
	// Block, Sorted, Tail: see config.Line.
	Block, Sorted bool
	Tail          string
	// Keep does the keeping, or the removing, itself.
	Keep func(*Ctx) error
	// Apply checks the command and does what it does beside being kept. It runs
	// before the line is kept; an error keeps it out.
	Apply func(*Ctx) error
	// Transient lines act and are not kept (config-register).
	Transient bool
	// Decode makes the meaning of the line as it is kept. A line without it that does not
	// act otherwise has no effect: see Row.KeptOnly.
	Decode running.Decoder
	// Acts: the line has its effect by Apply or Keep, or by its text in the
	// startup-config, without a meaning of its own.
	Acts bool
}

// KeptOnly reports whether a line of the configuration has no effect but that it is
// shown again.
func (r *Row) KeptOnly() bool {
	f := r.Conf
	return f != nil && f.Decode == nil && !f.Acts && r.Run == nil && !f.Transient
}

// key names the line that a match replaces or removes.
func (f *Conf) key(m *grammar.Match) string {
	if f.KeyOf != nil {
		return f.KeyOf(m)
	}
	return f.Key
}

// line is the tree's line for the text. The error is Decode's.
func (f *Conf) line(m *grammar.Match, text string) (config.Line, error) {
	l := config.Line{Text: text, Key: f.key(m), Place: f.place(m), Block: f.Block, Sorted: f.Sorted, Tail: f.Tail, Opens: f.sub(m) != nil}
	if f.More != nil {
		l.More = f.More(m)
	}
	return f.decoded(l)
}

// decoded is a line with its meaning.
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

// noText is the line that stands after `no` or, if def, after `default`.
func (f *Conf) noText(m *grammar.Match, def bool) string {
	switch {
	case def:
		return f.DefaultText
	case f.ShowNo:
		return "no " + f.key(m)
	}
	return f.NoText
}

// sub is the mode that the line leads into, or nil.
func (f *Conf) sub(m *grammar.Match) *Mode {
	if f.SubOf != nil {
		return f.SubOf(m)
	}
	return f.Sub
}
