package ftpd

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/iosim/iosim/internal/rootfs"
)

// part begins the names of files that come in.
const part = ".iosim-part-"

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// running is a server of a test.
type running struct {
	addr string
	root string // the real folder
	log  *lockedLog
}

type lockedLog struct {
	mu    sync.Mutex
	lines []string
}

func (l *lockedLog) add(s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines = append(l.lines, s)
}

func (l *lockedLog) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return strings.Join(l.lines, "\n")
}

func start(t testing.TB, o Options) *running {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	r := &running{addr: l.Addr().String(), root: t.TempDir(), log: new(lockedLog)}
	if o.FS == nil {
		fs, err := rootfs.Open(r.root)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { fs.Close() })
		o.FS = fs
	}
	if o.Users == nil {
		o.Users = map[string]string{"wendell": "odom"}
	}
	o.Log = func(net.Conn) func(string) { return r.log.add }
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, l, o) }()
	t.Cleanup(func() {
		cancel()
		if err := <-done; err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Log(r.log)
		}
	})
	return r
}

func (r *running) url(path string) string { return "ftp://wendell:odom@" + r.addr + "/" + path }

func (r *running) write(t testing.TB, name, text string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(r.root, name), []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func (r *running) want(t testing.TB, name, text string) {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(r.root, name))
	if err != nil || string(b) != text {
		t.Errorf("%s holds %.40q, %v; want %.40q", name, b, err, text)
	}
}

// files are the names in the root, those that come in as well.
func (r *running) files(t testing.TB) string {
	t.Helper()
	rows, err := os.ReadDir(r.root)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range rows {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// talk is a client that types.
type talk struct {
	t  testing.TB
	c  net.Conn
	in *bufio.Reader
}

func (r *running) dial(t testing.TB) *talk {
	t.Helper()
	c, err := net.Dial("tcp", r.addr)
	if err != nil {
		t.Fatal(err)
	}
	c.SetDeadline(time.Now().Add(30 * time.Second))
	t.Cleanup(func() { c.Close() })
	k := &talk{t: t, c: c, in: bufio.NewReader(c)}
	return k
}

// login is dial with a user, in binary mode.
func (r *running) login(t testing.TB) *talk {
	t.Helper()
	k := r.dial(t)
	k.hear("220")
	k.say("USER wendell", "331")
	k.say("PASS odom", "230")
	k.say("TYPE I", "200")
	return k
}

// hear reads a reply, which must begin with want.
func (k *talk) hear(want string) string {
	k.t.Helper()
	var all strings.Builder
	for first := ""; ; {
		line, err := k.in.ReadString('\n')
		if err != nil {
			k.t.Fatalf("waiting for %s: %v after %q", want, err, all.String())
		}
		all.WriteString(line)
		if first == "" {
			first = line
		}
		if line[3] == ' ' && line[:3] == first[:3] {
			break
		}
	}
	if got := all.String(); !strings.HasPrefix(got, want) {
		k.t.Errorf("got %q, want %s", got, want)
	}
	return all.String()
}

func (k *talk) send(cmd string) {
	k.t.Helper()
	if _, err := io.WriteString(k.c, cmd+"\r\n"); err != nil {
		k.t.Fatal(err)
	}
}

func (k *talk) say(cmd, want string) string {
	k.t.Helper()
	k.send(cmd)
	got := k.hear("")
	if !strings.HasPrefix(got, want) {
		k.t.Errorf("%.60q: got %q, want %q", cmd, got, want)
	}
	return got
}

// open asks for a passive port and connects to it.
func (k *talk) open() net.Conn {
	k.t.Helper()
	line := k.say("EPSV", "229")
	var port int
	if _, err := fmt.Sscanf(line[strings.Index(line, "("):], "(|||%d|)", &port); err != nil {
		k.t.Fatal(err)
	}
	host, _, _ := net.SplitHostPort(k.c.RemoteAddr().String())
	c, err := net.Dial("tcp", net.JoinHostPort(host, fmt.Sprint(port)))
	if err != nil {
		k.t.Fatal(err)
	}
	c.SetDeadline(time.Now().Add(30 * time.Second))
	k.t.Cleanup(func() { c.Close() })
	return c
}

// get is all that a command gives on its data connection.
func (k *talk) get(cmd string) string {
	k.t.Helper()
	d := k.open()
	k.say(cmd, "150")
	b, err := io.ReadAll(d)
	if err != nil {
		k.t.Fatal(err)
	}
	k.hear("226")
	return string(b)
}

// put gives a command its data.
func (k *talk) put(cmd, text, want string) {
	k.t.Helper()
	d := k.open()
	k.say(cmd, "150")
	if _, err := io.WriteString(d, text); err != nil {
		k.t.Fatal(err)
	}
	d.Close()
	k.hear(want)
}
