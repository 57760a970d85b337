package clients

import (
	"errors"
	"fmt"
	"io"
	"net"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// A line is the session of a played client: what it sends, and what it waits for.
type line struct {
	t     *testing.T
	in    io.Writer
	close func() error

	mu    sync.Mutex
	moved sync.Cond
	seen  string // not yet taken
	ended bool
}

func newLine(t *testing.T, in io.Writer, out io.Reader, shut func() error) *line {
	l := &line{t: t, in: in, close: shut}
	l.moved.L = &l.mu
	t.Cleanup(func() { _ = shut() })
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := out.Read(buf)
			l.mu.Lock()
			l.seen += string(buf[:n])
			l.ended = l.ended || err != nil
			l.moved.Broadcast()
			l.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	return l
}

func (l *line) send(text string) {
	l.t.Helper()
	if _, err := io.WriteString(l.in, text); err != nil {
		panic(gone{fmt.Sprintf("sending %q: %v", text, err)})
	}
}

// gone is the panic of who waits at a line that has ended: a client's exception.
type gone struct{ text string }

// until takes all to the end of the first match of form. What does not match within limit
// fails the test; a line that ends before panics with gone.
func (l *line) until(form string, limit time.Duration) string {
	l.t.Helper()
	re := regexp.MustCompile(form)
	late := false
	timer := time.AfterFunc(limit, func() {
		l.mu.Lock()
		late = true
		l.moved.Broadcast()
		l.mu.Unlock()
	})
	defer timer.Stop()
	l.mu.Lock()
	defer l.mu.Unlock()
	for {
		if m := re.FindStringIndex(l.seen); m != nil {
			got := l.seen[:m[1]]
			l.seen = l.seen[m[1]:]
			return got
		}
		if l.ended {
			panic(gone{fmt.Sprintf("the line ended before %s: %q", form, l.seen)})
		}
		if late {
			l.t.Fatalf("no %s within %v, but %q", form, limit, l.seen)
		}
		l.moved.Wait()
	}
}

// quiet takes what comes until nothing has come for so long: how clients read that know no
// prompt.
func (l *line) quiet(silence time.Duration) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	for before := -1; before != len(l.seen) && !l.ended; {
		before = len(l.seen)
		l.mu.Unlock()
		time.Sleep(silence)
		l.mu.Lock()
	}
	got := l.seen
	l.seen = ""
	return got
}

// rest waits for the other side's end and gives all until then.
func (l *line) rest(limit time.Duration) string {
	l.t.Helper()
	timer := time.AfterFunc(limit, func() { _ = l.close() })
	defer timer.Stop()
	l.mu.Lock()
	defer l.mu.Unlock()
	for !l.ended {
		l.moved.Wait()
	}
	if !timer.Stop() {
		l.t.Fatalf("the line is still there after %v: %q", limit, l.seen)
	}
	got := l.seen
	l.seen = ""
	return got
}

// sshClient logs in as admin by the given methods.
func sshClient(addr string, methods ...gossh.AuthMethod) (*gossh.Client, error) {
	if methods == nil {
		methods = []gossh.AuthMethod{gossh.Password("admin")}
	}
	return gossh.Dial("tcp", addr, &gossh.ClientConfig{User: "admin", Auth: methods, HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: 10 * time.Second})
}

// sshShell is a shell with a terminal of that size on a new connection.
func sshShell(t *testing.T, addr string, width, height int) (*line, error) {
	c, err := sshClient(addr)
	if err != nil {
		return nil, err
	}
	s, err := c.NewSession()
	if err == nil {
		err = s.RequestPty("vt100", height, width, gossh.TerminalModes{})
	}
	var in io.WriteCloser
	var out io.Reader
	if err == nil {
		in, err = s.StdinPipe()
	}
	if err == nil {
		out, err = s.StdoutPipe()
	}
	if err == nil {
		err = s.Shell()
	}
	if err != nil {
		_ = c.Close()
		return nil, err
	}
	return newLine(t, in, out, c.Close), nil
}

// telnetLine is a connection of a client that refuses every option and offers none.
func telnetLine(t *testing.T, addr string) (*line, error) {
	c, err := net.DialTimeout("tcp", addr, 10*time.Second)
	if err != nil {
		return nil, err
	}
	return newLine(t, c, &refuser{c: c}, c.Close), nil
}

// A refuser takes Telnet's commands out of what it reads and answers no to each.
type refuser struct{ c net.Conn }

func (r *refuser) Read(p []byte) (int, error) {
	const iac, dont, do, wont, will = 255, 254, 253, 252, 251
	one := make([]byte, 1)
	for {
		if _, err := r.c.Read(one); err != nil {
			return 0, err
		}
		if one[0] != iac {
			p[0] = one[0]
			return 1, nil
		}
		var command [2]byte
		if _, err := io.ReadFull(r.c, command[:]); err != nil {
			return 0, err
		}
		answer := map[byte]byte{do: wont, will: dont}[command[0]]
		if answer == 0 {
			continue
		}
		if _, err := r.c.Write([]byte{iac, answer, command[1]}); err != nil {
			return 0, err
		}
	}
}

// reload confirms the reload and waits for the end of the line, which may come before the
// question.
func (l *line) reload(nl string) {
	l.t.Helper()
	l.send("reload" + nl)
	if caught(func() { l.until(`\[confirm\]`, readLimit) }) == "" {
		l.send(nl)
	}
	l.rest(readLimit)
}

// caught runs f and gives the text of its gone, "" without one.
func caught(f func()) (text string) {
	defer func() {
		if v := recover(); v != nil {
			g, ok := v.(gone)
			if !ok {
				panic(v)
			}
			text = g.text
		}
	}()
	f()
	return ""
}

// again tries until back says that the router is what it should be: it refuses while it
// reloads, and may answer before it has gone down.
func again(t *testing.T, back func() (bool, error)) {
	t.Helper()
	var ok bool
	var err error
	for range 600 {
		text := caught(func() { ok, err = back() })
		if ok && text == "" {
			return
		}
		if text != "" {
			err = errors.New(text)
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Fatalf("the router does not come back: %v", err)
}

// scpPut sends a file as the module scp of Python does, on a connection that is there
// already; which wants a reply to each part (clients.md 1).
func scpPut(t *testing.T, c *gossh.Client, remote, base string, content []byte) {
	t.Helper()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	in, _ := s.StdinPipe()
	out, _ := s.StdoutPipe()
	l := newLine(t, in, out, s.Close)
	if err := s.Start("scp -t " + remote); err != nil {
		t.Fatal(err)
	}
	reply := func() {
		t.Helper()
		if got := l.until(`(?s)^.`, readLimit); got != "\x00" {
			t.Fatalf("scp: %q", got+l.rest(readLimit))
		}
	}
	reply()
	l.send("C0644 " + strconv.Itoa(len(content)) + " " + base + "\n")
	reply()
	l.send(string(content) + "\x00")
	reply()
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
}

// plain are lines without their line ends of the wire.
func plain(text string) string { return strings.ReplaceAll(text, "\r", "") }
