package running

import (
	"net/netip"
	"strconv"
	"strings"
)

// entryReader reads an entry of an access list word by word.
type entryReader struct {
	words []string
	e     *AccessEntry
	names map[string]int // of ports
}

// next takes a word; "" at the end.
func (r *entryReader) next() string {
	if len(r.words) == 0 {
		return ""
	}
	w := r.words[0]
	r.words = r.words[1:]
	return w
}

func (r *entryReader) peek() string {
	if len(r.words) == 0 {
		return ""
	}
	return r.words[0]
}

// standard reads "10.1.1.0 0.0.0.255 log".
func (r *entryReader) standard() {
	switch r.peek() {
	case "any", "host":
		r.e.Source = r.address()
	default:
		base, err := netip.ParseAddr(r.next())
		wildcard := netip.IPv4Unspecified()
		if w, err := netip.ParseAddr(r.peek()); err == nil {
			r.next()
			wildcard = w
		}
		r.e.odd = err != nil || !base.Is4() || !wildcard.Is4()
		r.e.Source = AddressMatch{Base: base, Wildcard: wildcard}
	}
	r.options()
}

// extended reads "tcp any host 10.1.1.1 eq www log".
func (r *entryReader) extended() {
	r.protocol()
	r.e.Source = r.address()
	r.e.SourcePorts = r.ports()
	r.e.Dest = r.address()
	r.e.DestPorts = r.ports()
	r.options()
}

func (r *entryReader) protocol() {
	w := r.next()
	switch w {
	case "ip":
		return
	case "object-group":
		r.e.ServiceGroup = r.next()
		return
	case "tcp":
		r.names = TCPPorts
	case "udp":
		r.names = UDPPorts
	}
	n, known := protocols[w]
	if !known {
		n = r.number(w)
	}
	r.e.Protocol = n
}

// number is the number of a word that must be one.
func (r *entryReader) number(w string) int {
	n, err := strconv.Atoi(w)
	if err != nil || n < 0 {
		r.e.odd = true
	}
	return n
}

func (r *entryReader) address() AddressMatch {
	switch w := r.next(); w {
	case "any":
		return AddressMatch{Any: true}
	case "host":
		return AddressMatch{Base: r.dotted(r.next()), Wildcard: netip.IPv4Unspecified()}
	case "object-group":
		return AddressMatch{Group: r.next()}
	default:
		base := r.dotted(w)
		return AddressMatch{Base: base, Wildcard: r.dotted(r.next())}
	}
}

// dotted is the address of a word that must be one of IPv4.
func (r *entryReader) dotted(w string) netip.Addr {
	a, err := netip.ParseAddr(w)
	if err != nil || !a.Is4() {
		r.e.odd = true
		return netip.IPv4Unspecified()
	}
	return a
}

// port takes the number or the name of a port, if the next word is one.
func (r *entryReader) port() (int, bool) {
	n, ok := r.names[r.peek()]
	if !ok {
		var err error
		n, err = strconv.Atoi(r.peek())
		ok = err == nil
	}
	if ok {
		r.next()
	}
	return n, ok
}

func (r *entryReader) ports() (m PortMatch) {
	if r.names == nil {
		return m
	}
	op := r.peek()
	switch op {
	case "eq", "neq", "gt", "lt", "range":
		r.next()
	default:
		return m
	}
	first, ok := r.port()
	r.e.odd = r.e.odd || !ok
	m.Ranges, m.Not = []Range{{first, first}}, op == "neq"
	switch op {
	case "eq":
		for n, more := r.port(); more; n, more = r.port() {
			m.Ranges = append(m.Ranges, Range{n, n})
		}
	case "gt":
		m.Ranges[0] = Range{first + 1, maxPort}
	case "lt":
		m.Ranges[0] = Range{0, first - 1}
	case "range":
		m.Ranges[0].Last, _ = r.port()
	}
	return m
}

const maxPort = 65535

// options reads the rest.
func (r *entryReader) options() {
	e := r.e
	for len(r.words) > 0 {
		switch w := r.next(); w {
		case "log":
			e.Log = true
		case "log-input": // no message here names the interface
		case "fragments":
			e.Fragments = true
		case "time-range":
			e.TimeRange = r.next()
		case "reflect":
			e.Reflect = r.next()
		case "timeout":
			r.next()
		case "option":
			e.Option = r.next()
		case "dscp":
			e.DSCP = r.class(dscpNames)
		case "precedence":
			e.Precedence = r.class(precedences)
		case "tos":
			e.TOS = r.class(nil)
		case "ttl":
			e.TTL = r.ttl()
		default:
			r.ofProtocol(w)
		}
	}
}

func (r *entryReader) class(names map[string]int) int {
	w := r.next()
	if n, ok := names[w]; ok {
		return n
	}
	return r.number(w)
}

func (r *entryReader) ttl() Range {
	op := r.next()
	n := r.number(r.next())
	switch op {
	case "eq":
		return Range{n, n}
	case "gt":
		return Range{n + 1, 255}
	case "lt":
		return Range{0, n - 1}
	}
	r.e.odd = true
	return Range{}
}

// ofProtocol takes an option that TCP or ICMP alone have.
func (r *entryReader) ofProtocol(w string) {
	bits, flag := tcpFlags[w]
	icmp, named := icmpTypes[w]
	switch {
	case r.e.Protocol == TCP && flag:
		r.e.Flags = append(r.e.Flags, bits)
	case r.e.Protocol == ICMP && named:
		r.e.Type, r.e.Code = icmp[0], icmp[1]
	case r.e.Protocol == ICMP && isDigits(w):
		r.e.Type = r.number(w)
		if isDigits(r.peek()) {
			r.e.Code = r.number(r.next())
		}
	default:
		r.e.odd = true
	}
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }
