package system

import (
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/iosim/iosim/ios/config"
)

// The names that IOS gives to ports in access lists.
var (
	TCPPorts = map[string]int{
		"bgp": 179, "chargen": 19, "cmd": 514, "daytime": 13, "discard": 9, "domain": 53, "echo": 7, "exec": 512,
		"finger": 79, "ftp": 21, "ftp-data": 20, "gopher": 70, "hostname": 101, "ident": 113, "irc": 194, "klogin": 543,
		"kshell": 544, "login": 513, "lpd": 515, "nntp": 119, "pim-auto-rp": 496, "pop2": 109, "pop3": 110, "smtp": 25,
		"sunrpc": 111, "tacacs": 49, "talk": 517, "telnet": 23, "time": 37, "uucp": 540, "whois": 43, "www": 80,
	}
	UDPPorts = map[string]int{
		"biff": 512, "bootpc": 68, "bootps": 67, "discard": 9, "dnsix": 195, "domain": 53, "echo": 7, "isakmp": 500,
		"mobile-ip": 434, "nameserver": 42, "netbios-dgm": 138, "netbios-ns": 137, "netbios-ss": 139, "non500-isakmp": 4500,
		"ntp": 123, "pim-auto-rp": 496, "rip": 520, "snmp": 161, "snmptrap": 162, "sunrpc": 111, "syslog": 514,
		"tacacs": 49, "talk": 517, "tftp": 69, "time": 37, "who": 513, "xdmcp": 177,
	}
)

// protocols are the names of protocols in extended entries (IANA's numbers).
var protocols = map[string]int{
	"icmp": protoICMP, "igmp": 2, "ipinip": 4, "tcp": protoTCP, "udp": protoUDP, "gre": 47, "esp": 50, "ahp": 51,
	"eigrp": 88, "ospf": 89, "nos": 94, "pim": 103, "pcp": 108,
}

// tcpFlags are the bits of TCP's header; established is either of two.
var tcpFlags = map[string]byte{"fin": 1, "syn": 2, "rst": 4, "psh": 8, "ack": 16, "urg": 32, "established": 4 | 16}

// icmpTypes are the names that matter: type, and code, -1 for any.
var icmpTypes = map[string][2]int{
	"echo": {8, -1}, "echo-reply": {0, -1}, "unreachable": {3, -1}, "time-exceeded": {11, -1}, "ttl-exceeded": {11, 0},
	"packet-too-big": {3, 4}, "redirect": {5, -1}, "source-quench": {4, -1}, "traceroute": {30, -1},
	"administratively-prohibited": {3, 13}, "host-unreachable": {3, 1}, "net-unreachable": {3, 0}, "port-unreachable": {3, 3},
	"parameter-problem": {12, -1}, "timestamp-request": {13, -1}, "timestamp-reply": {14, -1}, "mask-request": {17, -1}, "mask-reply": {18, -1},
}

// extendedEntry reports whether "permit tcp 10.1.1.0 0.0.0.255 any eq www" fits a packet.
// A time range counts as active, and what reflects entries as an entry; object groups of
// services fit nothing. A fragment, which has no ports, fits a permit that asks for ports
// by the addresses alone, and no deny (Cisco, Access Control Lists and IP Fragments).
func (sys *System) extendedEntry(f []string, p packet) (action string, fits bool) {
	e := entryReader{sys: sys, words: f[1:], p: p, permit: f[0] == "permit"}
	return f[0], e.protocol() && e.address(p.source, p.sourcePort) && e.address(p.dest, p.destPort) && e.options()
}

// entryReader reads an extended entry word by word.
type entryReader struct {
	sys   *System
	words []string
	p     packet
	names map[string]int // of ports

	permit bool
}

// next takes a word; "" at the end.
func (e *entryReader) next() string {
	if len(e.words) == 0 {
		return ""
	}
	w := e.words[0]
	e.words = e.words[1:]
	return w
}

func (e *entryReader) peek() string {
	if len(e.words) == 0 {
		return ""
	}
	return e.words[0]
}

func (e *entryReader) protocol() bool {
	w := e.next()
	switch w {
	case "ip":
		return true
	case "tcp":
		e.names = TCPPorts
	case "udp":
		e.names = UDPPorts
	}
	n, known := protocols[w]
	if !known {
		var err error
		if n, err = strconv.Atoi(w); err != nil {
			return false
		}
	}
	return n == int(e.p.proto)
}

// address takes an address and, of TCP and UDP, a port.
func (e *entryReader) address(addr netip.Addr, port int) bool {
	return e.inside(addr) && (e.names == nil || e.portFits(port))
}

func (e *entryReader) inside(addr netip.Addr) bool {
	switch w := e.next(); w {
	case "any":
		return true
	case "host":
		want, err := netip.ParseAddr(e.next())
		return err == nil && addr == want
	case "object-group":
		return e.sys.inGroup(e.next(), addr, 0)
	default:
		base, err := netip.ParseAddr(w)
		wildcard, werr := netip.ParseAddr(e.next())
		return err == nil && werr == nil && fitsWildcard(addr, base, wildcard)
	}
}

// number takes the number or the name of a port, if the next word is one.
func (e *entryReader) number() (int, bool) {
	n, ok := e.names[e.peek()]
	if !ok {
		var err error
		n, err = strconv.Atoi(e.peek())
		ok = err == nil
	}
	if ok {
		e.next()
	}
	return n, ok
}

func (e *entryReader) portFits(port int) bool {
	op := e.peek()
	if !slices.Contains([]string{"eq", "neq", "gt", "lt", "range"}, op) {
		return true
	}
	e.next()
	var fits bool
	first, _ := e.number()
	switch op {
	case "eq":
		fits = port == first
		for n, more := e.number(); more; n, more = e.number() {
			fits = fits || port == n
		}
	case "neq":
		fits = port != first
	case "gt":
		fits = port > first
	case "lt":
		fits = port < first
	case "range":
		last, _ := e.number()
		fits = port >= first && port <= last
	}
	if e.p.fragment {
		return e.permit
	}
	return fits && e.p.ported
}

// options takes the rest.
func (e *entryReader) options() bool {
	fits := true
	for len(e.words) > 0 {
		w := e.next()
		bits, flag := tcpFlags[w]
		icmp, named := icmpTypes[w]
		switch {
		case w == "log", w == "log-input":
		case flag && e.p.proto == protoTCP:
			fits = fits && e.p.flags&bits != 0
		case w == "fragments":
			fits = fits && e.p.fragment
		case w == "time-range", w == "reflect":
			e.next()
		case w == "timeout":
			e.next()
		case w == "dscp", w == "precedence", w == "tos":
			fits = fits && e.class(w)
		case w == "ttl":
			op := e.next()
			n, _ := strconv.Atoi(e.next())
			ttl := int(e.p.ttl)
			fits = fits && (op == "eq" && ttl == n || op == "gt" && ttl > n || op == "lt" && ttl < n)
		case w == "option":
			e.next()
			fits = false // no packet here has any
		case named && e.p.proto == protoICMP:
			fits = fits && e.p.kind == icmp[0] && (icmp[1] < 0 || e.p.code == icmp[1])
		case isDigits(w) && e.p.proto == protoICMP:
			n, _ := strconv.Atoi(w)
			fits = fits && e.p.kind == n
			if code, err := strconv.Atoi(e.peek()); err == nil {
				e.next()
				fits = fits && e.p.code == code
			}
		default:
			return false
		}
	}
	return fits
}

// class compares a part of the type of service, which is 0 in all that a device here
// sends and receives: names of other classes fit nothing.
func (e *entryReader) class(part string) bool {
	w := e.next()
	n, err := strconv.Atoi(w)
	if w == "default" || w == "routine" {
		n, err = 0, nil
	}
	have := map[string]byte{"dscp": e.p.tos >> 2, "precedence": e.p.tos >> 5, "tos": e.p.tos >> 1 & 0xf}[part]
	return err == nil && n == int(have)
}

// maxGroupDepth bounds groups within groups.
const maxGroupDepth = 8

// inGroup reports whether a network object group has an address.
func (sys *System) inGroup(name string, addr netip.Addr, depth int) bool {
	for _, l := range sys.config.Lines(config.Path{"object-group network " + name}) {
		f := append(strings.Fields(l), "", "")
		a, _ := netip.ParseAddr(f[1])
		switch f[0] {
		case "host":
			if a == addr {
				return true
			}
		case "range":
			if b, err := netip.ParseAddr(f[2]); err == nil && a.Compare(addr) <= 0 && addr.Compare(b) <= 0 {
				return true
			}
		case "group-object":
			if depth < maxGroupDepth && sys.inGroup(f[1], addr, depth+1) {
				return true
			}
		default:
			base, err := netip.ParseAddr(f[0])
			if err == nil && a.Is4() && base.Is4() && addr.Is4() && bitsOf(base)&bitsOf(a) == bitsOf(addr)&bitsOf(a) {
				return true
			}
		}
	}
	return false
}
