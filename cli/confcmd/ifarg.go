package confcmd

import (
	"slices"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// ifKind is a type of interface.
type ifKind struct {
	name, help string
	virtual    bool // created by its configuration
	order      int  // of its section in the running-config [UNSOURCED, but for loopbacks and tunnels before ports]
}

// ifKinds are the types, in the order in which an abbreviation is looked up.
var ifKinds = []ifKind{
	{"GigabitEthernet", "GigabitEthernet IEEE 802.3z", false, 50},
	{"FastEthernet", "FastEthernet IEEE 802.3", false, 40},
	{"Ethernet", "IEEE 802.3", false, 30},
	{"TenGigabitEthernet", "Ten Gigabit Ethernet", false, 60},
	{"Serial", "Serial", true, 70},
	{"Loopback", "Loopback interface", true, 5},
	{"Tunnel", "Tunnel interface", true, 10},
	{"Vlan", "Catalyst Vlans", true, 90},
	{"Port-channel", "Ethernet Channel of interfaces", true, 20},
	{"Dialer", "Dialer interface", true, 100},
	{"BVI", "Bridge-Group Virtual Interface", true, 110},
	{"Null", "Null interface", true, 25},
	{"Multilink", "Multilink-group interface", true, 15},
	{"Virtual-Template", "Virtual Template interface", true, 80},
	{"ATM", "ATM interface", true, 65},
	{"Async", "Async interface", true, 75},
	{"Group-Async", "Async Group interface", true, 76},
	{"Cellular", "Cellular WAN Async interface", true, 77},
	{"Embedded-Service-Engine", "cisco embedded service engine module", true, 35},
}

// kindOf returns the first type whose name begins with the letters.
func kindOf(letters string) (ifKind, bool) {
	i := slices.IndexFunc(ifKinds, func(k ifKind) bool {
		return len(letters) > 0 && len(letters) <= len(k.name) && strings.EqualFold(k.name[:len(letters)], letters)
	})
	if i < 0 {
		return ifKind{}, false
	}
	return ifKinds[i], true
}

const ifLetters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"

// splitIf splits an interface name: "gi0/0.10" into GigabitEthernet and "0/0.10". fit is
// the number of leading bytes with which a name can begin.
func splitIf(tok string) (kind ifKind, number string, fit int, ok bool) {
	rest := strings.TrimLeft(tok, ifLetters)
	letters := tok[:len(tok)-len(rest)]
	if kind, ok = kindOf(letters); !ok {
		for _, k := range ifKinds {
			fit = max(fit, cli.CommonFold(k.name, letters))
		}
		return kind, "", fit, false
	}
	n := numberFit(rest)
	return kind, rest, len(letters) + n, n == len(rest) && goodNumber(rest)
}

// numberFit returns the number of leading bytes with which an interface number can begin.
func numberFit(s string) int { return len(s) - len(strings.TrimLeft(s, "0123456789/.:")) }

// goodNumber reports whether s is the number of an interface: "0", "0/0", "0/0/0:1" or
// "0/1.100".
func goodNumber(s string) bool {
	s, sub, hasSub := strings.Cut(s, ".")
	if hasSub && !allDigits(sub) {
		return false
	}
	s, channel, hasChannel := strings.Cut(s, ":")
	if hasChannel && !allDigits(channel) {
		return false
	}
	parts := strings.Split(s, "/")
	return len(parts) <= 3 && !slices.ContainsFunc(parts, func(p string) bool { return !allDigits(p) })
}

func allDigits(s string) bool {
	return s != "" && len(s) <= 10 && strings.Trim(s, "0123456789") == ""
}

// ifName is the name of an interface in one word or two, "gi0/0" or
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
			return kind.name + number, fit, ok
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
	kind, _ := kindOf(strings.TrimRight(name, "0123456789/.:"))
	return cli.PlaceInterface + kind.order
}

// newIfType returns an argument for the type alone, the first of two words.
func newIfType() *grammar.Arg[string] {
	return &grammar.Arg[string]{
		Label: "TYPE", Hidden: true,
		Parse: func(_ any, tok string) (string, int, bool) {
			kind, rest, fit, _ := splitIf(tok)
			return kind.name, fit, kind.name != "" && rest == ""
		},
		Complete: func(env any, prefix string) []grammar.Word {
			var out []grammar.Word
			for _, k := range ifKinds {
				if k.virtual || slices.Contains(cli.InterfaceTypes(env), k.name) {
					out = append(out, grammar.Word{Text: k.name, Help: k.help})
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
			n := numberFit(tok)
			return tok, n, n == len(tok) && goodNumber(tok)
		},
	}
}
