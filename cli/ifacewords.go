package cli

import (
	"strings"

	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
)

// InterfaceWords is an argument that matches an interface of the device in one word
// ("g0/0") or in two ("gigabitEthernet 0/0").
type InterfaceWords struct {
	grammar.Node

	one, kind, number *grammar.Arg[string]
}

// NewInterfaceWords returns a new argument. It is a node of a syntax, and it gives a
// command the name that was typed.
func NewInterfaceWords() InterfaceWords {
	w := InterfaceWords{
		one: NewInterface(),
		kind: &grammar.Arg[string]{
			Label: "WORD", Hidden: true,
			Parse: func(env any, tok string) (string, int, bool) {
				fit := 0
				for _, t := range InterfaceTypes(env) {
					n := CommonFold(t, tok)
					if n == len(tok) {
						return t, n, true
					}
					fit = max(fit, n)
				}
				return "", fit, false
			},
			Complete: func(env any, _ string) []grammar.Word {
				var out []grammar.Word
				for _, t := range InterfaceTypes(env) {
					out = append(out, grammar.Word{Text: t, Help: typeHelp(t)})
				}
				return out
			},
		},
		number: &grammar.Arg[string]{
			Label: "<0-9>", Help: "Interface number",
			Parse: func(_ any, tok string) (string, int, bool) {
				n := len(tok) - len(strings.TrimLeft(tok, "0123456789/."))
				return tok, n, n == len(tok) && n > 0
			},
		},
	}
	w.one.Complete = nil // "?" lists the types
	w.Node = grammar.Alt(w.one, grammar.Seq(w.kind, w.number))
	return w
}

func typeHelp(t string) string {
	if kind, ok := ifname.Of(t); ok {
		return kind.Help
	}
	return t + " interface"
}

// Get returns the name of the interface; given is false if the line has none. If two words
// name no interface of the device, the error is a UserError.
func (w InterfaceWords) Get(c *Ctx) (name string, given bool, err error) {
	if name, ok := w.one.Get(c.Match); ok {
		return name, true, nil
	}
	kind, ok := w.kind.Get(c.Match)
	if !ok {
		return "", false, nil
	}
	name = kind + w.number.Of(c.Match)
	if _, ok := c.System.Interface(name); !ok {
		return "", true, &UserError{Text: "% Invalid interface type and number\n"} // [UNSOURCED]
	}
	return name, true, nil
}

// Find returns the full name of the interface that was typed as the answer to a question.
func (w InterfaceWords) Find(s *Session, word string) (string, bool) {
	name, _, ok := w.one.Parse(s, strings.ReplaceAll(word, " ", ""))
	return name, ok
}
