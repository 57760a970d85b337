package cli

import (
	"slices"
	"strings"

	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/system"
)

// NewInterface is an argument that takes an interface of the device,
// "GigabitEthernet0/0" as well as "g0/0" or "gi0/0", and gives its full name.
func NewInterface() *grammar.Arg[string] {
	return &grammar.Arg[string]{
		Label: "WORD", Hidden: true,
		Parse: func(env any, tok string) (string, int, bool) { return findInterface(env, tok) },
		Complete: func(env any, _ string) []grammar.Word {
			var out []grammar.Word
			for _, i := range env.(*Session).dev.Interfaces() {
				out = append(out, grammar.Word{Text: i.Name})
			}
			return out
		},
		Format: func(name string) string { return name },
	}
}

// InterfaceTypes are the kinds of ports the device has: "GigabitEthernet".
func InterfaceTypes(env any) []string {
	var out []string
	for _, i := range env.(*Session).dev.Interfaces() {
		if t := typeOf(i); !slices.Contains(out, t) {
			out = append(out, t)
		}
	}
	return out
}

func typeOf(i system.Interface) string { return strings.TrimRight(i.Name, "0123456789/.") }

// virtualTypes are the interfaces that a router may have by configuration. That a
// name begins like one of them moves the caret behind it, whether there is such an
// interface or not (ios-files.md 14.1: "show interface brief" under the r).
var virtualTypes = []string{"Async", "BVI", "Dialer", "Loopback", "Multilink", "Null", "Port-channel", "Tunnel", "Virtual-Template", "Vlan"}

// findInterface reads a name whose type may be abbreviated.
func findInterface(env any, tok string) (string, int, bool) {
	fit := 0
	for _, t := range virtualTypes {
		fit = max(fit, CommonFold(t, tok))
	}
	for _, i := range env.(*Session).dev.Interfaces() {
		t := typeOf(i)
		number := i.Name[len(t):]
		letters := len(tok) - len(strings.TrimLeft(strings.ToLower(tok), "abcdefghijklmnopqrstuvwxyz-"))
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

// CommonFold is the length of the common beginning, whatever the case.
func CommonFold(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && strings.EqualFold(a[n:n+1], b[n:n+1]) {
		n++
	}
	return n
}
