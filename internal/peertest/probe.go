package peertest

import (
	"context"
	"fmt"
	"io"
	"net"
	"net/netip"
	"time"
)

// greeting is a Probe of a TCP server that speaks first: it waits for a line
// that begins with want.
func greeting(addr netip.AddrPort, want string) Probe { return request(addr, "", want) }

// open is a Probe of a TCP server that says nothing anybody could read: it waits for its
// port.
func open(addr netip.AddrPort) Probe {
	return func(ctx context.Context) error {
		d := net.Dialer{Timeout: time.Second}
		c, err := d.DialContext(ctx, "tcp4", addr.String())
		if err != nil {
			return err
		}
		return c.Close()
	}
}

// request is greeting for a server that is spoken to first.
func request(addr netip.AddrPort, say, want string) Probe {
	return func(ctx context.Context) error {
		d := net.Dialer{Timeout: time.Second}
		c, err := d.DialContext(ctx, "tcp4", addr.String())
		if err != nil {
			return err
		}
		defer c.Close()
		if err := c.SetDeadline(time.Now().Add(5 * time.Second)); err != nil {
			return err
		}
		if _, err := io.WriteString(c, say); err != nil {
			return err
		}
		got := make([]byte, len(want))
		if _, err := io.ReadFull(c, got); err != nil {
			return err
		}
		if string(got) != want {
			return fmt.Errorf("%v answers %q, not %q", addr, got, want)
		}
		return nil
	}
}
