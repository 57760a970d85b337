package line

import (
	"context"
	"testing"
	"time"
)

// pushed is a Pusher that keeps what the terminal gave it.
type pushed struct {
	Conn
	typed  func([]byte) bool
	signal func(Signal)
}

func (p *pushed) Push(typed func([]byte) bool, signal func(Signal)) {
	p.typed, p.signal = typed, signal
}
func (p *pushed) Read(b []byte) (int, error)  { return p.Conn.Read(b) }
func (p *pushed) Write(b []byte) (int, error) { return p.Conn.Write(b) }
func (p *pushed) Close() error                { return p.Conn.Close() }

func TestPark(t *testing.T) {
	conn, remote := Pipe()
	if term := NewTerminal(conn, Options{}); term.OnInput(t.Context(), func() { t.Error("woken") }) {
		t.Error("what is no Pusher parks")
	} else {
		term.Close()
	}
	_ = remote.Close()
	conn, _ = Pipe()
	p := &pushed{Conn: conn}
	term := NewTerminal(p, Options{})
	defer term.Close()
	woken := make(chan string, 1)
	onInput := func(ctx context.Context, why string) bool { return term.OnInput(ctx, func() { woken <- why }) }
	wait := func(why string) {
		t.Helper()
		select {
		case got := <-woken:
			if got != why {
				t.Errorf("%s, not %s", got, why)
			}
		case <-time.After(10 * time.Second):
			t.Fatal("the wake function was not called")
		}
	}
	if !onInput(t.Context(), "typed") {
		t.Fatal("OnInput returned false")
	}
	p.signal(Signal{Kind: Break}) // is no reason to wake
	p.typed([]byte("x\r"))
	wait("typed")
	if onInput(t.Context(), "") {
		t.Error("parked though there is something to read")
	}
	for range 2 {
		if _, err := term.ReadKey(t.Context()); err != nil {
			t.Fatal(err)
		}
	}
	ctx, cancel := context.WithCancel(t.Context())
	if !onInput(ctx, "over") {
		t.Fatal("OnInput returned false")
	}
	cancel()
	wait("over")
	if onInput(ctx, "") {
		t.Error("parked though the context has ended")
	}
	if !onInput(t.Context(), "closed") {
		t.Fatal("OnInput returned false")
	}
	term.Close()
	wait("closed")
	if len(woken) > 0 {
		t.Error("woken twice")
	}
}
