package tftpfs

import (
	"time"

	"github.com/iosim/iosim/internal/tftp"
)

// Config is the TFTP configuration of a device. A zero field means its default; a
// number out of its range is replaced by the nearest one in it.
type Config struct {
	// BlockSize is the block size in bytes, 8 to 65464 (RFC 2348). With 512, the
	// default, no blksize option is sent, as by IOS.
	BlockSize int
	// WindowSize is the number of blocks between two acknowledgements, 1 to 65535
	// (RFC 7440). With 1, the default, no windowsize option is sent. A window for
	// writing is limited to 4 MiB, because its blocks are kept until they are
	// acknowledged.
	WindowSize int
	// Timeout is the first time-out in device time; the default is 4 s. Later ones
	// follow the measured round trips (see rtt).
	Timeout time.Duration
	// Retries is the number of times an unanswered message is sent again before the
	// transfer fails. The default is 5; a negative number means 0.
	Retries int
	// AskTimeout sends the timeout option of RFC 2349 with Timeout in whole
	// seconds, 1 to 255.
	AskTimeout bool
	// Mode is "octet", the default, or "netascii".
	Mode string
}

// Defaults of Config.
const (
	DefaultTimeout = 4 * time.Second
	DefaultRetries = 5
)

// maxWriteWindow is the maximum window of a writer in bytes, which it keeps in
// memory.
const maxWriteWindow = 4 << 20

// withDefaults returns c with defaults and bounds applied.
func (c Config) withDefaults() Config {
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
