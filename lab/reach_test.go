package lab

import (
	"context"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/lab/spec"
)

// Hosts answer, and the devices whose port is up; the link's delay, rate and loss
// count.
func TestReach(t *testing.T) {
	sp, err := spec.Read(strings.NewReader(`
devices: { R1: { platform: c2901, running: none }, R2: { platform: c2901, startup-config: { text: "interface GigabitEthernet0/0\n ip address 10.1.1.3 255.255.255.0\n" } } }
hosts: { srv: { address: 10.1.1.1 }, far: { address: 10.1.1.9 }, lost: { address: 10.1.1.8 } }
links: { R1-far: { delay: 20ms, rate: 1Mbit/s }, R1-lost: { loss: 0.999999999 } }
`), "lab.yaml")
	if err != nil {
		t.Fatal(err)
	}
	l, err := Open(t.Context(), sp, Options{Clock: clock.Simulated(time.Unix(0, 0)), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	d, _ := l.Device("R2")
	ctx, off := context.WithCancel(t.Context())
	over := make(chan error, 1)
	d.PowerOn(ctx, func(err error) { over <- err })
	defer func() { off(); <-over }()
	for d.Phase() != device.Up {
		if err := l.opt.Clock.Sleep(ctx, time.Second); err != nil {
			t.Fatal(err)
		}
	}
	w := l.network.Uplink("R1", l.opt.Clock, nil)
	for _, tt := range []struct {
		addr string
		rtt  time.Duration
		ok   bool
	}{
		{"10.1.1.1", 1360 * time.Microsecond, true},
		{"10.1.1.9", time.Millisecond + 40*time.Millisecond + 2*8*time.Millisecond, true},
		{"10.1.1.8", 0, false},
		{"10.1.1.3", 1360 * time.Microsecond, true},
		{"10.1.1.4", time.Millisecond, false},
		{"127.0.0.1", time.Millisecond, true},
	} {
		rtt, ok := w.Reach(netip.MustParseAddr(tt.addr), 1000)
		if ok != tt.ok || ok && rtt != tt.rtt {
			t.Errorf("%s: %v %t, want %v %t", tt.addr, rtt, ok, tt.rtt, tt.ok)
		}
	}
	if err := d.Merge(ctx, "interface GigabitEthernet0/0\n shutdown\n", "console"); err != nil {
		t.Fatal(err)
	}
	if _, ok := w.Reach(netip.MustParseAddr("10.1.1.3"), 100); ok {
		t.Error("a port that is shut down answers")
	}
	var _ device.Reacher = w
}
