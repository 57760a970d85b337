package deadlineconn

import (
	"context"
	"errors"
	"io"
	"net"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/iosim/iosim/internal/clock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestSilenceCostsDeviceTime(t *testing.T) {
	start := time.Unix(0, 0)
	clk := clock.Simulated(start)
	a, b := net.Pipe()
	defer b.Close()
	c := New(t.Context(), a, clk, time.Minute, 0)
	defer c.Close()
	go func() { _, _ = io.WriteString(b, "x") }()
	if n, err := c.Read(make([]byte, 9)); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	if _, err := c.Read(make([]byte, 9)); !errors.Is(err, ErrIdle) {
		t.Errorf("read: %v", err)
	}
	if d := clk.Now().Sub(start); d != time.Minute {
		t.Errorf("it took %v", d)
	}
}

func TestContextEndsTheConnection(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	a, b := net.Pipe()
	defer b.Close()
	c := New(ctx, a, clock.Real(time.Unix(0, 0), 1), time.Hour, time.Hour)
	defer c.Close()
	time.AfterFunc(5*time.Millisecond, cancel)
	if _, err := c.Read(make([]byte, 9)); err == nil {
		t.Error("no error")
	}
}
