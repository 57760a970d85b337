package network

import (
	"net/netip"
	"os"

	"github.com/iosim/iosim/ifs"
	wiretap "github.com/iosim/iosim/internal/wire"
)

// filteredConn is a UDP socket behind a firewall that drops: only answers from ports
// that the device has sent to come in. A TFTP server answers a request from a port of
// its own (RFC 1350, 4), so that nothing of it arrives.
type filteredConn struct {
	ifs.PacketConn
	asked   []netip.AddrPort // where the device has sent to
	capture *wiretap.Recorder
	instant bool // time jumps: a wait after what was dropped is over at once
}

// ReadFromAddrPort implements ifs.PacketConn.
func (c *filteredConn) ReadFromAddrPort(b []byte) (int, netip.AddrPort, error) {
	for {
		n, from, err := c.PacketConn.ReadFromAddrPort(b)
		if err != nil || c.hasAsked(from) {
			return n, from, err
		}
		c.capture.Fate(false, wiretap.Lost, c.LocalAddrPort(), from, b[:n])
		if c.instant {
			return 0, from, os.ErrDeadlineExceeded
		}
	}
}

func (c *filteredConn) hasAsked(from netip.AddrPort) bool {
	for _, a := range c.asked {
		if a == from {
			return true
		}
	}
	return false
}

// maxAsked bounds how many ports a socket remembers.
const maxAsked = 64

// WriteToAddrPort implements ifs.PacketConn.
func (c *filteredConn) WriteToAddrPort(b []byte, to netip.AddrPort) (int, error) {
	if !c.hasAsked(to) && len(c.asked) < maxAsked {
		c.asked = append(c.asked, to)
	}
	return c.PacketConn.WriteToAddrPort(b, to)
}
