package confcmd

import (
	"slices"
	"strings"

	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/secret"
)

// canonicalForms are the functions that the attribute canonical=NAME names. Each turns
// the spelled-out text of a line into the form in which the running-config shows it.
var canonicalForms = map[string]func(string) string{
	"routemap": func(s string) string {
		switch len(strings.Fields(s)) {
		case 2:
			return s + " permit 10"
		case 3:
			return s + " 10"
		}
		return s
	},
	"classmap": func(s string) string {
		f := strings.Fields(s)
		if len(f) == 2 {
			return f[0] + " match-all " + f[1]
		}
		return s
	},
	"community": canonicalCommunity,
	// secret hashes a secret that was typed in clear text.
	"secret": func(s string) string {
		text := strings.TrimPrefix(s, "secret ")
		return "secret " + secret.HashAs(5, text)
	},
	// bare removes the line of two words, which is the default and is not shown.
	"bare": func(s string) string {
		if strings.Count(s, " ") == 1 {
			return ""
		}
		return s
	},
	// timezone adds the minutes, which IOS 15 writes even if they are 0.
	"timezone": func(s string) string {
		if strings.Count(s, " ") == 3 {
			return s + " 0"
		}
		return s
	},
	"logging":    func(s string) string { return strings.Replace(s, "logging ", "logging host ", 1) },
	"domainlist": func(s string) string { return strings.Replace(s, "domain-list", "domain list", 1) },
	"encr":       func(s string) string { return strings.Replace(s, "encryption", "encr", 1) },
	"domain":     func(s string) string { return strings.Replace(s, "domain-name", "domain name", 1) },
}

// canonicalEntry writes the addresses of an entry of an extended access list with any
// and host.
func canonicalEntry(s string) string { return padDeny(foldAddresses(s, "host ")) }

// padDeny pads deny to the width of permit, so that the columns of a list align.
func padDeny(s string) string {
	if rest, ok := strings.CutPrefix(s, "deny "); ok {
		return "deny   " + rest
	}
	return s
}

// canonicalStandard writes a host in an entry of a standard access list as its address
// alone.
func canonicalStandard(s string) string {
	return padDeny(strings.Replace(foldAddresses(s, ""), " host ", " ", 1))
}

// foldAddresses replaces an address with the wildcard 255.255.255.255 by "any", and
// one with the wildcard 0.0.0.0 by host and the address.
func foldAddresses(s, host string) string {
	if !strings.Contains(s, " 255.255.255.255") && !strings.Contains(s, " 0.0.0.0") {
		return s
	}
	words := strings.Split(s, " ")
	out := words[:0]
	for i := 0; i < len(words); i++ {
		w := words[i]
		if i+1 < len(words) && strings.Count(w, ".") == 3 && strings.Trim(w, "0123456789.") == "" {
			switch words[i+1] {
			case "255.255.255.255":
				w = "any"
				i++
			case "0.0.0.0":
				w = host + w
				i++
			}
		}
		out = append(out, w)
	}
	return strings.Join(out, " ")
}

// canonicalCommunity writes the access right of an SNMP community in capitals, and RO
// if the line names none.
func canonicalCommunity(s string) string {
	w := strings.Fields(s)
	at := 3
	if len(w) > 4 && w[3] == "view" {
		at = 5
	}
	switch {
	case at < len(w) && (w[at] == "ro" || w[at] == "rw"):
		w[at] = strings.ToUpper(w[at])
	default:
		w = slices.Insert(w, at, "RO")
	}
	return strings.Join(w, " ")
}

// joined ends the canonical form of a word that is written together with the word
// after it: "Loopback" of "Loopback 0".
const joined = "\x00"

// spelled returns the words of a line in full. An interface name that was typed as two
// words is one.
func spelled(m *grammar.Match) []string {
	var out []string
	glue := false
	for _, w := range m.Words() {
		head, open := strings.CutSuffix(w, joined)
		if glue {
			out[len(out)-1] += head
		} else {
			out = append(out, head)
		}
		glue = open
	}
	return out
}

// canonical returns the words of a line in full, separated by single blanks.
func canonical(m *grammar.Match) string { return strings.Join(spelled(m), " ") }

// keyOf returns the first n words of a line, or "" if it has fewer.
func keyOf(m *grammar.Match, n int) string {
	w := spelled(m)
	if len(w) < n {
		return ""
	}
	return strings.Join(w[:n], " ")
}
