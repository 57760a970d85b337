package peertest

import (
	"fmt"
	"math/rand/v2"
	"net"
	"net/netip"
	"os"
	"testing"
)

// Ports of peers lie below those that the kernel gives to clients, so that
// no connection of a parallel test sits on one.
const (
	lowPort  = 20000
	highPort = 30000
)

// port returns a free loopback address for a server of the given network,
// "tcp" or "udp". The same number is held on the other network until the end of the test,
// which keeps parallel tests from choosing it too.
func port(t testing.TB, network string) netip.AddrPort {
	t.Helper()
	return place(t, network, func() netip.AddrPort {
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte{127, 0, 0, 1}), uint16(lowPort+rand.IntN(highPort-lowPort)))
	})
}

// wellKnownPort returns a loopback address other than 127.0.0.1 on which the
// port is free, for a server that knows no other port.
func wellKnownPort(t testing.TB, network string, port uint16) netip.AddrPort {
	t.Helper()
	return place(t, network, func() netip.AddrPort {
		b := [4]byte{127, byte(1 + rand.IntN(254)), byte(rand.IntN(256)), byte(1 + rand.IntN(254))}
		return netip.AddrPortFrom(netip.AddrFrom4(b), port)
	})
}

func place(t testing.TB, network string, next func() netip.AddrPort) netip.AddrPort {
	t.Helper()
	var last error
	for range 100 {
		a := next()
		tcp, err := net.Listen("tcp4", a.String())
		if err != nil {
			last = err
			continue
		}
		udp, err := net.ListenPacket("udp4", a.String())
		if err != nil {
			last = err
			tcp.Close()
			continue
		}
		if network == "tcp" {
			tcp.Close()
			t.Cleanup(func() { udp.Close() })
		} else {
			udp.Close()
			t.Cleanup(func() { tcp.Close() })
		}
		return a
	}
	t.Fatalf("no free %s port on loopback: %v", network, last)
	return netip.AddrPort{}
}

// folder is a temporary folder that other users can reach: t.TempDir lies in one that
// only its owner can enter.
func folder(t testing.TB, name string, mode os.FileMode) string {
	t.Helper()
	d, err := os.MkdirTemp("", "iosim-"+name+"-")
	if err == nil {
		err = os.Chmod(d, mode) // not the mode of Mkdir: the umask would cut it
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(d); err != nil {
			t.Error(err)
		}
	})
	return d
}

// onlyLoopback says whether no interface but lo has an address.
func onlyLoopback() (bool, error) {
	all, err := net.InterfaceAddrs()
	if err != nil {
		return false, fmt.Errorf("interface addresses: %w", err)
	}
	for _, a := range all {
		if n, ok := a.(*net.IPNet); ok && !n.IP.IsLoopback() {
			return false, nil
		}
	}
	return true, nil
}
