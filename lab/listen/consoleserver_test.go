package listen

import (
	"bytes"
	"io"
	"sync"
	"testing"
	"time"

	"github.com/iosim/iosim/line"
)

// stalled is a client that takes nothing and says nothing until it is closed.
type stalled struct {
	once   sync.Once
	closed chan struct{}
	c      chan line.Signal
}

func newStalled() *stalled {
	return &stalled{closed: make(chan struct{}), c: make(chan line.Signal)}
}

func (s *stalled) Read([]byte) (int, error)    { <-s.closed; return 0, io.EOF }
func (s *stalled) Write([]byte) (int, error)   { <-s.closed; return 0, io.ErrClosedPipe }
func (s *stalled) Signals() <-chan line.Signal { return s.c }
func (s *stalled) Close() error {
	s.once.Do(func() { close(s.closed); close(s.c) })
	return nil
}

func TestConsoleServer(t *testing.T) {
	p := NewConsoleServer()
	p.leaveTime = time.Millisecond
	keys, signals := make(chan string, 8), make(chan line.Signal, 8)
	p.Push(func(b []byte) bool { keys <- string(b); return true }, func(s line.Signal) { signals <- s })
	if n, err := p.Write([]byte("without clients")); n != 15 || err != nil {
		t.Fatal(n, err)
	}
	conn, remote := line.Pipe()
	ended := make(chan bool)
	go func() { ended <- p.attach(t.Context(), func(bool) line.Conn { return conn }) }()
	go func() { _, _ = remote.Write([]byte("typed")) }()
	if k := <-keys; k != "typed" {
		t.Fatalf("%q", k)
	}
	if p.attach(t.Context(), func(bool) line.Conn { t.Error("opened"); return newStalled() }) {
		t.Error("two clients")
	}
	if err := remote.Send(line.Signal{Kind: line.Break}); err != nil {
		t.Fatal(err)
	}
	if s := <-signals; s.Kind != line.Break {
		t.Error(s)
	}
	_, _ = p.Write([]byte("shown"))
	p.leaveTime = time.Hour // from here on
	got := make([]byte, 5)
	if _, err := io.ReadFull(remote, got); err != nil || string(got) != "shown" {
		t.Errorf("%q %v", got, err)
	}
	_ = remote.Close()
	if !<-ended {
		t.Error("not attached")
	}
	// The next client; it takes nothing, and is cut off before it costs much.
	slow := newStalled()
	go func() { ended <- p.attach(t.Context(), func(bool) line.Conn { return slow }) }()
	chunk := bytes.Repeat([]byte("x"), 64<<10)
	for cut := false; !cut; {
		if _, err := p.Write(chunk); err != nil {
			t.Fatal(err)
		}
		select {
		case <-slow.closed:
			cut = true
		default:
		}
	}
	<-ended
	// Who comes while the client before is about to leave, waits for that.
	leaving, last := newStalled(), newStalled()
	plugged := func(c line.Conn) {
		go func() { ended <- p.attach(t.Context(), func(bool) line.Conn { return c }) }()
	}
	until := func(c line.Conn) {
		for there := false; !there; time.Sleep(time.Millisecond) {
			p.mu.Lock()
			there = p.cur != nil && p.cur.conn == c
			p.mu.Unlock()
		}
	}
	plugged(leaving)
	until(leaving)
	plugged(last)
	_ = leaving.Close()
	if !<-ended {
		t.Error("not attached")
	}
	until(last)
	// The end of the port is the end of its client, and of who waits for it.
	plugged(newStalled())
	_ = p.Close()
	if one, other := <-ended, <-ended; one == other {
		t.Error("one was attached, the other not")
	}
	if _, err := p.Write(got); err != io.ErrClosedPipe {
		t.Error(err)
	}
	if p.attach(t.Context(), func(bool) line.Conn { t.Error("opened"); return newStalled() }) {
		t.Error("attached to a closed port")
	}
	if p.Close() != nil {
		t.Error("a second Close")
	}
}
