package main

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/powercut"
)

// faultyCall is a system call of a session and what strace makes of it. strace counts the
// calls of each thread.
type faultyCall struct {
	call string // "fsync"
	nth  int
	what string // "signal=KILL", "error=EIO"
}

// TestKillAndErrorAtEveryCall runs a session again and again, each time with one system call on
// its files that kills the program, or fails with EIO or ENOSPC: no file and no startup-config
// is torn, and the next start works. A session that has shown no error has all that it
// should have. A sample of the calls is run; IOSIM_SOAK runs all.
func TestKillAndErrorAtEveryCall(t *testing.T) {
	t.Parallel()
	c := newCutter(t)
	ops := c.record()
	disk, kept := powercut.NewDisk(), newPromise()
	kept.another = true
	for name, content := range servedFiles() {
		disk.Add(name, content)
	}
	kept.saw(powercut.Op{}, disk.Seen())
	faults := map[string][]faultyCall{} // by call and fault
	for _, op := range ops {
		disk.Do(op)
		op.FD = 0 // no prompt: every content of the session is allowed
		kept.saw(op, disk.Seen())
		if op.Outside || op.Call == "close" {
			continue
		}
		for _, what := range []string{"signal=KILL", "error=EIO", "error=ENOSPC"} {
			if f := (faultyCall{op.Call, op.Nth, what}); !slices.Contains(faults[op.Call+what], f) {
				faults[op.Call+what] = append(faults[op.Call+what], f)
			}
		}
	}
	final := disk.Seen()
	random := rand.New(rand.NewPCG(11, 8))
	killed, ended, runs, sites := 0, 0, 0, map[string]bool{}
	for _, key := range sortedKeys(faults) {
		for _, i := range cutSample(t, random, len(faults[key]), 1) {
			f := faults[key][i]
			out, err := c.fault(f, kept, final, sites)
			runs++
			switch {
			case err == nil:
			case f.what == "signal=KILL":
				killed++
			default:
				ended++
			}
			if t.Failed() {
				t.Fatalf("%+v: %v\n%s", f, err, out)
			}
		}
	}
	t.Logf("%d runs, of which %d were killed and %d ended for their error; %d different calls were hit", runs, killed, ended, len(sites))
	if killed == 0 || len(sites) < runs/4 {
		t.Error("the faults do not hit")
	}
	if testing.Verbose() {
		for _, s := range sortedKeys(sites) {
			t.Log(s)
		}
	}
}

func sortedKeys[V any](m map[string]V) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// fault runs the session with one fault, checks what is left, and notes in sites which call
// was hit.
func (c *cutter) fault(f faultyCall, kept *promise, final map[string][]byte, sites map[string]bool) (string, error) {
	c.Helper()
	root := c.root()
	defer os.RemoveAll(root)
	c.put(root, "/lab/", nil)
	trace := filepath.Join(root, "lab", "trace")
	out, err := c.run(root, cutWork, "-f", "-y", "-o", trace, "-e", "signal=none", "-e", "trace="+f.call,
		"-e", fmt.Sprintf("inject=%s:%s:when=%d", f.call, f.what, f.nth))
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		c.Fatal(err)
	}
	said := c.note(f, root, trace, sites)
	if said {
		// FTP has no mark for the end of a file but the end of its connection: a router whose
		// socket fails twice, at the data and at ABOR, has sent a shorter file, and has said so.
		if err := os.Remove(filepath.Join(root, "served", "ftp", "up")); err != nil && !errors.Is(err, os.ErrNotExist) {
			c.Fatal(err)
		}
	}
	left := c.files(root)
	if what := kept.broken(left); what != "" {
		c.Errorf("left: %s", what)
	}
	if err == nil && !said && !strings.Contains(out, "%Error") && !strings.Contains(out, "iosim: ") {
		for name, content := range final {
			if got, ok := left[name]; forPeople(name) && (!ok || string(repeatable(name, got)) != string(repeatable(name, content))) {
				c.Errorf("no error was shown, and %s has %d bytes of %d (there: %t)", name, len(got), len(content), ok)
			}
		}
	}
	c.restart(root, kept)
	return out, err
}

var (
	partName = regexp.MustCompile(`\.iosim-part-\w+`)
	numbers  = regexp.MustCompile(`\b\d+\b`)
)

// note reads which calls were hit: those with the mark, or the last one before the end. said
// reports whether one of them was no call on a file: what the program has shown may be cut.
func (c *cutter) note(f faultyCall, root, trace string, sites map[string]bool) (said bool) {
	c.Helper()
	b, err := os.ReadFile(trace)
	if err != nil {
		c.Fatal(err)
	}
	kill, last := f.what == "signal=KILL", ""
	for l := range strings.Lines(string(b)) {
		_, l, _ = strings.Cut(l, " ")
		l = strings.ReplaceAll(strings.TrimSpace(l), root, "")
		marked := strings.HasSuffix(l, "(INJECTED)")
		if f.call == "write" {
			l, _, _ = strings.Cut(l, `, "`) // not what was written
		}
		hit := last
		switch {
		case !kill && marked:
			hit = l
		case kill && strings.HasPrefix(l, "+++ killed"):
		case strings.HasPrefix(l, f.call):
			last = l
			continue
		default:
			continue
		}
		said = said || strings.Contains(hit, "<pipe:") || strings.Contains(hit, "<socket:") || strings.Contains(hit, "<anon_inode:")
		sites[f.what+" "+numbers.ReplaceAllString(partName.ReplaceAllString(hit, "PART"), "N")] = true
		if kill {
			break
		}
	}
	return said
}
