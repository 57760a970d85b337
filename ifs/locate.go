package ifs

import (
	"context"
	"fmt"
	"net/netip"
	"strconv"
)

// Locate returns the address and port of the server of name; port is the default.
// Its errors are of type *Error without an operation: KindNoHost if name has no
// host, KindBadHost if the host does not resolve or its port is invalid (IOS takes
// such a port for part of the host's name), and KindAborted.
func Locate(ctx context.Context, n Net, name Name, port uint16) (netip.AddrPort, error) {
	bad := func(k Kind, err error) (netip.AddrPort, error) {
		return netip.AddrPort{}, &Error{Name: name, Kind: k, Err: err}
	}
	host, number := name.HostPort("")
	if host == "" {
		return bad(KindNoHost, nil)
	}
	if number != "" {
		p, err := strconv.ParseUint(number, 10, 16)
		if err != nil || p == 0 {
			return bad(KindBadHost, fmt.Errorf("%.20q is no port", number))
		}
		port = uint16(p)
	}
	addr, err := n.Lookup(ctx, host)
	if err != nil {
		if k := KindOf(err); k != KindUnknown {
			return bad(k, err)
		}
		return bad(KindBadHost, err)
	}
	return netip.AddrPortFrom(addr.Unmap(), port), nil
}
