package peertest

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"
)

// How long a server may take to answer first, and to end after SIGTERM.
// Both are far above what any needs: they bound a hang, not a speed.
const (
	startLimit = 30 * time.Second
	endLimit   = 3 * time.Second
)

// A Probe reports whether a server answers: nil once it does. It is called
// again until then and keeps each attempt short.
type Probe func(ctx context.Context) error

// A Process is a program in the foreground, in a process group of its own.
type Process struct {
	Pid int

	name string
	log  string
	done chan struct{} // closed when it has ended and was waited for
	err  error         // of Wait; read after done
}

// Start runs a program until the end of the test and returns when ready says
// that it answers. A program that ends or does not answer before that fails the test
// with what it printed. The end is SIGTERM, then SIGKILL, to the whole group
// and to what the program started outside of it.
func Start(t testing.TB, ready Probe, name string, args ...string) *Process {
	t.Helper()
	path := Path(t, name)
	p := &Process{name: name, log: filepath.Join(t.TempDir(), filepath.Base(name)+".log"), done: make(chan struct{})}
	log, err := os.Create(p.log)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Stdout, cmd.Stderr = log, log // a file: children that outlive the parent then do not hold up Wait
	cmd.Env = environment(filepath.Dir(p.log))
	cmd.Dir = "/"
	ownGroup(cmd)
	tieToParent(cmd)

	started := make(chan error)
	go func() {
		// The kernel ends a tied child with the thread that started it, not
		// with the process; so that thread is kept as long as the child lives.
		runtime.LockOSThread()
		defer runtime.UnlockOSThread()
		err := cmd.Start()
		started <- err
		if err == nil {
			p.err = cmd.Wait()
			close(p.done)
		}
	}()
	err = <-started
	log.Close()
	if err != nil {
		t.Fatalf("starting %s: %v", name, err)
	}
	p.Pid = cmd.Process.Pid
	t.Cleanup(func() { p.end(t) })

	ctx, cancel := context.WithTimeout(t.Context(), startLimit)
	defer cancel()
	for {
		err := ready(ctx)
		select {
		case <-p.done:
			t.Fatalf("%s ended before it answered: %v\n%s", name, p.err, p.Output())
		default:
		}
		if err == nil {
			return p
		}
		select {
		case <-p.done:
		case <-ctx.Done():
			t.Fatalf("%s does not answer: %v\n%s", name, err, p.Output())
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// Done is closed when the process has ended.
func (p *Process) Done() <-chan struct{} { return p.done }

// Output is what the process has printed so far, both streams together.
func (p *Process) Output() string {
	b, err := os.ReadFile(p.log)
	if err != nil {
		return err.Error()
	}
	return string(b)
}

func (p *Process) end(t testing.TB) {
	select {
	case <-p.done:
		if !t.Failed() {
			t.Errorf("%s ended during the test: %v", p.name, p.err)
		}
	default:
	}
	sessions := descendants(p.Pid)
	signalGroup(p.Pid, false)
	select {
	case <-p.done:
	case <-time.After(endLimit):
	}
	// Also after a quiet end: sessions of it may be left.
	signalGroup(p.Pid, true)
	kill(sessions)
	<-p.done
	if t.Failed() {
		out := p.Output()
		t.Logf("%s printed:\n%s", p.name, out[max(0, len(out)-8192):])
	}
}

// clientLimit bounds a client of Run and Try.
const clientLimit = 60 * time.Second

// Run runs a client in dir, without standard input, and returns what it printed
// on both streams. A status other than 0 and an end after more than 60 s fail the test.
// Clients differ in what they count as an error (tftp-hpa knows none), so
// compare the files.
func Run(t testing.TB, dir, name string, args ...string) string {
	t.Helper()
	out, err := Try(t, dir, name, args...)
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", name, strings.Join(args, " "), err, out)
	}
	return out
}

// Try is Run for a client that may fail: the error is nil for status 0, an
// *exec.ExitError for another. Only a missing client and the time limit end the test.
func Try(t testing.TB, dir, name string, args ...string) (string, error) {
	t.Helper()
	return TryFor(t, clientLimit, dir, name, args...)
}

// TryFor is Try with a time limit of its own.
func TryFor(t testing.TB, limit time.Duration, dir, name string, args ...string) (string, error) {
	t.Helper()
	path := Path(t, name)
	ctx, cancel := context.WithTimeout(t.Context(), limit)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.Dir = dir
	cmd.Env = environment(t.TempDir())
	ownGroup(cmd)
	cmd.Cancel = func() error { signalGroup(cmd.Process.Pid, true); return nil }
	cmd.WaitDelay = endLimit
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	err := cmd.Run()
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		t.Fatalf("%s %s: still there after %v\n%s", name, strings.Join(args, " "), limit, out.String())
	}
	return out.String(), err
}

// environment is that of every peer: no locale, no proxy and no settings of
// the user who runs the tests.
func environment(home string) []string {
	return []string{"PATH=" + os.Getenv("PATH"), "HOME=" + home, "TMPDIR=" + os.TempDir(), "LC_ALL=C", "TERM=dumb"}
}
