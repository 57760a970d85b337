package lab_test

import (
	"bytes"
	"io"
	"net"
	"runtime"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/listen"
)

// hurried is a configuration whose time-outs are short.
const hurried = `ip scp server enable
ip ssh time-out 1
line vty 0 4
 timeout login response 1
 exec-timeout 0 2
 transport input all
`

// freed waits until no client has a vty line any more, and gives how many goroutines
// there are then. The tests that use it do not run beside others.
func freed(t *testing.T, s *served) int {
	t.Helper()
	for deadline := time.Now().Add(hang); ; time.Sleep(10 * time.Millisecond) {
		d := running(t, mustDevice(t, s))
		if d.BusyVTYs() == 0 {
			time.Sleep(50 * time.Millisecond) // what served them ends a moment later
			runtime.GC()
			return runtime.NumGoroutine()
		}
		if time.Now().After(deadline) {
			t.Fatalf("%d lines are never free again", d.BusyVTYs())
		}
	}
}

func heap() uint64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// still wants a router that works and has not grown.
func still(t *testing.T, s *served, goroutines int, before uint64) {
	t.Helper()
	// What served a client ends a moment after its line is free.
	for deadline := time.Now().Add(hang); ; time.Sleep(50 * time.Millisecond) {
		n, now := freed(t, s), heap()
		if n <= goroutines+2 && now <= before+8<<20 {
			break
		}
		if time.Now().After(deadline) {
			buf := make([]byte, 1<<20)
			t.Errorf("%d goroutines, %d before; %d bytes, %d before:\n%s", n, goroutines, now, before, buf[:runtime.Stack(buf, true)])
			break
		}
	}
	c := again(t, func() (*gossh.Client, error) { return gossh.Dial("tcp", s.Endpoints.Devices[0].SSH, sshConfig()) })
	defer c.Close()
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if out, err := session.Output("show privilege"); err != nil || string(out) != "Current privilege level is 15\r\n" {
		t.Errorf("%v, %q", err, out)
	}
}

// TestBadClients: each of them costs a bounded amount and is gone within its time.
func TestBadClients(t *testing.T) {
	s := serveStalling(t, clientLab(hurried), time.Second)
	d := s.Endpoints.Devices[0]
	still(t, s, runtime.NumGoroutine()+20, heap()) // what the first session brings with it stays
	goroutines, memory := freed(t, s), heap()
	ended := func(c net.Conn) {
		_ = c.SetReadDeadline(time.Now().Add(hang))
		if _, err := io.Copy(io.Discard, c); err != nil {
			if n, ok := err.(net.Error); ok && n.Timeout() {
				t.Error("it is never cut off")
			}
		}
		c.Close()
	}
	t.Run("a thousand half-open", func(t *testing.T) {
		var wg sync.WaitGroup
		for i := range 1000 {
			wg.Go(func() {
				c, err := net.Dial("tcp", []string{d.SSH, d.Telnet, d.Console}[i%3])
				if err != nil {
					return
				}
				if i%3 == 2 { // nothing ends a console session
					c.Close()
					return
				}
				ended(c)
			})
		}
		wg.Wait()
		still(t, s, goroutines, memory)
	})
	t.Run("garbage", func(t *testing.T) {
		noise := bytes.Repeat([]byte("\xff\xfa\x1f\xff\xff\x00\x80GET / HTTP/1.1\r\n"), 4000)
		for _, addr := range []string{d.SSH, d.Telnet} {
			c, err := net.Dial("tcp", addr)
			if err != nil {
				t.Fatal(err)
			}
			go func() { _, _ = c.Write(noise) }()
			ended(c)
		}
		still(t, s, goroutines, memory)
	})
	t.Run("a line of 10 MB", func(t *testing.T) {
		c, err := net.Dial("tcp", d.Telnet)
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		wg.Go(func() {
			_, _ = io.WriteString(c, "admin\rcisco\r")
			chunk := bytes.Repeat([]byte("show x "), 10_000)
			for range 10 << 20 / len(chunk) {
				if _, err := c.Write(chunk); err != nil {
					return
				}
			}
			_, _ = io.WriteString(c, "\r\rexit\r")
		})
		peak := uint64(0)
		buf := make([]byte, 1<<16)
		for n := 0; ; n++ {
			if n%100 == 0 {
				peak = max(peak, heap())
			}
			if _, err := c.Read(buf); err != nil {
				break
			}
		}
		c.Close()
		wg.Wait()
		if peak > memory+16<<20 {
			t.Errorf("it takes %d bytes", peak-memory)
		}
		still(t, s, goroutines, memory)
	})
	t.Run("slow readers", func(t *testing.T) {
		c, err := net.Dial("tcp", d.Telnet)
		if err != nil {
			t.Fatal(err)
		}
		_ = c.(*net.TCPConn).SetReadBuffer(4096)
		_, _ = io.WriteString(c, "admin\rcisco\rterminal length 0\r")
		client, err := gossh.Dial("tcp", d.SSH, sshConfig())
		if err != nil {
			t.Fatal(err)
		}
		session, err := client.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		in, _ := session.StdinPipe()
		_, _ = session.StdoutPipe() // which is never read
		if err := session.Shell(); err != nil {
			t.Fatal(err)
		}
		for _, w := range []io.Writer{c, in} {
			go func() {
				for range 3000 { // until the line is cut
					if _, err := io.WriteString(w, "show running-config\r"); err != nil {
						return
					}
				}
			}()
		}
		still(t, s, goroutines+8, memory+4<<20) // while the clients still hold what is theirs
		c.Close()
		client.Close()
	})
	t.Run("gone in the middle of a copy", func(t *testing.T) {
		free := s.exec(t, "dir flash0:")
		for _, how := range []string{"channel", "connection"} {
			client, err := gossh.Dial("tcp", d.SSH, sshConfig())
			if err != nil {
				t.Fatal(err)
			}
			session, err := client.NewSession()
			if err != nil {
				t.Fatal(err)
			}
			in, _ := session.StdinPipe()
			out, _ := session.StdoutPipe()
			u := newUser(t, in, out, client.Close)
			if err := session.Start("scp -t flash0:/half"); err != nil {
				t.Fatal(err)
			}
			u.expect("\x00")
			u.send("C0644 100000 half\n")
			u.expect("\x00")
			u.send(strings.Repeat("x", 50_000))
			if how == "channel" {
				session.Close()
			}
			client.Close()
		}
		freed(t, s)
		if now := s.exec(t, "dir flash0:"); now != free {
			t.Errorf("%s before, %s after", free, now)
		}
		c, err := net.Dial("tcp", d.Telnet)
		if err != nil {
			t.Fatal(err)
		}
		u := newUser(t, c, c, c.Close)
		u.expect("Username: ")
		u.send("admin\rcisco\rcopy tftp://10.1.1.1/" + newImage + " flash0:half\r\r")
		u.expect("Loading ")
		_ = u.shut()
		freed(t, s)
		if now := s.exec(t, "dir flash0:"); now != free && !strings.Contains(now, "      300000  ") { // whole, or nothing
			t.Errorf("%s before, %s after", free, now)
		}
		still(t, s, goroutines, memory)
	})
}

// exec is what one command prints.
func (s *served) exec(t *testing.T, command string) string {
	t.Helper()
	c := again(t, func() (*gossh.Client, error) { return gossh.Dial("tcp", s.Endpoints.Devices[0].SSH, sshConfig()) })
	defer c.Close()
	session, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	out, err := session.Output(command)
	if err != nil {
		t.Fatal(err)
	}
	return string(out)
}

// serveStalling is serveLab with a time for clients that take nothing.
func serveStalling(t *testing.T, text string, stall time.Duration) *served {
	t.Helper()
	return serveLabWith(t, text, "", lab.ServeOptions{Options: listen.Options{Stall: stall}})
}
