//go:build unix

package share

import (
	"os"
	"syscall"
)

// Lock takes the lock of a file that ends with the process, however that ends.
func Lock(f *os.File) error {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB)
}

// Unlock gives the lock back, also where a process that is just being started still has
// the file open.
func Unlock(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_UN) }
