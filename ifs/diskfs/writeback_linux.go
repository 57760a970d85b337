package diskfs

import (
	"os"
	"syscall"
)

// writeBack asks the kernel to begin writing n bytes of f from off to the disk, so
// that little is left for the fsync at the end. Errors are ignored; the fsync
// reports them.
func writeBack(f *os.File, off, n int64) {
	const write = 0x2 // SYNC_FILE_RANGE_WRITE
	if c, err := f.SyscallConn(); err == nil {
		_ = c.Control(func(fd uintptr) { _ = syscall.SyncFileRange(int(fd), off, n, write) })
	}
}
