package ftpfs

import (
	"context"
	"fmt"
	"net"
	"net/netip"

	"github.com/iosim/iosim/ifs"
)

// announce is active mode: in place of the library's EPSV or PASV the server is
// told a port of ours, and the library a passive port that does not exist: the
// data connection that it asks for next is the one that the server opens.
func (c *control) announce() error {
	if c.refusal != nil {
		c.pending = c.refusal // the library asks in two ways
		return nil
	}
	ln, err := c.s.listen()
	if err != nil {
		return err
	}
	caller := call(ln)
	at, err := netip.ParseAddrPort(ln.Addr().String())
	if err != nil {
		caller.close()
		return faultf(ifs.KindIO, "listening for data: %w", err)
	}
	at = netip.AddrPortFrom(at.Addr().Unmap(), at.Port())
	r, err := c.offer(at)
	if err != nil {
		caller.close()
		return err
	}
	if r.code/100 != 2 {
		caller.close()
		c.refusal = r.bytes()
		c.pending = c.refusal
		return nil
	}
	c.s.setCaller(caller)
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

// offer tells the server the port: PORT for IPv4, EPRT otherwise, or where
// PORT is refused (RFC 2428).
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
