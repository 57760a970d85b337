package wire_test

import (
	"errors"
	"net"
	"net/netip"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/internal/wire"
)

// fragile is a reader of a record that panics over bytes.
type fragile struct{}

func (fragile) Event(e wire.Event) {
	if e.Kind == wire.Bytes {
		panic("a bug")
	}
}
func (fragile) End() error { return nil }

// A panic over what is recorded is the error of the connection, since a library may read
// from it in a goroutine that recovers nothing.
func TestRecordPanics(t *testing.T) {
	a, b := net.Pipe()
	defer a.Close()
	defer b.Close()
	n := 0
	ctx := safego.With(t.Context(), func(*safego.Panic) { n++ })
	at := netip.MustParseAddrPort("10.1.1.1:22")
	c := wire.NewRecorder("ssh", time.Now, fragile{}).Conn(ctx, a, at, at, false)
	var p *safego.Panic
	if _, err := c.Write([]byte("x")); !errors.As(err, &p) {
		t.Errorf("write: %v", err)
	}
	sent := make(chan error, 1)
	go func() { _, err := b.Write([]byte("y")); sent <- err }()
	if k, err := c.Read(make([]byte, 1)); k != 0 || !errors.As(err, &p) {
		t.Errorf("read: %d, %v", k, err)
	}
	if err := <-sent; err != nil || n != 2 {
		t.Errorf("%v, %d reports", err, n)
	}
}
