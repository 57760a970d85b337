package tftpfs

import (
	"errors"
	"net"
	"net/netip"
	"os"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs"
)

func openSocket(t *testing.T, network, address string) ifs.PacketConn {
	t.Helper()
	c, err := net.ListenUDP(network, net.UDPAddrFromAddrPort(netip.MustParseAddrPort(address)))
	if err != nil {
		t.Skipf("no %s on this machine: %v", network, err)
	}
	s := Socket(c)
	t.Cleanup(func() { _ = s.Close() })
	return s
}

func TestSocketCarriesDatagrams(t *testing.T) {
	for network, address := range map[string]string{"udp4": "127.0.0.1:0", "udp6": "[::1]:0"} {
		t.Run(network, func(t *testing.T) {
			a, b := openSocket(t, network, address), openSocket(t, network, address)
			buf := make([]byte, 100)
			if err := b.SetReadDeadline(time.Now().Add(time.Minute)); err != nil {
				t.Fatal(err)
			}
			for _, text := range []string{"hello", "", "x"} {
				if _, err := a.WriteToAddrPort([]byte(text), b.LocalAddrPort()); err != nil {
					t.Fatal(err)
				}
				n, from, err := b.ReadFromAddrPort(buf)
				if err != nil || string(buf[:n]) != text || from != a.LocalAddrPort() {
					t.Errorf("%q from %v, %v", buf[:n], from, err)
				}
			}
			// Answers that are slow make the socket wait in another way; they still come.
			for range 100 {
				go func() {
					time.Sleep(time.Millisecond)
					_, _ = a.WriteToAddrPort([]byte("late"), b.LocalAddrPort())
				}()
				if n, _, err := b.ReadFromAddrPort(buf); err != nil || n != 4 {
					t.Fatal(n, err)
				}
			}
			if _, err := a.WriteToAddrPort([]byte("longer than the buffer"), b.LocalAddrPort()); err != nil {
				t.Fatal(err)
			}
			if n, _, err := b.ReadFromAddrPort(buf[:3]); n != 3 || err != nil {
				t.Error(n, err)
			}
		})
	}
}

func TestSocketStopsWaiting(t *testing.T) {
	for name, stop := range map[string]func(c ifs.PacketConn){
		"a deadline that passes":     func(c ifs.PacketConn) { _ = c.SetReadDeadline(time.Now().Add(20 * time.Millisecond)) },
		"a deadline that has passed": func(c ifs.PacketConn) { _ = c.SetReadDeadline(time.Unix(1, 0)) },
		"a deadline set from outside": func(c ifs.PacketConn) {
			time.AfterFunc(20*time.Millisecond, func() { _ = c.SetReadDeadline(time.Unix(1, 0)) })
		},
		"close": func(c ifs.PacketConn) { time.AfterFunc(20*time.Millisecond, func() { _ = c.Close() }) },
	} {
		t.Run(name, func(t *testing.T) {
			c := openSocket(t, "udp4", "127.0.0.1:0")
			stop(c)
			_, _, err := c.ReadFromAddrPort(make([]byte, 10))
			want := os.IsTimeout
			if name == "close" {
				want = func(err error) bool { return errors.Is(err, net.ErrClosed) }
			}
			if !want(err) {
				t.Error(err)
			}
		})
	}
}
