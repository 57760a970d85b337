//go:build unix

package listen

import (
	"math"
	"syscall"
)

// mostFiles is how many files the process may have open. The runtime has raised the
// soft limit to the hard one.
func mostFiles() uint64 {
	var l syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_NOFILE, &l); err != nil {
		return math.MaxInt64
	}
	return uint64(l.Cur)
}
