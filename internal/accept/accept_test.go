package accept

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/netip"
	"os"
	"sync/atomic"
	"syscall"
	"testing"
	"time"
)

// flakyListener fails with each of errs before it gives a connection.
type flakyListener struct {
	net.Listener
	errs []error
}

func (l *flakyListener) Accept() (net.Conn, error) {
	if len(l.errs) > 0 {
		err := l.errs[0]
		l.errs = l.errs[1:]
		return nil, &net.OpError{Op: "accept", Net: "tcp", Err: os.NewSyscallError("accept4", err)}
	}
	return l.Listener.Accept()
}

func listen(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { ln.Close() })
	return ln
}

func dial(t *testing.T, ln net.Listener) net.Conn {
	t.Helper()
	c, err := net.Dial("tcp4", ln.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// What the system lacks for now does not end a listener; its end does.
func TestGoesOn(t *testing.T) {
	pause = time.Microsecond
	defer func() { pause = 50 * time.Millisecond }()
	below := listen(t)
	ln := Listen(&flakyListener{below, []error{syscall.EMFILE, syscall.ENFILE, syscall.ENOBUFS, syscall.ENOMEM, syscall.ECONNABORTED, syscall.EINTR}}, Options{})
	dial(t, below)
	c, err := ln.Accept()
	if err != nil {
		t.Fatal(err)
	}
	c.Close()
	below.Close()
	if _, err := ln.Accept(); !errors.Is(err, net.ErrClosed) {
		t.Errorf("after its end: %v", err)
	}
}

// Clients beyond the limits are reset, and one that leaves makes room.
func TestLimits(t *testing.T) {
	below := listen(t)
	gate := NewGate(Limits{Total: 3, PerSource: 2})
	sources := []string{"10.1.1.1", "10.1.1.1", "10.1.1.1", "10.1.1.2", "10.1.1.3", "10.1.1.3"}
	var n atomic.Int32
	ln := Listen(below, Options{Gate: gate, Source: func(net.Conn) netip.Addr { return netip.MustParseAddr(sources[n.Add(1)-1]) }})
	var in []net.Conn
	for range sources[:5] {
		dial(t, below)
	}
	for range 3 { // the third of 10.1.1.1 is passed over
		c, err := ln.Accept()
		if err != nil {
			t.Fatal(err)
		}
		in = append(in, c)
	}
	if got := fmt.Sprint(Source(in[0]), Source(in[1]), Source(in[2])); got != "10.1.1.1 10.1.1.1 10.1.1.2" || gate.Inside() != 3 {
		t.Errorf("%s, %d inside", got, gate.Inside())
	}
	done := make(chan net.Conn)
	go func() { // the fifth is one too many
		c, _ := ln.Accept()
		done <- c
	}()
	for range 1000 {
		if n.Load() == 5 {
			break
		}
		time.Sleep(time.Millisecond)
	}
	in[0].Close()
	in[0].Close() // counts once
	dial(t, below)
	if c := <-done; c == nil || Source(c) != netip.MustParseAddr("10.1.1.3") {
		t.Errorf("%v came after one had left", c)
	}
	if gate.Inside() != 3 {
		t.Errorf("%d inside", gate.Inside())
	}
}

func TestLocalIsSpared(t *testing.T) {
	gate := NewGate(Limits{Total: 3, PerSource: 1, SpareLocal: true})
	here := netip.MustParseAddr("127.0.0.1")
	for i := range 4 {
		if _, ok := gate.Enter(here); ok != (i < 3) {
			t.Errorf("client %d: %t", i, ok)
		}
	}
}

// throttled is a Throttle whose time a test moves.
func throttled() (t *Throttle, now *time.Time) {
	now = new(time.Time)
	*now = time.Unix(0, 0)
	return &Throttle{
		Now:   func() time.Time { return *now },
		Sleep: func(_ context.Context, d time.Duration) error { *now = now.Add(d); return nil },
	}, now
}

// A client that guesses gets a few passwords judged at once and then one in two seconds;
// another address is not slowed, and time heals.
func TestThrottle(t *testing.T) {
	th, now := throttled()
	bad, good := netip.MustParseAddr("10.1.1.1"), netip.MustParseAddr("10.1.1.2")
	start := *now
	for range freeTries + 1 {
		if !th.Wait(t.Context(), bad) || !now.Equal(start) {
			t.Fatal("the first tries wait")
		}
		th.Failed(bad)
	}
	for now.Sub(start) < time.Minute {
		if th.Wait(t.Context(), bad) {
			th.Failed(bad)
		}
	}
	g := th.sources[bad]
	if g.wrong > 45 {
		t.Errorf("%d tries in a minute", g.wrong)
	}
	before := *now
	if !th.Wait(t.Context(), good) || !now.Equal(before) {
		t.Error("another address waits")
	}
	*now = now.Add(time.Hour)
	before = *now
	if !th.Wait(t.Context(), bad) || !now.Equal(before) {
		t.Error("an hour heals nothing")
	}
}

// Many connections of an address are no faster than one, and a right password between them
// does not help.
func TestThrottleOfManyConnections(t *testing.T) {
	th, now := throttled()
	th.Sleep = func(context.Context, time.Duration) error { return nil } // they all wait at the same time
	bad := netip.MustParseAddr("10.1.1.1")
	for range 20 {
		th.Failed(bad)
	}
	judged := 0
	for range 60 {
		for range 256 {
			if th.Wait(t.Context(), bad) {
				judged++ // and gives the right one of an account of its own
			}
		}
		*now = now.Add(time.Second)
	}
	if judged > 60 {
		t.Errorf("%d tries judged in a minute", judged)
	}
}

func TestThrottleForgetsAddresses(t *testing.T) {
	th, _ := throttled()
	a := netip.MustParseAddr("10.0.0.1")
	for range 3 * maxThrottle {
		th.Failed(a)
		a = a.Next()
	}
	if n := len(th.sources); n > maxThrottle {
		t.Errorf("%d addresses are kept", n)
	}
}
