package metrics

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iosim/iosim/event"
)

func TestCounts(t *testing.T) {
	var c Counts
	bus := event.NewBus()
	s := bus.Source("R2", time.Now)
	event.Emit(s, event.Restarted{}) // before
	stop := c.Follow(bus)
	event.Emit(s, event.LoggedIn{Protocol: "ssh"})
	event.Emit(s, event.LoggedIn{Protocol: "console"})
	event.Emit(s, event.LoginRefused{Protocol: "telnet"})
	event.Emit(s, event.LoginRefused{Protocol: "console"})
	event.Emit(s, event.Restarted{})
	for _, d := range []event.TransferDone{
		{Protocol: "tftp", Role: "client", Bytes: 6, Outcome: "ok"},
		{Protocol: "tftp", Role: "server", Bytes: 6, Outcome: "ok"},
		{Protocol: "tftp", Role: "client", Outcome: "not exist"},
		{Protocol: "scp", Role: "server", Bytes: 4, Outcome: "ok"},
		{Protocol: "scp", Role: "client", Bytes: 5, Outcome: "ok"},
	} {
		event.Emit(s, d)
	}
	stop()
	event.Emit(s, event.Restarted{})
	if ok, failed := c.Logins(); ok != 1 || failed != 1 || c.Reloads() != 1 {
		t.Errorf("%d and %d logins, %d reloads", ok, failed, c.Reloads())
	}
	want := []TransferCount{{Protocol: "scp", OK: true, Files: 2, Bytes: 9}, {Protocol: "tftp", Files: 1}, {Protocol: "tftp", OK: true, Files: 1, Bytes: 6}}
	if d := cmp.Diff(want, c.Transfers()); d != "" {
		t.Error(d)
	}
}
