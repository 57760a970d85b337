//go:build unix

package hostfile

import "syscall"

// NonBlock is the flag with which a pipe without a writer opens at once.
const NonBlock = syscall.O_NONBLOCK
