package wire

import (
	"bytes"
	"net/netip"
	"strings"
)

// control is one direction of an FTP control connection. It passes on whole lines,
// and replaces loopback addresses, which the servers of a lab really have, by those
// of the lab.
type control struct {
	ch      *Channel
	sent    bool
	raw     bool // under TLS
	partial []byte
}

// maxControl is the maximum length of a line in bytes.
const maxControl = 8 << 10

func (c *control) take(b []byte, emit func(line []byte)) {
	for len(b) > 0 {
		i := bytes.IndexByte(b, '\n')
		if c.raw || i < 0 && len(c.partial)+len(b) > maxControl {
			emit(append(c.partial, b...))
			c.partial = c.partial[:0]
			return
		}
		if i < 0 {
			c.partial = append(c.partial, b...)
			return
		}
		c.partial = append(c.partial, b[:i+1]...)
		b = b[i+1:]
		line := c.translate(c.partial)
		c.partial = c.partial[:0]
		emit(line)
	}
}

// secures reports whether TLS follows the line (RFC 4217 section 4).
func (c *control) secures(line []byte) bool { return !c.sent && bytes.HasPrefix(line, []byte("234")) }

// translate replaces a loopback address by that of the lab: in PORT and EPRT the
// device's, in the reply to PASV the host's.
func (c *control) translate(line []byte) []byte {
	at := c.ch.Remote.Addr()
	verb := "227 "
	if c.sent {
		at, verb = c.ch.Local.Addr(), "PORT "
	}
	text := string(line)
	switch {
	case strings.HasPrefix(text, verb) && at.Is4():
		return []byte(strings.Replace(text, "127,0,0,1,", strings.ReplaceAll(at.String(), ".", ",")+",", 1))
	case c.sent && strings.HasPrefix(text, "EPRT "):
		for _, local := range []netip.Addr{netip.AddrFrom4([4]byte{127, 0, 0, 1}), netip.IPv6Loopback()} {
			text = strings.Replace(text, "|"+local.String()+"|", "|"+at.String()+"|", 1)
		}
		return []byte(text)
	}
	return bytes.Clone(line)
}
