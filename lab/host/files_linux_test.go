package host_test

import (
	"bufio"
	"net"
	"net/netip"
	"strings"
	"syscall"
	"testing"
	"time"
)

// The ports of a host outlive that the process has no descriptor left.
func TestPortsOutliveTooManyFiles(t *testing.T) {
	h := start(t, t.TempDir(), abusedLab)
	ports := map[string]netip.AddrPort{"SSH-2.0": h.SSH, "220 ": h.FTP, "HTTP/1.1 401": h.HTTP}
	var was syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &was); err != nil {
		t.Fatal(err)
	}
	var clients []int
	for range ports {
		fd, err := syscall.Socket(syscall.AF_INET, syscall.SOCK_STREAM, 0)
		if err != nil {
			t.Fatal(err)
		}
		defer syscall.Close(fd)
		clients = append(clients, fd)
	}
	none := was
	none.Cur = 3 // 0 to 2 are taken
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &none); err != nil {
		t.Fatal(err)
	}
	i := 0
	for _, at := range ports {
		if err := syscall.Connect(clients[i], &syscall.SockaddrInet4{Port: int(at.Port()), Addr: at.Addr().As4()}); err != nil {
			t.Error(err)
		}
		i++
	}
	time.Sleep(20 * time.Millisecond) // the servers try; if they have not by then, the test finds nothing
	if err := syscall.Setrlimit(syscall.RLIMIT_NOFILE, &was); err != nil {
		t.Fatal(err)
	}
	for want, at := range ports {
		c, err := net.Dial("tcp4", at.String())
		if err != nil {
			t.Fatal(err)
		}
		_ = c.SetDeadline(time.Now().Add(hang))
		if strings.HasPrefix(want, "HTTP") {
			_, _ = c.Write([]byte("GET / HTTP/1.1\r\nHost: x\r\n\r\n"))
		}
		if line, err := bufio.NewReader(c).ReadString('\n'); !strings.HasPrefix(line, want) {
			t.Errorf("%s: %q, %v", want, line, err)
		}
		c.Close()
	}
}
