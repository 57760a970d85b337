package tftpfs

import (
	"time"

	"github.com/iosim/iosim/internal/tftp"
)

// Config is what the device's configuration says of TFTP. A zero field means
// its default; a number out of its range counts as the nearest end of it.
type Config struct {
	// BlockSize is the bytes of a block, 8 to 65464 (RFC 2348). With 512, the
	// default, no blksize option is sent, as IOS does.
	BlockSize int
	// WindowSize is the blocks between two acknowledgements, 1 to 65535 (RFC
	// 7440). With 1, the default, no windowsize option is sent. A window for
	// writing is cut to 4 MiB, because its blocks are kept until they are
	// acknowledged.
	WindowSize int
	// Timeout is the first time-out in device time; default 4 s. Later ones follow
	// the round trips that were measured (see rtt).
	Timeout time.Duration
	// Retries is how often a message that nobody answers is sent again before
	// the transfer is given up; default 5, negative: never.
	Retries int
	// AskTimeout sends the timeout option of RFC 2349: Timeout in whole seconds, 1
	// to 255.
	AskTimeout bool
	// Mode is "octet", the default, or "netascii".
	Mode string
}

// Defaults of Config.
const (
	DefaultTimeout = 4 * time.Second
	DefaultRetries = 5
)

// maxWriteWindow bounds the memory of a writer in bytes.
const maxWriteWindow = 4 << 20

// normal fills in defaults and bounds.
func (c Config) normal() Config {
	if c.BlockSize == 0 {
		c.BlockSize = tftp.DefaultBlockSize
	}
	c.BlockSize = min(max(c.BlockSize, tftp.MinBlockSize), tftp.MaxBlockSize)
	c.WindowSize = min(max(c.WindowSize, 1), tftp.MaxWindowSize)
	if c.Timeout <= 0 {
		c.Timeout = DefaultTimeout
	}
	switch {
	case c.Retries == 0:
		c.Retries = DefaultRetries
	case c.Retries < 0:
		c.Retries = 0
	}
	if c.Mode == "" {
		c.Mode = tftp.Octet
	}
	return c
}
