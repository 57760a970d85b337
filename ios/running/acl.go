package running

import (
	"strconv"
	"strings"
)

// AccessList is an IP access list.
type AccessList struct {
	Extended bool
	Name     string        // or number
	Entries  []AccessEntry // in order

	objects *Objects // of the same configuration
}

// AccessList is the access list with that name or number, nil if there is none.
func (c *Config) AccessList(name string) *AccessList {
	for _, a := range c.AccessLists {
		if a.Name == name {
			return a
		}
	}
	return nil
}

// Judge reports whether the list lets a packet through: the first entry that fits
// counts, what none fits is denied. A list that does not exist, or is empty, permits
// everything. log says that the entry which counts asks for a message.
func (a *AccessList) Judge(p Packet) (permitted, log bool) {
	if a == nil {
		return true, false
	}
	empty := true
	for i := range a.Entries {
		e := &a.Entries[i]
		if e.Action == Evaluate {
			continue
		}
		if empty = false; e.fits(p, a.objects) {
			return e.Action == Permit, e.Log
		}
	}
	return empty, false
}

// AccessListHead decodes `access-list NUMBER` and `ip access-list (standard|extended)
// NAME`, the heads below which the entries stand.
func AccessListHead(l Line) (Value, error) {
	name, extended := l.Word(1), isExtended(l.Word(1))
	if l.Word(0) == "ip" {
		name, extended = l.Word(3), l.Word(2) == "extended"
	}
	return Section(
		func() *AccessList { return &AccessList{Extended: extended, Name: name} },
		func(c *Config, a *AccessList) {
			own := *a
			own.objects = &c.Objects
			c.AccessLists = append(c.AccessLists, &own)
		}), nil
}

// isExtended tells by its number what a numbered list is: 100 to 199 and 2000 to 2699.
func isExtended(number string) bool {
	n, err := strconv.Atoi(number)
	return err == nil && (n >= 100 && n <= 199 || n >= 2000 && n <= 2699)
}

// StandardEntry decodes an entry of a standard list, from its action on: "permit
// 10.1.1.0 0.0.0.255 log". A remark has no effect.
func StandardEntry(l Line) (Value, error) { return entryValue(l, (*entryReader).standard) }

// ExtendedEntry decodes an entry of an extended list, from its action on: "permit tcp
// any host 10.1.1.1 eq www". A remark has no effect.
func ExtendedEntry(l Line) (Value, error) { return entryValue(l, (*entryReader).extended) }

func entryValue(l Line, read func(*entryReader)) (Value, error) {
	e := newAccessEntry(strings.Join(l.Words, " "))
	switch l.Word(0) {
	case "permit":
		e.Action = Permit
	case "deny":
		e.Action = Deny
	case "evaluate":
		e.Action = Evaluate
	default:
		return nil, nil
	}
	if e.Action != Evaluate {
		read(&entryReader{words: l.Words[1:], e: &e})
	}
	return InPlace(func(a *AccessList, place int) {
		a.Entries = append(a.Entries, e)
		a.Entries[len(a.Entries)-1].Number = place
	}), nil
}
