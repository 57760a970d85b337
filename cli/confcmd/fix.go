package confcmd

import (
	"slices"
	"strings"
)

// fixes bring the canonical text of a line into the form that NVGEN writes.
var fixes = map[string]func(string) string{
	"acl":      fixEntry,
	"standard": fixStandard,
	"routemap": func(s string) string {
		if f := strings.Fields(s); len(f) == 2 {
			return s + " permit 10"
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
	"community": fixCommunity,
	// bare: two words alone are what is on by default, and are not shown.
	"bare": func(s string) string {
		if strings.Count(s, " ") == 1 {
			return ""
		}
		return s
	},
	// timezone: 15.x writes the minutes also where they are 0.
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

// fixEntry writes the addresses of an extended entry with any and host.
func fixEntry(s string) string { return padDeny(foldAddresses(s, "host ")) }

// padDeny aligns what follows deny with what follows permit.
func padDeny(s string) string {
	if rest, ok := strings.CutPrefix(s, "deny "); ok {
		return "deny   " + rest
	}
	return s
}

// fixStandard writes a host of a standard entry as its address alone.
func fixStandard(s string) string {
	return padDeny(strings.Replace(foldAddresses(s, ""), " host ", " ", 1))
}

// foldAddresses writes an address with the wildcard 255.255.255.255 as any, one
// with 0.0.0.0 as itself behind host.
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

// fixCommunity writes the right of a community in capitals, RO if none is given.
func fixCommunity(s string) string {
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
