package system

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/linetest"
	"github.com/iosim/iosim/line"
)

// started is a System with a user on the console; ctx ends with a reload.
func started(t *testing.T) (sys *System, ctx context.Context, scr *linetest.Screen) {
	t.Helper()
	ctx, cancel := context.WithCancelCause(t.Context())
	sys = bareIn(ctx, "service timestamps log datetime")
	sys.reload = func(reason string) { cancel(errors.New(reason)) }
	scr = linetest.NewScreen()
	term := line.NewTerminal(scr, line.Options{})
	tty := &TTY{ID: LineID{"con", 0}, Term: term}
	leave := sys.AttachTTY(tty)
	_, end := tty.Begin(ctx, "", sys.Now())
	t.Cleanup(func() {
		cancel(nil)
		sys.Close()
		end()
		leave()
		term.Close()
	})
	return sys, ctx, scr
}

// ios-boot.md 1.3: all lines are told at 0:05:00, 0:01:00 and at the end.
func TestScheduledReload(t *testing.T) {
	d, ctx, scr := started(t)
	d.ScheduleReload(Scheduled{At: d.Now().Add(10 * time.Minute), Reason: "Reload Command", By: "console"})
	if s, left, ok := d.Scheduled(); !ok || left != 10*time.Minute || s.By != "console" {
		t.Fatalf("%+v %v %t", s, left, ok)
	}
	for ctx.Err() == nil {
		if err := d.Clock().Sleep(t.Context(), 10*time.Second); err != nil {
			t.Fatal(err)
		}
		if d.Now().Sub(march) > time.Hour {
			t.Fatal("an hour later it has not reloaded")
		}
	}
	if why := context.Cause(ctx); why.Error() != "Reload Command" {
		t.Errorf("cause %v", why)
	}
	const want = "\n\n***\n*** --- SHUTDOWN in 0:05:00 ---\n***\n\n\n***\n*** --- SHUTDOWN in 0:01:00 ---\n***\n" +
		"\n***\n*** --- SHUTDOWN NOW ---\n***\n\n"
	if got := scr.String(); got != want {
		t.Errorf("screen %q, want %q", got, want)
	}
	m := d.log.Messages()
	if len(m) != 1 || !strings.HasSuffix(m[0].String(), "%SYS-5-RELOAD: Reload requested by console. Reload Reason: Reload Command.") {
		t.Errorf("log %v", m)
	}
}

func TestCancelledReloadDoesNotCome(t *testing.T) {
	d, ctx, scr := started(t)
	d.ScheduleReload(Scheduled{At: d.Now().Add(3 * time.Minute)})
	d.ScheduleReload(Scheduled{At: d.Now().Add(4 * time.Minute)}) // the first is forgotten
	if !d.CancelReload() || d.CancelReload() {
		t.Fatal("it was scheduled once")
	}
	d.background.Wait()
	if err := d.Clock().Sleep(t.Context(), time.Hour); err != nil {
		t.Fatal(err)
	}
	if ctx.Err() != nil || scr.String() != "" {
		t.Errorf("cause %v, screen %q", context.Cause(ctx), scr)
	}
}

func TestTimerEndsWithTheRun(t *testing.T) {
	d, _, _ := started(t)
	d.ScheduleReload(Scheduled{At: d.Now().Add(time.Hour)})
	d.reload("")
	d.Close() // or the test never ends
	if clock.Jumps(d.Clock()) && !d.Now().Equal(march) {
		t.Error("a timer of the background has moved the time")
	}
}
