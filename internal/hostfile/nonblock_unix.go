//go:build unix

package hostfile

import "syscall"

// NonBlock is the flag with which a pipe that nobody writes to opens at once.
const NonBlock = syscall.O_NONBLOCK
