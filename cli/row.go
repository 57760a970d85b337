package cli

import (
	"github.com/iosim/iosim/device/config"
	"github.com/iosim/iosim/internal/grammar"
)

// Row is one command.
type Row struct {
	Mode   *Mode
	Level  int          // least privilege level that may use it, 0 to 15
	Syntax grammar.Node // its words, with the help text on each
	Run    func(*Ctx) error
	// Conf makes it a line of the configuration.
	Conf *Conf
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
	// Key names the line that it replaces; "" is the whole line, so that several
	// may stand ("boot system …").
	Key string
	// KeyOf is Key where it depends on the line: "username admin".
	KeyOf func(*grammar.Match) string
	// Text is the line as it is kept; nil is the match's canonical text. An empty
	// line only takes the `no` form back.
	Text func(*grammar.Match) string
	// NoText is the line that stands after `no`: "no ip address"; "" removes it.
	NoText string
	// DefaultText is the line that `default` restores; "" removes it.
	DefaultText string
	// Sub is the mode that the line leads into.
	Sub *Mode
	// Block, Sorted: see config.Line.
	Block, Sorted bool
	// Apply checks the command and does what it does beside being kept. It runs
	// before the line is kept; an error keeps it out.
	Apply func(*Ctx) error
	// Transient lines act and are not kept (config-register).
	Transient bool
}

// key names the line that a match replaces or removes.
func (f *Conf) key(m *grammar.Match) string {
	if f.KeyOf != nil {
		return f.KeyOf(m)
	}
	return f.Key
}

// line is the tree's line for the text.
func (f *Conf) line(m *grammar.Match, text string) config.Line {
	return config.Line{Text: text, Key: f.key(m), Place: f.Place, Block: f.Block, Sorted: f.Sorted}
}
