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
