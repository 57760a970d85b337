// Package ifname is the table of interface types: their names, how they are
// abbreviated and sorted, and what all interfaces of a type have in common.
//
//	t, ok := ifname.Of("GigabitEthernet0/0")
//	// ok; t.Short == "Gi", t.Ethernet
package ifname

import (
	"iter"
	"slices"
	"strings"
)

// Origin says how an interface comes into being.
type Origin int

// The origins.
const (
	// Port is a port that the platform's model lists, or of a module with three numbers.
	Port Origin = iota
	// Module is a port of a module that no model lists: configuring it makes it.
	Module
	// Software is made by configuring it, on every router.
	Software
)

// Type is a type of interface.
type Type struct {
	Name  string // "GigabitEthernet"
	Short string // in the tables of show: "Gi"
	Help  string // what "?" says of it

	// Loader is what a boot loader calls it ("Ge"), Counted how show version counts
	// its ports ("Gigabit Ethernet"). Both are "" for a type that no chassis has.
	Loader, Counted string

	Origin Origin
	// Order is the order of the sections in the running-config [UNSOURCED, but for
	// loopbacks and tunnels before ports].
	Order int

	Ethernet bool // an Ethernet port: it has duplex, speed and 802.1Q sub-interfaces
	ARP      bool // it has a hardware address and an ARP table
	Virtual  bool // it has no link that could fail: it is up unless it is shut down

	Look Look
}

// Look is what show interfaces says of a type.
type Look struct {
	Hardware      string // "CN Gigabit Ethernet"
	MTU           int    // bytes
	Bandwidth     int    // kbit/s
	Delay         int    // microseconds
	Encapsulation string // "ARPA"
}

// IsLoopback reports whether the type is Loopback.
func (t Type) IsLoopback() bool { return t.Name == "Loopback" }

// IsSerial reports whether the type is Serial.
func (t Type) IsSerial() bool { return t.Name == "Serial" }

// Find returns the type that a word of letters abbreviates, the first of the table
// where several do: "g" is GigabitEthernet. The case of letters does not matter.
func Find(word string) (Type, bool) {
	i := slices.IndexFunc(types, func(t Type) bool {
		return len(word) > 0 && len(word) <= len(t.Name) && strings.EqualFold(t.Name[:len(word)], word)
	})
	if i < 0 {
		return Type{}, false
	}
	return types[i], true
}

// Of returns the type of an interface by its full name, "GigabitEthernet0/0.10";
// false if there is no such type.
func Of(name string) (Type, bool) {
	word, _ := Split(name)
	for i := range types {
		if types[i].Name == word {
			return types[i], true
		}
	}
	return Type{}, false
}

// LookOf returns what show interfaces says of an interface by its full name; of one
// whose type is unknown it says what it says of a Gigabit Ethernet port.
func LookOf(name string) Look {
	if t, ok := Of(name); ok {
		return t.Look
	}
	return gigabit
}

// All returns the types in the order in which abbreviations look for them.
func All() iter.Seq[Type] { return slices.Values(types) }

// Split parts a name into its type and its number: "GigabitEthernet" and "0/0.10".
func Split(name string) (word, number string) {
	word = strings.TrimRight(name, "0123456789/.:")
	return word, name[len(word):]
}

// Short abbreviates a full name as tables do: "Gi0/0". The name of a type that is not
// in the table keeps two letters.
func Short(name string) string {
	word, number := Split(name)
	if t, ok := Of(name); ok {
		return t.Short + number
	}
	return word[:min(2, len(word))] + number
}

// IsSub reports whether a name is that of a sub-interface: "GigabitEthernet0/0.10".
func IsSub(name string) bool { return strings.Contains(name, ".") }

// PortOf is the port of a sub-interface; any other name is its own.
func PortOf(name string) string {
	port, _, _ := strings.Cut(name, ".")
	return port
}

const letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-"

// WordLen is how many leading bytes of s can begin the name of a type.
func WordLen(s string) int { return len(s) - len(strings.TrimLeft(s, letters)) }

// NumberLen is how many leading bytes of s can begin an interface number.
func NumberLen(s string) int { return len(s) - len(strings.TrimLeft(s, "0123456789/.:")) }

// ValidNumber reports whether s is an interface number: "0", "0/0", "0/0/0:1",
// "0/1.100".
func ValidNumber(s string) bool {
	s, sub, hasSub := strings.Cut(s, ".")
	if hasSub && !digits(sub) {
		return false
	}
	s, channel, hasChannel := strings.Cut(s, ":")
	if hasChannel && !digits(channel) {
		return false
	}
	parts := strings.Split(s, "/")
	return len(parts) <= 3 && !slices.ContainsFunc(parts, func(p string) bool { return !digits(p) })
}

func digits(s string) bool {
	return s != "" && len(s) <= 10 && strings.Trim(s, "0123456789") == ""
}
