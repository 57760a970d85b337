package lab_test

import (
	"context"
	"io"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/line"
)

// defects is a lab with a defect that a test has planted: a reader of its events panics
// over commands and requests that name a bomb, in the goroutine of whoever serves them.
type defects struct {
	bus *event.Bus

	mu  sync.Mutex
	met []string // device or host, and what was ended
}

func plantDefects(t *testing.T) *defects {
	d := &defects{bus: event.NewBus()}
	d.bus.Subscribe(func(e event.Event) {
		switch w := e.What.(type) {
		case event.CommandRun:
			if w.Command == "bomb" {
				panic("planted: " + w.Command)
			}
		case event.HostLogged:
			if strings.Contains(w.Text, "bomb") {
				panic("planted: " + w.Text)
			}
		}
	}, event.CommandRun{}, event.HostLogged{})
	d.bus.Subscribe(func(e event.Event) {
		p := e.What.(event.PanicRecovered)
		if !strings.Contains(p.Error, "planted") || !strings.Contains(p.Stack, "panic_test.go") {
			t.Errorf("%s: %s: %s\n%s", e.Device, p.Where, p.Error, p.Stack)
		}
		d.mu.Lock()
		defer d.mu.Unlock()
		d.met = append(d.met, e.Device+": "+p.Where)
	}, event.PanicRecovered{})
	return d
}

// since gives what has been met since the last call, each once.
func (d *defects) since() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	met := d.met
	d.met = nil
	slices.Sort(met)
	return slices.Compact(met)
}

const panicHosts = `hosts:
  srv:
    address: 10.1.1.1
    tftp: { root: { files: &files { good: { text: "123456789" }, bomb: { text: "tick" } } } }
    ftp: { users: { u: p }, root: { files: *files } }
    http: { root: { files: *files } }
    scp: { users: { u: p }, root: { files: *files } }
    sftp: { users: { u: p }, root: { files: *files } }
  pin: { address: 10.1.1.9, tftp: { engine: pin, root: { files: *files } } }
`

const panicRouter = `name: panics
devices:
  R2:
    platform: c2901
    startup-config:
      text: |
        hostname R2
        file prompt quiet
        ip domain name x
        crypto key generate rsa modulus 1024
        username admin privilege 15 password cisco
        interface GigabitEthernet0/0
         ip address 10.1.1.2 255.255.255.0
        line vty 0 4
         login local
         transport input ssh telnet
        end
`

// A panic in a host's server, in goroutines of ours and of libraries, ends that request: the
// same server serves the next one.
func TestPanicEndsOneRequest(t *testing.T) {
	d := plantDefects(t)
	lines := []string{"", "enable", "terminal length 0"}
	for _, from := range []string{"tftp://10.1.1.1", "tftp://10.1.1.9", "ftp://u:p@10.1.1.1", "http://10.1.1.1", "scp://u:p@10.1.1.1", "sftp://u:p@10.1.1.1"} {
		lines = append(lines, "copy "+from+"/bomb flash0:bang", "copy "+from+"/good flash0:good")
	}
	c := newTyped(lines)
	l := openLab(t, t.TempDir(), panicRouter+panicHosts, lab.Options{Events: d.bus, Console: func(string) line.Conn { return c }, Terminal: line.Options{Width: 200, Length: 24}})
	_ = l.Run(t.Context(), l.Devices()[0]) // it ends with the input
	if n := strings.Count(c.text(), "9 bytes copied"); n != 6 {
		t.Errorf("%d good copies\n%s", n, c.text())
	}
	met := d.since()
	for _, want := range []string{"pin: tftp transfer", "srv: ftp", "srv: http request", "srv: sftp request", "srv: ssh session", "srv: tftp transfer"} {
		if !slices.ContainsFunc(met, func(m string) bool { return strings.HasPrefix(m, want) }) {
			t.Errorf("%s was not met, but %q", want, met)
		}
	}
}

// A panic in the session of a user ends that session: at the console, over Telnet and over
// SSH. The others, and the next user of the same line, notice nothing.
func TestPanicEndsOneSession(t *testing.T) {
	d := plantDefects(t)
	l := openLab(t, t.TempDir(), panicRouter, lab.Options{Events: d.bus, Ports: true})
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan lab.Endpoints, 1), make(chan error, 1)
	go func() {
		ended <- l.Serve(ctx, lab.ServeOptions{Ready: func(e lab.Endpoints) error { ready <- e; return nil }})
	}()
	defer func() {
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	at := (<-ready).Devices[0]
	other := again(t, func() (net.Conn, error) { return net.Dial("tcp", at.Telnet) })
	defer other.Close()
	converse(t, other, "sername:", "admin\r", "assword:", "cisco\r", "R2#", "\r", "R2#")

	// The console: it is free for the next user, on the same connection.
	console := again(t, func() (net.Conn, error) { return net.Dial("tcp", at.Console) })
	defer console.Close()
	converse(t, console, "", "\r", "R2>", "bomb\r", "con0 is now available", "\r", "R2>", "enable\r", "R2#")
	if met := d.since(); !slices.Equal(met, []string{"R2: console session"}) {
		t.Errorf("console: %q", met)
	}
	// Telnet: the connection is closed.
	telnet := again(t, func() (net.Conn, error) { return net.Dial("tcp", at.Telnet) })
	defer telnet.Close()
	converse(t, telnet, "sername:", "admin\r", "assword:", "cisco\r", "R2#", "bomb\r")
	if _, err := io.Copy(io.Discard, telnet); err != nil {
		t.Errorf("telnet: %v", err)
	}
	if met := d.since(); !slices.Equal(met, []string{"R2: vty session"}) {
		t.Errorf("telnet: %q", met)
	}
	// SSH: the command has a status.
	ssh := again(t, func() (*gossh.Client, error) { return gossh.Dial("tcp", at.SSH, sshConfig()) })
	defer ssh.Close()
	s, err := ssh.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Run("bomb"); err == nil {
		t.Error("ssh: the command has ended well")
	}
	if met := d.since(); !slices.Equal(met, []string{"R2: vty session"}) {
		t.Errorf("ssh: %q", met)
	}
	converse(t, other, "", "show privilege\r", "level is 15", "\r", "R2#")
}

// converse types at a connection: text to wait for, what is typed then, and so on.
func converse(t *testing.T, c net.Conn, script ...string) {
	t.Helper()
	_ = c.SetDeadline(time.Now().Add(hang))
	seen, b := "", make([]byte, 1024)
	for i, text := range script {
		if i%2 == 1 {
			if _, err := io.WriteString(c, text); err != nil {
				t.Fatal(err)
			}
			continue
		}
		for !strings.Contains(seen, text) {
			n, err := c.Read(b)
			if seen += string(b[:n]); err != nil {
				t.Fatalf("waiting for %q: %v after %q", text, err, seen)
			}
		}
		_, seen, _ = strings.Cut(seen, text)
	}
}
