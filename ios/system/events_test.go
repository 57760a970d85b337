package system

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iosim/iosim/event"
)

// A message is an event whatever the logging levels are.
func TestLoggedEvent(t *testing.T) {
	sys := bare("no logging on")
	bus := event.NewBus()
	sys.events = bus.Source("R2", sys.Clock().Now)
	var got []string
	bus.Subscribe(func(e event.Event) {
		sys.Log().Messages() // no lock is held that a reader needs
		got = append(got, fmt.Sprintf("%s %+v", e.Kind(), e.What))
	})
	sys.Logf("SYS-5-CONFIG_I", "Configured from %s by %s", "memory", "console")
	want := []string{"logged {Facility:SYS Severity:5 Mnemonic:CONFIG_I Text:Configured from memory by console}"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
