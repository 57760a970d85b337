package lab_test

import (
	"fmt"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/tftp"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/listen"
	"github.com/iosim/iosim/lab/spec"
)

// loopbackServers are a TCP and a UDP server of this machine that are none of the lab's.
// They count whoever comes.
func loopbackServers(t *testing.T) (tcp, udp uint16, came func() int) {
	t.Helper()
	var count atomic.Int64
	at := tcpServer(t, listenTCP(t), func(net.Conn) { count.Add(1) })
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { c.Close(); <-done })
	go func() {
		defer close(done)
		for b := make([]byte, 600); ; {
			_, from, err := c.ReadFrom(b)
			if err != nil {
				return
			}
			count.Add(1)
			_, _ = c.WriteTo(tftp.AppendError(nil, tftp.FileNotFound, "none"), from)
		}
	}()
	return netip.MustParseAddrPort(fmt.Sprint(at)).Port(), c.LocalAddr().(*net.UDPAddr).AddrPort().Port(), func() int {
		// What is on its way to the loopback has been read when the next has.
		before := count.Load()
		if probe, err := net.Dial("udp4", c.LocalAddr().String()); err == nil {
			_, _ = probe.Write([]byte("probe"))
			probe.Close()
		}
		for range 1000 {
			if count.Load() > before {
				break
			}
			time.Sleep(time.Millisecond)
		}
		return int(count.Swap(0)) - 1
	}
}

// What a router dials does not reach this machine's own servers: neither by its loopback
// addresses nor by ports of hosts and routers at which no server of the lab listens.
func TestRoutersDoNotReachThisMachine(t *testing.T) {
	t.Parallel()
	tcp, udp, came := loopbackServers(t)
	for _, outside := range []string{"refuse", "allow", "loopback"} {
		s := serveLab(t, "outside: "+outside+"\n"+clientLab("file prompt quiet\nip domain lookup\n"), "")
		u := dialSSH(t, s.Endpoints.Devices[0].SSH)
		u.expect("R1#")
		try := func(command string, reaches bool) {
			t.Helper()
			u.send(command + "\r")
			u.expect("R1#")
			switch n := came(); {
			case n > 0 && !reaches:
				t.Errorf("outside: %s: %s reached this machine's server", outside, command)
			case n == 0 && reaches:
				t.Errorf("outside: %s: %s reached nothing", outside, command)
			}
		}
		open := outside == "loopback"
		for _, at := range []string{"127.0.0.1", "127.1.2.3", "0.0.0.0", "10.1.1.1", "10.1.1.2"} {
			reaches := open && at == "127.0.0.1"
			if open && !reaches {
				continue // an answer to TFTP would be waited for in real time
			}
			try(fmt.Sprintf("telnet %s %d", at, tcp), reaches)
			try(fmt.Sprintf("copy http://%s:%d/x flash0:x", at, tcp), reaches)
			try(fmt.Sprintf("copy ftp://u:p@%s:%d/x flash0:x", at, tcp), reaches)
			try(fmt.Sprintf("copy tftp://%s:%d/x flash0:x", at, udp), reaches)
		}
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	}
}

// The number of a UDP socket of the lab is no TCP port, and the other way round.
func TestPortsOfOneTransport(t *testing.T) {
	t.Parallel()
	s := serveLab(t, clientLab("ip domain lookup\n"), "")
	at, err := net.ListenTCP("tcp4", net.TCPAddrFromAddrPort(netip.MustParseAddrPort(s.Endpoints.Hosts[0].TFTP)))
	if err != nil {
		t.Skip("another program has the TCP port of that number: ", err)
	}
	defer at.Close()
	u := dialSSH(t, s.Endpoints.Devices[0].SSH)
	u.expect("R1#")
	u.run("telnet 10.1.1.1 69", "R1#")
	_ = at.SetDeadline(time.Now().Add(50 * time.Millisecond))
	if c, err := at.Accept(); err == nil {
		c.Close()
		t.Error("telnet to port 69 of a host reached a TCP port of this machine")
	}
}

// A router's loopback address is the router itself.
func TestLoopbackIsTheRouterItself(t *testing.T) {
	t.Parallel()
	s := serveLab(t, clientLab("line vty 0 4\n transport input telnet ssh\n"), "")
	u := dialSSH(t, s.Endpoints.Devices[0].SSH)
	u.expect("R1#")
	u.run("telnet 127.0.0.1", "Username: ")
}

// A lab that opens the loopback does not answer other machines.
func TestLoopbackIsNotExposed(t *testing.T) {
	t.Parallel()
	sp, err := spec.Read(strings.NewReader("outside: loopback\n"+clientLab("")), "lab.yaml")
	if err != nil {
		t.Fatal(err)
	}
	l, err := lab.Open(t.Context(), sp, lab.Options{Ports: true})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	for _, o := range []listen.Options{{Listen: netip.MustParseAddr("0.0.0.0")}, {Listen: netip.MustParseAddr("::")}, {Network: netip.MustParsePrefix("192.0.2.0/24")}} {
		if err := l.Serve(t.Context(), lab.ServeOptions{Options: o}); err == nil || !strings.Contains(err.Error(), "outside: loopback") {
			t.Errorf("%+v: %v", o, err)
		}
	}
}
