package peertest

import (
	"os"
	"runtime"
	"strconv"
	"testing"

	"golang.org/x/sys/unix"
)

// Pin binds this process and every child it starts from now on to one CPU
// until the end of the test, as taskset(1) would. Lock-step transfers between two processes
// differ several times over with the CPUs that the kernel picks; pinned, they
// differ by a few percent. GOMAXPROCS is 1 meanwhile.
//
// It changes the whole process: call it in no parallel test, and before the
// servers are started.
func Pin(t testing.TB) {
	t.Helper()
	var before, one unix.CPUSet
	if err := unix.SchedGetaffinity(0, &before); err != nil {
		t.Fatalf("CPU affinity: %v", err)
	}
	// The last one: interrupts mostly go to the first.
	last := -1
	for cpu := range len(before) * strconv.IntSize {
		if before.IsSet(cpu) {
			last = cpu
		}
	}
	one.Set(last)
	setAffinity(t, &one)
	procs := runtime.GOMAXPROCS(1)
	t.Cleanup(func() {
		runtime.GOMAXPROCS(procs)
		setAffinity(t, &before)
	})
}

// setAffinity sets the mask of all threads. A new thread takes the mask of the one
// that makes it, so it is done when a pass finds no thread that is new.
func setAffinity(t testing.TB, mask *unix.CPUSet) {
	t.Helper()
	done := make(map[int]bool)
	for fresh := true; fresh; {
		fresh = false
		tasks, err := os.ReadDir("/proc/self/task")
		if err != nil {
			t.Fatalf("threads of this process: %v", err)
		}
		for _, task := range tasks {
			tid, err := strconv.Atoi(task.Name())
			if err != nil || done[tid] {
				continue
			}
			if err := unix.SchedSetaffinity(tid, mask); err != nil && err != unix.ESRCH {
				t.Fatalf("CPU affinity of thread %d: %v", tid, err)
			}
			done[tid], fresh = true, true
		}
	}
}
