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
