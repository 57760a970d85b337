package peertest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"testing"
	"time"
)

// A TFTPServer answers at Addr (UDP); names are relative to Root. What the
// test puts into Root must be readable by all (mode 0644).
type TFTPServer struct {
	Addr netip.AddrPort
	Root string
}

// TFTPDHPA starts tftpd-hpa, which takes files too, new names included. It knows the options
// blksize, tsize and timeout. More of its arguments may be given: "-B", "1024"
// clamps the block size, "-r", "tsize" refuses that option.
func TFTPDHPA(t testing.TB, args ...string) TFTPServer {
	t.Helper()
	return tftpdHPA(t, append([]string{"-c"}, args...))
}

// TFTPDHPAOld is TFTPDHPA that makes no new names: it takes a file only in the
// place of one that is there and that all may write (mode 0666).
func TFTPDHPAOld(t testing.TB, args ...string) TFTPServer {
	t.Helper()
	return tftpdHPA(t, args)
}

func tftpdHPA(t testing.TB, args []string) TFTPServer {
	t.Helper()
	needServer(t, "in.tftpd")
	s := TFTPServer{Addr: port(t, "udp"), Root: folder(t, "tftpd", 0o777)}
	listen := s.Addr.String()
	// It looks its address up in a way that finds none where only lo has one.
	alone, err := onlyLoopback()
	if err != nil {
		t.Fatal(err)
	}
	if alone {
		listen = fmt.Sprintf(":%d", s.Addr.Port())
	}
	args = append([]string{"-L", "-4", "-a", listen, "-u", "nobody", "-p"}, args...)
	Start(t, s.probe, "in.tftpd", append(args, "-s", s.Root)...)
	return s
}

// ATFTPD starts atftpd, which takes files too. It knows blksize, tsize,
// timeout and windowsize. More of its arguments may be given: "--no-tsize"
// refuses that option. When it refuses all that was asked it sends an OACK
// without options.
func ATFTPD(t testing.TB, args ...string) TFTPServer {
	t.Helper()
	needServer(t, "atftpd")
	s := TFTPServer{Addr: port(t, "udp"), Root: folder(t, "atftpd", 0o777)}
	args = append([]string{"--daemon", "--no-fork", "--port", fmt.Sprint(s.Addr.Port()), "--bind-address", s.Addr.Addr().String(),
		"--user", "nobody.nogroup", "--verbose=7", "--logfile", "-"}, args...)
	Start(t, s.probe, "atftpd", append(args, s.Root)...)
	return s
}

// DNSMasq starts dnsmasq as a TFTP server that gives files and takes none. It
// knows port 69 only, so it has a loopback address of its own. It clamps the
// block size to what fits its packet buffer (2263 unless "--edns-packet-max=N" is given) and
// knows no windowsize.
func DNSMasq(t testing.TB, args ...string) TFTPServer {
	t.Helper()
	needServer(t, "dnsmasq")
	s := TFTPServer{Addr: wellKnownPort(t, "udp", 69), Root: folder(t, "dnsmasq", 0o755)}
	args = append([]string{"--keep-in-foreground", "--port=0", "--conf-file=/dev/null", "--pid-file=", "--user=nobody", "--enable-tftp",
		"--tftp-root=" + s.Root, "--listen-address=" + s.Addr.Addr().String(), "--bind-interfaces", "--log-facility=-"}, args...)
	Start(t, s.probe, "dnsmasq", args...)
	return s
}

// probe asks for a file that is not there and takes any answer for a sign of life.
func (s TFTPServer) probe(ctx context.Context) error {
	// Not connected: the answer comes from another port (RFC 1350, section 4).
	c, err := net.ListenPacket("udp4", "127.0.0.1:0")
	if err != nil {
		return err
	}
	defer c.Close()
	if _, err := c.WriteTo([]byte("\x00\x01no-such-file\x00octet\x00"), net.UDPAddrFromAddrPort(s.Addr)); err != nil {
		return err
	}
	deadline := time.Now().Add(200 * time.Millisecond)
	if limit, ok := ctx.Deadline(); ok && limit.Before(deadline) {
		deadline = limit
	}
	if err := c.SetReadDeadline(deadline); err != nil {
		return err
	}
	answer := make([]byte, 1024)
	n, _, err := c.ReadFrom(answer)
	if err != nil {
		return err
	}
	if n < 4 || answer[1] != 5 {
		return errors.New("the answer is no TFTP error")
	}
	return nil
}
