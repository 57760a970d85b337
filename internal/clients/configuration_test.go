package clients

import (
	"testing"

	"github.com/iosim/iosim/iosimtest"
)

// TestConfiguration: what clients do to configurations.
func TestConfiguration(t *testing.T) {
	configurations.run(t, func(t *testing.T, c client, seen cellTexts) {
		l := iosimtest.StartText(t, labText(c.level(), ""))
		u := &job{Device: l.Device("R1"), ready: l.ReadyFile(), done: map[string]bool{}}
		c.run(t, u)
		u.missing(t, seen, "")
		if t.Failed() {
			t.Log(u.output)
		}
	})
}
