package peertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// A verdict is a testing.TB that keeps what a starter says of its test.
type verdict struct {
	testing.TB
	ctx      context.Context
	cleanups []func()
	failed   bool
	skipped  bool
	text     strings.Builder
}

func (v *verdict) Context() context.Context { return v.ctx }
func (v *verdict) Cleanup(f func())         { v.cleanups = append(v.cleanups, f) }
func (v *verdict) Failed() bool             { return v.failed }
func (v *verdict) Errorf(format string, args ...any) {
	v.failed = true
	fmt.Fprintf(&v.text, format+"\n", args...)
}
func (v *verdict) Logf(format string, args ...any) { fmt.Fprintf(&v.text, format+"\n", args...) }
func (v *verdict) Fatalf(format string, args ...any) {
	v.Errorf(format, args...)
	runtime.Goexit()
}
func (v *verdict) Skipf(format string, args ...any) {
	v.skipped = true
	v.Logf(format, args...)
	runtime.Goexit()
}

// judge runs f, and its cleanups, as a test of its own would.
func judge(t *testing.T, limit time.Duration, f func(t testing.TB)) *verdict {
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	v := &verdict{TB: t, ctx: ctx}
	done := make(chan struct{})
	go func() {
		defer close(done)
		defer func() {
			for i := len(v.cleanups) - 1; i >= 0; i-- {
				v.cleanups[i]()
			}
		}()
		f(v)
	}()
	<-done
	return v
}

func TestNeed(t *testing.T) {
	t.Setenv("IOSIM_PEERS", "")
	if v := judge(t, time.Minute, func(t testing.TB) { Need(t, "sh", "no-such-peer") }); !v.skipped || v.failed {
		t.Errorf("a missing peer: skipped %v, failed %v", v.skipped, v.failed)
	}
	t.Setenv("IOSIM_PEERS", "required")
	if v := judge(t, time.Minute, func(t testing.TB) { Need(t, "no-such-peer") }); v.skipped || !v.failed || !strings.Contains(v.text.String(), "no-such-peer") {
		t.Errorf("a missing peer that is required: skipped %v, failed %v: %s", v.skipped, v.failed, v.text.String())
	}
	Need(t, "sh")
}

func TestNeedLooksIntoTheFolderFirst(t *testing.T) {
	Need(t, "sh")
	d := t.TempDir()
	t.Setenv("IOSIM_PEERS_DIR", d)
	for _, sub := range []string{"usr/sbin", "usr/bin/sh"} { // usr/bin/sh: a folder of that name is no program
		if err := os.MkdirAll(filepath.Join(d, sub), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	want := filepath.Join(d, "usr/sbin/sh")
	if err := os.WriteFile(want, []byte("#!/bin/sh\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if got := Path(t, "sh"); strings.HasPrefix(got, d) {
		t.Errorf("%s was taken, which may not be run", got)
	}
	if err := os.Chmod(want, 0o755); err != nil {
		t.Fatal(err)
	}
	if got := Path(t, "sh"); got != want {
		t.Errorf("%s was taken, not %s", got, want)
	}
}

func ready(context.Context) error { return nil }
func never(context.Context) error { return errors.New("no answer") }

func TestStartFailsAtOnceWhenTheProcessDies(t *testing.T) {
	Need(t, "sh")
	v := judge(t, time.Minute, func(t testing.TB) { Start(t, never, "sh", "-c", "echo no such option; exit 3") })
	if out := v.text.String(); !v.failed || !strings.Contains(out, "exit status 3") || !strings.Contains(out, "no such option") {
		t.Errorf("failed %v: %s", v.failed, out)
	}
}

func TestStartFailsWhenNobodyAnswers(t *testing.T) {
	Need(t, "sleep")
	var pid int
	v := judge(t, 200*time.Millisecond, func(t testing.TB) {
		defer func() { pid = t.(*verdict).pid(t) }()
		Start(t, never, "sleep", "1000")
	})
	if out := v.text.String(); !v.failed || !strings.Contains(out, "sleep does not answer: no answer") {
		t.Errorf("failed %v: %s", v.failed, out)
	}
	gone(t, pid)
}

// pid is that of the one child of this process.
func (v *verdict) pid(t testing.TB) int {
	for _, k := range descendants(os.Getpid()) {
		if b, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", k.pid)); strings.HasPrefix(filepath.Base(string(b)), "sleep\x001000") {
			return k.pid
		}
	}
	t.Errorf("no sleep was started")
	return 0
}

func TestEarlyEndFailsTheTest(t *testing.T) {
	Need(t, "sh")
	v := judge(t, time.Minute, func(t testing.TB) {
		p := Start(t, ready, "sh", "-c", "sleep 0.1; echo gave up; exit 4")
		<-p.Done()
	})
	if out := v.text.String(); !v.failed || !strings.Contains(out, "ended during the test: exit status 4") || !strings.Contains(out, "gave up") {
		t.Errorf("failed %v: %s", v.failed, out)
	}
}

func TestTheEndTakesEveryChild(t *testing.T) {
	Need(t, "sh", "setsid")
	var pids []int
	v := judge(t, time.Minute, func(t testing.TB) {
		// One in the group, one in a session of its own, and a parent that ignores SIGTERM.
		p := Start(t, ready, "sh", "-c", "trap '' TERM; sleep 1001 & echo $!; setsid sh -c 'echo $$; exec sleep 1002' & wait; wait; sleep 1003")
		pids = append(pids, p.Pid)
		for len(strings.Fields(p.Output())) < 2 && t.Context().Err() == nil {
			time.Sleep(time.Millisecond)
		}
		for _, f := range strings.Fields(p.Output()) {
			pid, err := strconv.Atoi(f)
			if err != nil {
				t.Errorf("%v", err)
			}
			pids = append(pids, pid)
		}
	})
	if v.failed {
		t.Error(v.text.String())
	}
	if len(pids) != 3 {
		t.Fatalf("processes %v, want three", pids)
	}
	for _, pid := range pids {
		gone(t, pid)
	}
}

// gone waits until a process is no more, or is dead and has not been waited for.
func gone(t *testing.T, pid int) {
	t.Helper()
	for range 5000 {
		b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
		if err != nil || strings.Contains(string(b), ") Z ") {
			return
		}
		time.Sleep(time.Millisecond)
	}
	t.Errorf("process %d is still there", pid)
}

func TestTry(t *testing.T) {
	Need(t, "sh")
	d := t.TempDir()
	out, err := Try(t, d, "sh", "-c", "pwd; echo wrong >&2; exit 5")
	if err == nil || err.Error() != "exit status 5" || out != d+"\nwrong\n" {
		t.Errorf("%q %v", out, err)
	}
	v := judge(t, time.Minute, func(t testing.TB) { Run(t, d, "sh", "-c", "echo wrong; exit 5") })
	if out := v.text.String(); !v.failed || !strings.Contains(out, "exit status 5\nwrong") {
		t.Errorf("failed %v: %s", v.failed, out)
	}
	// A child that keeps the output open does not hold up the test.
	v = judge(t, 300*time.Millisecond, func(t testing.TB) { Run(t, d, "sh", "-c", "sleep 1000 & sleep 1000") })
	if out := v.text.String(); !v.failed || !strings.Contains(out, "sleep 1000 & sleep 1000") {
		t.Errorf("failed %v: %s", v.failed, out)
	}
}
