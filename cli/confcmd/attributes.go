package confcmd

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// options are the options of a line, as its attributes set them.
type options struct {
	conf      *cli.Conf
	canonical func(string) string // turns the spelled-out line into the form that is kept
	last      bool                // the key is the first and the last word
	standard  string              // the line ends like this if it is the default
}

// attributes are the attributes of a line by name; docs/notation.md describes each.
// The value is what stands behind "=", or "" without one.
var attributes = map[string]func(o *options, value string) error{
	"block": flag(func(o *options) { o.conf.Block = true }),
	"flat":  flag(func(o *options) { o.conf.Flat = true }),
	"last":  flag(func(o *options) { o.last = true }),
	"tail": func(o *options, value string) error {
		o.conf.Tail = value
		return nil
	},
	"key": func(o *options, value string) error {
		o.conf.Key = strings.ReplaceAll(value, "_", " ")
		return nil
	},
	"check": func(o *options, value string) error {
		if o.conf.Apply = checks[value]; o.conf.Apply == nil {
			return fmt.Errorf("there is no check %q", value)
		}
		return nil
	},
	"missing": func(o *options, value string) error {
		o.conf.Missing = strings.ReplaceAll(value, "_", " ") + "\n"
		return nil
	},
	"default": func(o *options, value string) error {
		o.standard = " " + strings.ReplaceAll(value, "_", " ")
		return nil
	},
	"all": func(o *options, value string) (err error) {
		o.conf.Family, err = strconv.Atoi(value)
		return err
	},
	"as": func(o *options, value string) error {
		if o.conf.Decode = decoders[value]; o.conf.Decode == nil {
			return fmt.Errorf("there is no decoder %q", value)
		}
		return nil
	},
	"canonical": func(o *options, value string) error {
		if o.canonical = canonicalForms[value]; o.canonical == nil {
			return fmt.Errorf("there is no canonical form %q", value)
		}
		return nil
	},
}

// flag is an attribute without a value.
func flag(set func(*options)) func(*options, string) error {
	return func(o *options, value string) error {
		if value != "" {
			return fmt.Errorf("it takes no value")
		}
		set(o)
		return nil
	}
}

// apply applies a list of attributes.
func (o *options) apply(list []string) error {
	for _, text := range list {
		name, value, _ := strings.Cut(text, "=")
		set := attributes[name]
		if set == nil {
			return fmt.Errorf("there is no attribute %q", name)
		}
		if err := set(o, value); err != nil {
			return fmt.Errorf("attribute %q: %w", text, err)
		}
	}
	return nil
}

// parts are the parts of a line: the syntax of its key, the syntax after "=", and its
// attributes.
type parts struct {
	key, rest  string
	keyed      bool // the line has a "="
	attributes []string
	opensAMode bool // the first attribute is the name of a mode
}

// split cuts a line, or the end of one, into its parts.
func split(l string) (p parts) {
	l, attrs, opens := strings.Cut(l, "->")
	if !opens {
		l, attrs, _ = strings.Cut(l, ";")
	}
	p.key, p.rest, p.keyed = strings.Cut(l, "=")
	p.attributes, p.opensAMode = strings.Fields(attrs), opens
	return p
}

// finish compiles the line l, whose syntax behind the first keywords begins at rest,
// and completes f.
func (r *reader) finish(f *cli.Conf, s *syntax, l, rest string) (grammar.Node, error) {
	key := split(l).key
	p := split(rest)
	width, fixed := s.width(key)
	if p.keyed && !fixed {
		return nil, fmt.Errorf("the words of a key must be of a fixed number")
	}
	node, err := s.parseParts(p.key, p.rest)
	if err != nil {
		return nil, err
	}
	if p.opensAMode {
		if len(p.attributes) == 0 || r.modes[p.attributes[0]] == nil {
			return nil, fmt.Errorf("no mode behind ->: %q", p.attributes)
		}
		f.Sub, p.attributes = r.modes[p.attributes[0]], p.attributes[1:]
	}
	o := options{conf: f, canonical: func(text string) string { return text }}
	if err := o.apply(p.attributes); err != nil {
		return nil, err
	}
	f.Text = func(m *grammar.Match) string {
		text := o.canonical(canonical(m))
		if o.standard != "" && text == keyOf(m, width)+o.standard {
			return ""
		}
		return text
	}
	if o.standard != "" && !p.keyed {
		return nil, fmt.Errorf("a line with a default needs a key")
	}
	tokens := s.expand(tokenize(l), nil, 0)
	f.AnyValue = slices.Contains(tokens, "PASSWORD") || slices.Contains(tokens, "SECRET")
	switch {
	case f.Key != "":
	case o.last:
		f.Least = wholeLine
		f.KeyOf = func(m *grammar.Match) string {
			w := spelled(m)
			return w[0] + " " + w[len(w)-1]
		}
	case p.keyed:
		f.Least = width
		f.KeyOf = func(m *grammar.Match) string { return keyOf(m, width) }
	default:
		f.Least = s.named(key)
		if f.ShowNo {
			f.KeyOf = canonical
		}
	}
	return node, nil
}

// parseParts compiles the parts of a line that are not blank to one sequence, nil if
// all are.
func (s *syntax) parseParts(texts ...string) (grammar.Node, error) {
	texts = slices.DeleteFunc(texts, func(t string) bool { return strings.TrimSpace(t) == "" })
	if len(texts) == 0 {
		return nil, nil
	}
	var nodes []grammar.Node
	for _, text := range texts {
		n, err := s.parse(text)
		if err != nil {
			return nil, err
		}
		nodes = append(nodes, n)
	}
	return grammar.Seq(nodes...), nil
}
