package ios_test

import (
	"context"
	"io"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/line"
)

// stopped is a clock on which no time passes: who sleeps is woken by its context
// alone.
type stopped struct{}

func (stopped) Now() time.Time { return epoch }

func (stopped) Sleep(ctx context.Context, d time.Duration) error {
	if d <= 0 {
		return ctx.Err()
	}
	<-ctx.Done()
	return ctx.Err()
}

var _ clock.Clock = stopped{}

// TestLookupAborted: the look-up of an unknown word would last until the servers have
// answered, and Ctrl-Shift-6 ends it (ios-boot.md 11.3). The word is looked up again
// then.
func TestLookupAborted(t *testing.T) {
	d, tables := routerOn(t, stopped{})
	term := newTerminal(t, line.Options{Width: 80, Length: 24, Paging: true})
	defer term.end()
	wait := begin(t, d, tables, term)
	for range 2 {
		typed(t, term, "pwdd\r")
		term.until(t, "R2#pwdd\r\nTranslating \"pwdd\"...domain server (255.255.255.255)")
		typed(t, term, "\x1e")
		term.until(t, " (255.255.255.255)\r\n% Name lookup aborted\r\nR2#")
	}
	typed(t, term, "show privilege\r")
	term.until(t, "Current privilege level is 15\r\nR2#")
	term.remote.CloseWrite()
	if err := wait(); err != io.EOF {
		t.Error(err)
	}
}

// TestMoreLines: lines that the configuration adds have their numbers and stand in
// the lists.
func TestMoreLines(t *testing.T) {
	d, tables := router(t)
	term := newTerminal(t, line.Options{})
	defer term.end()
	wait := begin(t, d, tables, term)
	typed(t, term, "configure terminal\rline vty 0 15\rlogin local\rend\rterminal width 0\rshow line | include 40[0-9]\rshow users all | include vty 1[45]\r")
	typed(t, term, "configure terminal\rno line vty 10 15\rend\rshow line | count VTY\r")
	term.until(t, "Number of lines which match regexp = 10\r\nR2#")
	term.remote.CloseWrite()
	if err := wait(); err != io.EOF {
		t.Error(err)
	}
	out := term.output()
	for _, want := range []string{"   403  403 VTY ", " 402 vty 14 ", " 403 vty 15 "} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in\n%s", want, out)
		}
	}
}
