package diskfs

import (
	"os"
	"syscall"
)

// writeBack has the system begin to write n bytes of f from off to the disk, so that
// the fsync at the end finds little left to do. It only hastens: an error is the
// fsync's to report.
func writeBack(f *os.File, off, n int64) {
	const write = 0x2 // SYNC_FILE_RANGE_WRITE
	if c, err := f.SyscallConn(); err == nil {
		_ = c.Control(func(fd uintptr) { _ = syscall.SyncFileRange(int(fd), off, n, write) })
	}
}
