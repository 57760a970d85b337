package ftpfs

import (
	"context"
	"fmt"
	"net"
	"net/netip"

	"github.com/iosim/iosim/ifs"
)

// announce implements active mode. Instead of sending the library's EPSV or PASV it
// tells the server a port of the device, and answers the library with a passive
// port that does not exist: the data connection the library then asks for is the
// one the server opens.
func (c *control) announce() error {
	if c.refusal != nil {
		c.pending = c.refusal // the library sends EPSV, then PASV
		return nil
	}
	ln, err := c.s.listen()
	if err != nil {
		return err
	}
	listener := listenData(c.s.ctx, ln)
	at, err := netip.ParseAddrPort(ln.Addr().String())
	if err != nil {
		listener.close()
		return faultf(ifs.KindIO, "listening for data: %w", err)
	}
	at = netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
	r, err := c.offer(at)
	if err != nil {
		listener.close()
		return err
	}
	if r.code/100 != 2 {
		listener.close()
		c.refusal = r.bytes()
		c.pending = c.refusal
		return nil
	}
	c.s.setListener(listener)
	c.pending = fmt.Appendf(nil, "229 (|||%d|)\r\n", at.Port())
	return nil
}

func (s *session) listen() (net.Listener, error) {
	ctx, cancel := context.WithTimeout(s.ctx, s.fs.wait(connectTimeout))
	defer cancel()
	ln, err := s.fs.net.Listen(ctx, s.host.Addr())
	if err != nil && ifs.KindOf(err) == ifs.KindUnknown {
		err = &fault{ifs.KindIO, err}
	}
	return ln, err
}

// offer sends the port to the server: PORT for IPv4, EPRT otherwise and where PORT
// is refused (RFC 2428).
func (c *control) offer(at netip.AddrPort) (reply, error) {
	family := 2
	if at.Addr().Is4() {
		family = 1
		a, p := at.Addr().As4(), at.Port()
		r, err := c.exchange(fmt.Sprintf("PORT %d,%d,%d,%d,%d,%d", a[0], a[1], a[2], a[3], p>>8, p&0xff))
		if err != nil || r.code != 500 && r.code != 501 && r.code != 502 && r.code != 504 {
			return r, err
		}
	}
	return c.exchange(fmt.Sprintf("EPRT |%d|%s|%d|", family, at.Addr(), at.Port()))
}
