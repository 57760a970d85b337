package ftpfs

import (
	"bufio"
	"fmt"
	"io"
	"net"
	"strings"
	"sync"
	"testing"
	"time"
)

// liar is a server that says what a test wants it to, for one connection at a
// time.
type liar struct {
	t        testing.TB
	l        net.Listener
	greeting string
	// says replaces the reply to a verb; "" says nothing, "CLOSE" ends the connection.
	says map[string]string
	// sends is the data of RETR and LIST; after it comes ending. nil: "data".
	sends func(data net.Conn)
	// keeps leaves the data connection open after the data.
	keeps  bool
	ending string // after a transfer; "" says nothing

	mu   sync.Mutex
	got  []string // the commands
	wg   sync.WaitGroup
	open []io.Closer
}

func newLiar(t testing.TB) *liar {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return &liar{t: t, l: ln, greeting: "220 ready\r\n", says: map[string]string{}, ending: "226 done"}
}

// start answers until the end of the test.
func (s *liar) start() {
	s.wg.Go(func() {
		for {
			c, err := s.l.Accept()
			if err != nil {
				return
			}
			s.keep(c)
			s.wg.Go(func() { s.serve(c) })
		}
	})
	s.t.Cleanup(func() {
		s.l.Close()
		s.mu.Lock()
		for _, c := range s.open {
			c.Close()
		}
		s.mu.Unlock()
		s.wg.Wait()
	})
}

func (s *liar) keep(c io.Closer) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.open = append(s.open, c)
}

func (s *liar) url(path string) string { return fmt.Sprintf("ftp://u:p@%s/%s", s.l.Addr(), path) }

// commands are the verbs that came, with arguments.
func (s *liar) commands() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.Join(s.got, "; ")
}

var manners = map[string]string{
	"USER": "331 password", "PASS": "230 in", "FEAT": "502 no", "TYPE": "200 ok", "SIZE": "213 4", "QUIT": "221 bye",
	"RETR": "150 here", "STOR": "150 go on", "LIST": "150 here", "CWD": "250 ok", "PORT": "200 ok", "EPRT": "200 ok",
	"ABOR": "226 aborted", "NOOP": "200 ok", "DELE": "250 gone", "MKD": "257 made", "RMD": "250 gone",
}

func (s *liar) serve(c net.Conn) {
	defer c.Close()
	if _, err := io.WriteString(c, s.greeting); err != nil {
		return
	}
	var wait net.Listener
	var data net.Conn
	in := bufio.NewScanner(c)
	for in.Scan() {
		verb, arg, _ := strings.Cut(in.Text(), " ")
		s.mu.Lock()
		s.got = append(s.got, in.Text())
		s.mu.Unlock()
		reply, lie := s.says[verb]
		if !lie {
			reply = manners[verb]
			if verb == "EPSV" || verb == "PASV" {
				wait, reply = s.passive(verb)
			}
		}
		if verb == "PORT" && !lie {
			data = s.active(arg)
		}
		if reply == "CLOSE" {
			return
		}
		if reply != "" {
			fmt.Fprintf(c, "%s\r\n", reply)
		}
		if (verb == "RETR" || verb == "LIST" || verb == "STOR") && strings.HasPrefix(reply, "1") {
			if data == nil && wait != nil {
				d, err := wait.Accept()
				if err != nil {
					return
				}
				data = d
				s.keep(d)
			}
			if data != nil {
				s.transfer(verb, data)
				data = nil
			}
			if s.ending == "CLOSE" {
				return
			}
			if s.ending != "" {
				fmt.Fprintf(c, "%s\r\n", s.ending)
			}
		}
	}
}

func (s *liar) transfer(verb string, data net.Conn) {
	switch {
	case s.sends != nil:
		s.sends(data)
	case verb == "STOR":
		io.Copy(io.Discard, data)
	default:
		io.WriteString(data, "data")
	}
	if !s.keeps {
		data.Close()
	}
}

func (s *liar) passive(verb string) (net.Listener, string) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		s.t.Error(err)
		return nil, "425 no"
	}
	s.keep(l)
	port := l.Addr().(*net.TCPAddr).Port
	if verb == "PASV" {
		return l, fmt.Sprintf("227 Entering Passive Mode (203,0,113,9,%d,%d)", port>>8, port&0xff)
	}
	return l, fmt.Sprintf("229 Entering Extended Passive Mode (|||%d|)", port)
}

func (s *liar) active(arg string) net.Conn {
	var b [6]int
	if _, err := fmt.Sscanf(arg, "%d,%d,%d,%d,%d,%d", &b[0], &b[1], &b[2], &b[3], &b[4], &b[5]); err != nil {
		s.t.Errorf("PORT %s: %v", arg, err)
		return nil
	}
	c, err := net.DialTimeout("tcp", fmt.Sprintf("%d.%d.%d.%d:%d", b[0], b[1], b[2], b[3], b[4]<<8|b[5]), 10*time.Second)
	if err != nil {
		s.t.Error(err)
		return nil
	}
	s.keep(c)
	return c
}
