package peertest

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

func TestPin(t *testing.T) {
	Need(t, "taskset")
	masks := func() map[string]bool {
		m := make(map[string]bool)
		tasks, err := filepath.Glob("/proc/self/task/*")
		if err != nil {
			t.Fatal(err)
		}
		for _, task := range tasks {
			tid, _ := strconv.Atoi(filepath.Base(task))
			var set unix.CPUSet
			if unix.SchedGetaffinity(tid, &set) == nil {
				m[strconv.Itoa(set.Count())] = true
			}
		}
		return m
	}
	var before unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		t.Fatal(err)
	}
	procs := runtime.GOMAXPROCS(0)
	t.Run("pinned", func(t *testing.T) {
		Pin(t)
		if m := masks(); len(m) != 1 || !m["1"] {
			t.Errorf("CPUs of the threads: %v, want one each", m)
		}
		out := Run(t, t.TempDir(), "taskset", "-pc", strconv.Itoa(os.Getpid()))
		if _, list, _ := strings.Cut(strings.TrimSpace(out), "list: "); strings.ContainsAny(list, ",-") || list == "" {
			t.Errorf("taskset sees this process on CPUs %q", list)
		}
		child := Run(t, t.TempDir(), "sh", "-c", "taskset -pc $$")
		if _, list, _ := strings.Cut(strings.TrimSpace(child), "list: "); strings.ContainsAny(list, ",-") || list == "" {
			t.Errorf("a child runs on CPUs %q", list)
		}
	})
	var after unix.CPUSet
	if err := unix.SchedGetaffinity(0, &after); err != nil {
		t.Fatal(err)
	}
	if after != before || runtime.GOMAXPROCS(0) != procs {
		t.Errorf("%d CPUs and GOMAXPROCS %d after, %d and %d before", after.Count(), runtime.GOMAXPROCS(0), before.Count(), procs)
	}
}
