package running

import (
	"strings"
)

// Policy is what is configured of prefix lists, route maps and key chains.
type Policy struct {
	RouteMaps []*RouteMap // every sequence number has its own
	KeyChains []*KeyChain
}

// RouteMap is a sequence number of a route map.
type RouteMap struct {
	Name     string
	Permit   bool
	Sequence int
	Match    []Clause
	Set      []string // actions as they are configured, without "set": "metric 20"
}

// Clause is a condition of a route map.
type Clause struct {
	Lists ListUse // which lists Text names
	Text  string  // as it is configured, without "match" and the words of Lists: "1 2"
}

// ListUse is what the lists of a Clause are and what they are compared with.
type ListUse int

// Uses of lists.
const (
	NoLists ListUse = iota
	AddressLists
	AddressPrefixLists
	NextHopPrefixLists
)

// RouteMapHead decodes `route-map NAME (permit|deny) SEQUENCE`.
func RouteMapHead(l Line) (Value, error) {
	name, permit, n := l.Word(1), l.Word(2) == "permit", l.Int(3)
	return Section(
		func() *RouteMap { return &RouteMap{Name: name, Permit: permit, Sequence: n} },
		func(c *Config, m *RouteMap) { c.RouteMaps = append(c.RouteMaps, m) }), nil
}

// listUses are the words of a condition that names lists; the longest stands first.
var listUses = []struct {
	words string
	use   ListUse
}{
	{"ip address prefix-list ", AddressPrefixLists},
	{"ip address ", AddressLists},
	{"ip next-hop prefix-list ", NextHopPrefixLists},
}

// RouteMapMatch decodes `match …`.
func RouteMapMatch(l Line) (Value, error) {
	clause := Clause{Text: l.After(1)}
	for _, u := range listUses {
		if rest, ok := strings.CutPrefix(clause.Text, u.words); ok {
			clause = Clause{u.use, rest}
			break
		}
	}
	return In(func(m *RouteMap) { m.Match = append(m.Match, clause) }), nil
}

// RouteMapSet decodes `set …`.
func RouteMapSet(l Line) (Value, error) {
	text := l.After(1)
	return In(func(m *RouteMap) { m.Set = append(m.Set, text) }), nil
}

// KeyChain is a chain of keys that neighbors of a routing protocol share.
type KeyChain struct {
	Name string
	Keys []*Key
}

// Key is a key of a chain.
type Key struct {
	ID     int
	String string // a password as it is kept: see secret.Plain
	// Accept and Send are the lifetimes as they are configured; "" is always.
	Accept, Send string
}

// KeyChainHead decodes `key chain NAME`.
func KeyChainHead(l Line) (Value, error) {
	name := l.Word(2)
	return Section(
		func() *KeyChain { return &KeyChain{Name: name} },
		func(c *Config, k *KeyChain) { c.KeyChains = append(c.KeyChains, k) }), nil
}

// KeyHead decodes `key ID` of a chain.
func KeyHead(l Line) (Value, error) {
	id := l.Int(1)
	return Section(
		func() *Key { return &Key{ID: id} },
		func(c *KeyChain, k *Key) { c.Keys = append(c.Keys, k) }), nil
}

// KeyString decodes `key-string PASSWORD`.
func KeyString(l Line) (Value, error) {
	text := l.After(1)
	return In(func(k *Key) { k.String = text }), nil
}

// KeyAccept decodes `accept-lifetime …`.
func KeyAccept(l Line) (Value, error) {
	text := l.After(1)
	return In(func(k *Key) { k.Accept = text }), nil
}

// KeySend decodes `send-lifetime …`.
func KeySend(l Line) (Value, error) {
	text := l.After(1)
	return In(func(k *Key) { k.Send = text }), nil
}
