package lab_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/ios"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
)

// The lab of the tests with clients: small images, so that nothing takes long.
const (
	oldImage = "c2900-universalk9-mz.SPA.152-4.M1.bin"
	newImage = "c2900-universalk9-mz.SPA.155-2.T1.bin"
)

func clientLab(config string) string {
	return `name: clients
devices:
  R1:
    platform: c2901
    files:
      "flash0:` + oldImage + `": { image: ` + oldImage + `, size: 200000 }
    startup-config:
      text: |
        hostname R1
        boot system flash0:` + oldImage + `
        interface GigabitEthernet0/0
         ip address 10.1.1.2 255.255.255.0
` + indent(config, "        ") + `        end
    credentials: { username: admin, password: cisco, secret: secret }
hosts:
  srv:
    address: 10.1.1.1
    tftp:
      write: true
      root: { files: { ` + newImage + `: { image: ` + newImage + `, size: 300000 } } }
`
}

// served is a lab whose ports answer.
type served struct {
	*lab.Lab
	lab.Endpoints
	stop func() error
}

// serveLab serves a lab until the end of the test.
func serveLab(t *testing.T, text, state string) *served {
	t.Helper()
	return serveLabWith(t, text, state, lab.ServeOptions{})
}

func serveLabWith(t *testing.T, text, state string, o lab.ServeOptions) *served {
	t.Helper()
	return serveLabOn(t, text, lab.Options{State: state}, o)
}

func serveLabOn(t *testing.T, text string, lo lab.Options, o lab.ServeOptions) *served {
	t.Helper()
	sp, err := spec.Read(strings.NewReader(text), filepath.Join(t.TempDir(), "lab.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	lo.Ports, lo.Seed = true, 1
	if lo.Events == nil {
		lo.Events = event.NewBus()
	}
	unless := lo.Events.Subscribe(func(e event.Event) { t.Errorf("%s: %+v", e.Device, e.What) }, event.PanicRecovered{})
	t.Cleanup(unless)
	l, err := lab.Open(t.Context(), sp, lo)
	if err != nil {
		t.Fatal(err)
	}
	s := &served{Lab: l}
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan lab.Endpoints, 1), make(chan error, 1)
	go func() {
		o.Ready = func(e lab.Endpoints) error { ready <- e; return nil }
		ended <- l.Serve(ctx, o)
	}()
	s.stop = sync.OnceValue(func() error {
		cancel()
		return errors.Join(<-ended, l.Close())
	})
	t.Cleanup(func() {
		if err := s.stop(); err != nil {
			t.Error(err)
		}
	})
	select {
	case s.Endpoints = <-ready:
	case err := <-ended:
		ended <- err
		t.Fatalf("it never was ready: %v", err)
	}
	return s
}

// bootClock is a clock on which a boot stands still in its first pause until a Break
// ends that: on one that jumps, the boot may be over before the Break is there.
type bootClock struct {
	clock.Clock
	still atomic.Pointer[device.Device] // whose boots stand still; nil: none
}

func (c *bootClock) Sleep(ctx context.Context, d time.Duration) error {
	if r := c.still.Load(); r != nil && r.Phase() == device.Booting {
		<-ctx.Done()
		return ctx.Err()
	}
	return c.Clock.Sleep(ctx, d)
}

// serveForBreak is serveLab on a bootClock.
func serveForBreak(t *testing.T, text string) (*served, *bootClock) {
	t.Helper()
	clk := &bootClock{Clock: clock.Skipping(time.Now())}
	return serveLabOn(t, text, lab.Options{Clock: clk}, lab.ServeOptions{}), clk
}

// reloadAndBreak reloads the device from its console and presses Break.
func (u *user) reloadAndBreak(clk *bootClock, d *device.Device) {
	u.t.Helper()
	clk.still.Store(d)
	defer clk.still.Store(nil)
	u.run("reload", "[confirm]")
	u.send("\r")
	u.expect("System Bootstrap")
	u.send("\xff\xf3")
	u.expect("rommon 1 > ")
}

// user is a user at a line who waits for texts.
type user struct {
	t    *testing.T
	in   io.Writer
	shut func() error

	mu    sync.Mutex
	moved sync.Cond
	seen  []byte // not yet waited for
	ended bool
}

func newUser(t *testing.T, in io.Writer, out io.Reader, shut func() error) *user {
	u := &user{t: t, in: in, shut: shut}
	u.moved.L = &u.mu
	go func() {
		buf := make([]byte, 4096)
		for {
			n, err := out.Read(buf)
			u.mu.Lock()
			u.seen = append(u.seen, buf[:n]...)
			u.ended = u.ended || err != nil
			u.moved.Broadcast()
			u.mu.Unlock()
			if err != nil {
				return
			}
		}
	}()
	t.Cleanup(func() { _ = shut() })
	return u
}

// hang bounds what would otherwise hang.
const hang = time.Minute

// expect waits for a text and gives what came up to its end.
func (u *user) expect(text string) string {
	u.t.Helper()
	late := time.AfterFunc(hang, func() {
		u.mu.Lock()
		defer u.mu.Unlock()
		u.ended = true
		u.moved.Broadcast()
	})
	defer late.Stop()
	u.mu.Lock()
	defer u.mu.Unlock()
	for {
		if i := bytes.Index(u.seen, []byte(text)); i >= 0 {
			got := string(u.seen[:i+len(text)])
			u.seen = u.seen[i+len(text):]
			return got
		}
		if u.ended {
			u.t.Fatalf("%q never came after:\n%s", text, u.seen)
		}
		u.moved.Wait()
	}
}

// rest waits for the end of the line and gives what came.
func (u *user) rest() string {
	u.t.Helper()
	late := time.AfterFunc(hang, func() { u.t.Error("the line does not end"); _ = u.shut() })
	defer late.Stop()
	u.mu.Lock()
	defer u.mu.Unlock()
	for !u.ended {
		u.moved.Wait()
	}
	return string(u.seen)
}

func (u *user) send(text string) {
	u.t.Helper()
	if _, err := io.WriteString(u.in, text); err != nil {
		u.t.Fatal(err)
	}
}

// run types a command and gives what comes up to the prompt.
func (u *user) run(command, prompt string) string {
	u.t.Helper()
	u.send(command + "\r")
	return u.expect(prompt)
}

// dialTelnet connects to a Telnet port and answers no option: the greeting is
// taken off.
func dialTelnet(t *testing.T, addr string) *user {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	u := newUser(t, c, c, c.Close)
	u.expect("\xff\xfb\x01\xff\xfb\x03\xff\xfd\x18\xff\xfd\x1f")
	return u
}

func sshConfig() *gossh.ClientConfig {
	return &gossh.ClientConfig{User: "admin", Auth: []gossh.AuthMethod{gossh.Password("cisco")}, HostKeyCallback: gossh.InsecureIgnoreHostKey()}
}

// dialSSH logs in and opens a shell with a terminal.
func dialSSH(t *testing.T, addr string) *user {
	t.Helper()
	c, err := gossh.Dial("tcp", addr, sshConfig())
	if err != nil {
		t.Fatal(err)
	}
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	in, _ := s.StdinPipe()
	out, _ := s.StdoutPipe()
	if err := errors.Join(s.RequestPty("vt100", 24, 80, nil), s.Shell()); err != nil {
		t.Fatal(err)
	}
	return newUser(t, in, out, c.Close)
}

// again dials until the port answers: the router comes back.
func again[T any](t *testing.T, dial func() (T, error)) T {
	t.Helper()
	for deadline := time.Now().Add(hang); ; time.Sleep(5 * time.Millisecond) {
		c, err := dial()
		if err == nil {
			return c
		}
		if time.Now().After(deadline) {
			t.Fatal(err)
		}
	}
}

// running is the IOS that runs on a device.
func running(t testing.TB, d *device.Device) *system.System {
	t.Helper()
	sys, ok := ios.Of(d)
	if !ok {
		t.Fatalf("%s runs no IOS", d.Name())
	}
	return sys
}

func mustDevice(t *testing.T, s *served) *device.Device {
	t.Helper()
	d, ok := s.Device("R1")
	if !ok {
		t.Fatal("no R1")
	}
	return d
}
