package cli

import (
	"slices"
	"strings"

	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
)

// NewInterface returns an argument that matches an interface of the device, in full or
// abbreviated ("GigabitEthernet0/0", "g0/0", "gi0/0"). Its value is the full name.
func NewInterface() *grammar.Arg[string] {
	return &grammar.Arg[string]{
		Label: "WORD", Hidden: true,
		Parse: func(env any, tok string) (string, int, bool) { return findInterface(env, tok) },
		Complete: func(env any, _ string) []grammar.Word {
			var out []grammar.Word
			for _, i := range env.(*Session).sys.Interfaces() {
				out = append(out, grammar.Word{Text: i.Name})
			}
			return out
		},
		Format: func(name string) string { return name },
	}
}

// InterfaceTypes returns the types of the device's interfaces, such as "GigabitEthernet".
func InterfaceTypes(env any) []string {
	var out []string
	for _, i := range env.(*Session).sys.Interfaces() {
		if t, _ := ifname.Split(i.Name); !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

// findInterface reads an interface name whose type may be abbreviated. The caret of an
// error is placed behind the part that matches the name of a software interface type, even
// if there is no such interface (ios-files.md 14.1: "show interface brief" has it under the
// r).
func findInterface(env any, tok string) (string, int, bool) {
	fit := 0
	for t := range ifname.All() {
		if t.Origin == ifname.Software {
			fit = max(fit, CommonFold(t.Name, tok))
		}
	}
	for _, i := range env.(*Session).sys.Interfaces() {
		t, number := ifname.Split(i.Name)
		letters := ifname.WordLen(tok)
		if letters == 0 || letters > len(t) || !strings.EqualFold(t[:letters], tok[:letters]) {
			fit = max(fit, CommonFold(t, tok))
			continue
		}
		if tok[letters:] == number {
			return i.Name, len(tok), true
		}
		fit = max(fit, letters+CommonFold(number, tok[letters:]))
	}
	return "", fit, false
}

// CommonFold returns the length in bytes of the common prefix of a and b, ignoring case.
func CommonFold(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && strings.EqualFold(a[n:n+1], b[n:n+1]) {
		n++
	}
	return n
}

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
