package peertest

import (
	"os"
	"strconv"
	"strings"
	"syscall"
)

// A kin is a process below another one; the start time distinguishes it from a later
// process with the same id.
type kin struct {
	pid     int
	started string
}

// descendants are the children of pid, their children, and so on. Some
// servers put their sessions into process groups of their own.
func descendants(pid int) []kin {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil
	}
	children := make(map[int][]kin)
	for _, e := range entries {
		if p, err := strconv.Atoi(e.Name()); err == nil {
			if parent, started, ok := stat(p); ok {
				children[parent] = append(children[parent], kin{p, started})
			}
		}
	}
	found := children[pid]
	for i := 0; i < len(found); i++ {
		found = append(found, children[found[i].pid]...)
	}
	return found
}

// stat reads the parent and the start time of a process (proc(5), fields 4
// and 22 of stat). The name before them may hold anything, closing brackets too.
func stat(pid int) (parent int, started string, ok bool) {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return 0, "", false
	}
	f := strings.Fields(string(b[strings.LastIndexByte(string(b), ')')+1:]))
	if len(f) < 20 {
		return 0, "", false
	}
	parent, err = strconv.Atoi(f[1])
	return parent, f[19], err == nil
}

// kill ends those that still are the processes they were.
func kill(all []kin) {
	for _, k := range all {
		if _, started, ok := stat(k.pid); ok && started == k.started {
			_ = syscall.Kill(k.pid, syscall.SIGKILL)
		}
	}
}
