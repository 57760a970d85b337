package confcmd

import (
	"slices"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/ifname"
)

// splitIf splits an interface name: "gi0/0.10" into GigabitEthernet and "0/0.10". fit is
// the number of bytes of tok that can begin a name.
func splitIf(tok string) (kind ifname.Type, number string, fit int, ok bool) {
	n := ifname.WordLen(tok)
	letters, rest := tok[:n], tok[n:]
	if kind, ok = ifname.Find(letters); !ok {
		for k := range ifname.All() {
			fit = max(fit, cli.CommonFold(k.Name, letters))
		}
		return kind, "", fit, false
	}
	n = ifname.NumberLen(rest)
	return kind, rest, len(letters) + n, n == len(rest) && ifname.ValidNumber(rest)
}

// ifName is an argument for the name of an interface in one word or two, "gi0/0" or
// "GigabitEthernet 0/0". The interface need not exist.
type ifName struct {
	node                grammar.Node
	one, kind, numbered *grammar.Arg[string]
}

func newIfName(help string) *ifName {
	n := &ifName{kind: newIfType(), numbered: newIfNumber(), one: &grammar.Arg[string]{
		Label: "INTERFACE", Help: help, Hidden: true,
		Parse: func(_ any, tok string) (string, int, bool) {
			kind, number, fit, ok := splitIf(tok)
			return kind.Name + number, fit, ok
		},
		Format: func(s string) string { return s },
	}}
	n.node = grammar.Alt(n.one, grammar.Seq(n.kind, n.numbered))
	return n
}

// Of returns the full name in a line.
func (n *ifName) Of(m *grammar.Match) string {
	if name, ok := n.one.Get(m); ok {
		return name
	}
	return n.kind.Of(m) + n.numbered.Of(m)
}

func ifArg(help string) grammar.Node { return newIfName(help).node }

// InterfacePlace returns the config.Line.Place of an interface's section. Routers show
// loopbacks and tunnels before ports, and VLANs after them.
func InterfacePlace(name string) int {
	kind, _ := ifname.Of(name)
	return cli.PlaceInterface + kind.Order
}

// newIfType returns an argument for the type alone, the first of two words.
func newIfType() *grammar.Arg[string] {
	return &grammar.Arg[string]{
		Label: "TYPE", Hidden: true,
		Parse: func(_ any, tok string) (string, int, bool) {
			kind, rest, fit, _ := splitIf(tok)
			return kind.Name, fit, kind.Name != "" && rest == ""
		},
		Complete: func(env any, prefix string) []grammar.Word {
			var out []grammar.Word
			for k := range ifname.All() {
				if k.Origin != ifname.Port || slices.Contains(cli.InterfaceTypes(env), k.Name) {
					out = append(out, grammar.Word{Text: k.Name, Help: k.Help})
				}
			}
			return out
		},
		Format: func(s string) string { return s + joined },
	}
}

func newIfNumber() *grammar.Arg[string] {
	return &grammar.Arg[string]{
		Label: "<0-2147483647>", Help: "Interface number",
		Parse: func(_ any, tok string) (string, int, bool) {
			n := ifname.NumberLen(tok)
			return tok, n, n == len(tok) && ifname.ValidNumber(tok)
		},
	}
}
