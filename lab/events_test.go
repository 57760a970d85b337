package lab_test

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/line"
)

// told are the events of a lab, as "device kind {fields}".
type told struct {
	mu  sync.Mutex
	all []string
}

func (l *told) note(e event.Event) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.all = append(l.all, fmt.Sprintf("%s %s %+v", e.Device, e.Kind(), e.What))
}

func (l *told) events() []string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.all)
}

// Lab.Events has what the lines of a session did: a reload, and the lines that a menu
// runs, each with its own result.
func TestEvents(t *testing.T) {
	t.Parallel()
	c := newTyped([]string{"", "enable", "menu m", "1", "", "2", "", "q", "reload", "", "", "enable"})
	l := openLab(t, t.TempDir(), `name: events
devices:
  R2:
    platform: c2901
    files: { "flash0:`+bootImage+`": { image: `+bootImage+`, size: 200000 } }
    startup-config:
      text: |
        hostname R2
        menu m text 1 One
        menu m command 1 more flash0:none
        menu m options 1 pause
        menu m text 2 Two
        menu m command 2 show clock
        menu m options 2 pause
        menu m text q Quit
        menu m command q menu-exit
        end
`, lab.Options{Console: func(string) line.Conn { return c }, Terminal: line.Options{Width: 80, Length: 24}})
	var got told
	stop := l.Events().Subscribe(got.note, event.CommandRun{}, event.PhaseChanged{}, event.Restarted{}, event.BootTried{})
	_ = l.Run(t.Context(), l.Devices()[0]) // it ends with the input
	stop()
	at := 0
	all := got.events()
	for _, want := range []string{ // in this order
		"R2 phase-changed {From:off To:booting}",
		"R2 boot-tried {Source:flash0:" + bootImage + " Reason:first-file Verdict:ok}",
		"R2 phase-changed {From:booting To:up}",
		"Command:enable Result:ok",
		"Command:more flash0:none Result:failed Error:%Error opening flash0:",
		"Command:show clock Result:ok Error:}",
		"Command:menu m Result:ok Error:}",
		"Command:reload Result:",
		"R2 restarted {Reason:",
		"R2 boot-tried {Source:flash0:" + bootImage + " Reason:first-file Verdict:ok}",
		"R2 phase-changed {From:booting To:up}",
		"Command:enable Result:ok",
		"R2 phase-changed {From:up To:off}",
	} {
		i := slices.IndexFunc(all[at:], func(e string) bool { return strings.Contains(e, want) })
		if i < 0 {
			t.Fatalf("%q is missing below\n%s\nin\n%s\nof\n%s", want, strings.Join(all[:at], "\n"), strings.Join(all, "\n"), c.text())
		}
		at += i + 1
	}
}
