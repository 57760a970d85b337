package confcmd

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

// arguments are the arguments of the notation, except ranges. Each makes its node from
// the help text.
var arguments = map[string]func(help string) grammar.Node{
	"WORD":     func(help string) grammar.Node { return grammar.AnyWord(help) },
	"LINE":     func(help string) grammar.Node { return grammar.Text(help) },
	"A.B.C.D":  func(help string) grammar.Node { return grammar.IPv4(help) },
	"MASK":     func(help string) grammar.Node { return grammar.Mask(help) },
	"SECRET":   func(help string) grammar.Node { return secretArg(help) },
	"PASSWORD": func(help string) grammar.Node { return passwordArg(help) },
	"A.B.C.D/nn": func(help string) grammar.Node {
		return prefixArg("A.B.C.D/nn", help, netip.Addr.Is4)
	},
	"X:X:X:X::X": func(help string) grammar.Node { return ipv6Arg(help) },
	"X:X:X:X::X/<0-128>": func(help string) grammar.Node {
		return prefixArg("X:X:X:X::X/<0-128>", help, netip.Addr.Is6)
	},
	"INTERFACE": ifArg,
	"H.H.H": func(help string) grammar.Node {
		return shaped("H.H.H", help, hexDigits+".", goodMAC)
	},
	"hh:mm":    func(help string) grammar.Node { return shaped("hh:mm", help, "0123456789:", goodTime(2)) },
	"hh:mm:ss": func(help string) grammar.Node { return shaped("hh:mm:ss", help, "0123456789:", goodTime(3)) },
	"ASN":      func(help string) grammar.Node { return shaped("<1-4294967295>", help, "0123456789.", goodASN) },
	"ASN:nn": func(help string) grammar.Node {
		return shaped("ASN:nn or IP-address:nn", help, "0123456789.:", goodRD)
	},
	"HEX": func(help string) grammar.Node {
		return shaped("Hex-data", help, hexDigits+"xX", func(s string) bool { return s != "" })
	},
	"VLANS": func(help string) grammar.Node { return shaped("WORD", help, "0123456789,-", goodVLANs) },
	"/nn": func(help string) grammar.Node {
		return shaped("/nn", help, "/0123456789", func(s string) bool {
			n, err := strconv.Atoi(strings.TrimPrefix(s, "/"))
			return err == nil && s[0] == '/' && n >= 0 && n <= 32
		})
	},
	"TCPPORT": func(help string) grammar.Node { return portArg(help, running.TCPPorts) },
	"UDPPORT": func(help string) grammar.Node { return portArg(help, running.UDPPorts) },
}

const hexDigits = "0123456789abcdefABCDEF"

// isArgument reports whether a word of the notation is an argument.
func isArgument(tok string) bool {
	_, ok := arguments[tok]
	return ok || tok[0] == '<'
}

// argument returns the node of the argument tok of the notation. ok is false if tok is a
// keyword.
func argument(tok, help string) (n grammar.Node, ok bool, err error) {
	if tok[0] == '<' {
		text := strings.Trim(tok, "<>")
		if text == "" {
			return nil, false, fmt.Errorf("%s is no range", tok)
		}
		lo, hi, found := strings.Cut(text[1:], "-")
		lo = text[:1] + lo
		a, err1 := strconv.Atoi(lo)
		b, err2 := strconv.Atoi(hi)
		if !found || err1 != nil || err2 != nil {
			return nil, false, fmt.Errorf("%s is no range", tok)
		}
		return grammar.Int(a, b, help), true, nil
	}
	if make, ok := arguments[tok]; ok {
		return make(help), true, nil
	}
	return nil, false, nil
}

// shaped returns an argument that matches a word of these letters if good accepts it.
func shaped(label, help, letters string, good func(string) bool) *grammar.Arg[string] {
	return &grammar.Arg[string]{
		Label: label, Help: help,
		Parse: func(_ any, tok string) (string, int, bool) {
			fit := len(tok) - len(strings.TrimLeft(tok, letters))
			return tok, fit, fit == len(tok) && good(tok)
		},
	}
}

func goodMAC(s string) bool {
	f := strings.Split(s, ".")
	return len(f) == 3 && !slices.ContainsFunc(f, func(g string) bool { return g == "" || len(g) > 4 })
}

// goodTime returns a check for a time of day with two parts (hours and minutes) or three.
func goodTime(parts int) func(string) bool {
	return func(s string) bool {
		f := strings.Split(s, ":")
		return len(f) == parts && below(f[0], 24) && !slices.ContainsFunc(f[1:], func(g string) bool { return !below(g, 60) })
	}
}

func below(s string, n int) bool {
	v, err := strconv.Atoi(s)
	return err == nil && len(s) <= 2 && v < n
}

// goodASN reports whether s is an AS number, plain or with a dot ("1.10").
func goodASN(s string) bool {
	hi, lo, dotted := strings.Cut(s, ".")
	if !dotted {
		v, err := strconv.ParseUint(s, 10, 32)
		return err == nil && v > 0
	}
	_, err1 := strconv.ParseUint(hi, 10, 16)
	_, err2 := strconv.ParseUint(lo, 10, 16)
	return err1 == nil && err2 == nil
}

func goodRD(s string) bool {
	head, n, ok := strings.Cut(s, ":")
	if _, err := strconv.ParseUint(n, 10, 32); !ok || err != nil {
		return false
	}
	if a, err := netip.ParseAddr(head); err == nil {
		return a.Is4()
	}
	return goodASN(head)
}

func goodVLANs(s string) bool {
	for part := range strings.SplitSeq(s, ",") {
		lo, hi, isRange := strings.Cut(part, "-")
		for _, n := range []string{lo, hi}[:1+b2i(isRange)] {
			if v, err := strconv.Atoi(n); err != nil || v < 1 || v > 4094 {
				return false
			}
		}
	}
	return true
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}

func ipv6Arg(help string) *grammar.Arg[netip.Addr] {
	return &grammar.Arg[netip.Addr]{
		Label: "X:X:X:X::X", Help: help,
		Parse: func(_ any, tok string) (netip.Addr, int, bool) {
			fit := len(tok) - len(strings.TrimLeft(tok, "0123456789abcdefABCDEF:"))
			a, err := netip.ParseAddr(tok)
			return a, fit, err == nil && a.Is6() && a.Zone() == ""
		},
		Format: func(a netip.Addr) string { return strings.ToUpper(a.String()) },
	}
}

func prefixArg(label, help string, family func(netip.Addr) bool) *grammar.Arg[netip.Prefix] {
	return &grammar.Arg[netip.Prefix]{
		Label: label, Help: help,
		Parse: func(_ any, tok string) (netip.Prefix, int, bool) {
			fit := len(tok) - len(strings.TrimLeft(tok, "0123456789abcdefABCDEF:./"))
			p, err := netip.ParsePrefix(tok)
			return p, fit, err == nil && family(p.Addr())
		},
		Format: func(p netip.Prefix) string { return strings.ToUpper(p.String()) },
	}
}

// portArg returns an argument for a port by number or name. A port that has a name is
// kept by it.
func portArg(help string, names map[string]int) *grammar.Arg[int] {
	byNumber := make(map[int]string, len(names))
	for name, n := range names {
		byNumber[n] = name
	}
	return &grammar.Arg[int]{
		Label: "<0-65535>", Help: help,
		Parse: func(_ any, tok string) (int, int, bool) {
			if n, ok := names[strings.ToLower(tok)]; ok {
				return n, len(tok), true
			}
			v, err := strconv.Atoi(tok)
			fit := len(tok) - len(strings.TrimLeft(tok, "0123456789"))
			return v, fit, err == nil && v >= 0 && v <= 65535 && fit == len(tok)
		},
		Complete: func(any, string) []grammar.Word {
			var out []grammar.Word
			for name, n := range names {
				out = append(out, grammar.Word{Text: name, Help: strconv.Itoa(n)})
			}
			return out
		},
		Format: func(n int) string {
			if name, ok := byNumber[n]; ok {
				return name
			}
			return strconv.Itoa(n)
		},
	}
}
