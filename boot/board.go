package boot

import (
	"context"
	"io"
	"net/netip"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/platform"
)

// Board is the hardware as the boot machine needs it.
type Board interface {
	Model() *platform.Model
	Clock() clock.Clock
	// Files are the file systems that ROMMON reaches: flash0:, usbflash0:, tftp:.
	Files() *ifs.Table
	// Register is what the next reset reads.
	Register() Register
	// SetRegister keeps the register at once.
	SetRegister(Register) error
	// Env is ROMMON's variables as sync kept them. The caller owns the map.
	Env() map[string]string
	// SetEnv keeps the variables.
	SetEnv(map[string]string) error
	// Startup is what the startup-config in NVRAM says to the loader.
	Startup() Startup
	// Configure gives the first LAN port an address, for transfers. gateway may be
	// invalid.
	Configure(ip, mask, gateway netip.Addr) error
	Console() Console
	// Tried is called when an attempt to start an image has ended: with nil if the image
	// starts.
	Tried(a Attempt, err *Error)
}

// Console is the console line in ROMMON's hands.
type Console interface {
	io.Writer // "\n" ends lines
	// ReadLine prints the prompt and reads a line. io.EOF: the line is gone.
	ReadLine(ctx context.Context, prompt string) (string, error)
	// ReadKey reads one key.
	ReadKey(ctx context.Context) (byte, error)
	// Serial gives the line to a file that is sent over it: xmodem: and ymodem: can be
	// opened with the context, and ask for checksums instead of CRCs with sum. The
	// function takes the line back.
	Serial(ctx context.Context, sum bool) (context.Context, func())
	// WatchBreak gives a context that a Break ends. The function ends the watch.
	WatchBreak(ctx context.Context) (context.Context, context.CancelFunc)
}

// Cause is why the machine starts.
type Cause int

// The causes.
const (
	PowerOn Cause = iota
	Reload
	Crash
)

// Outcome is what to start.
type Outcome struct {
	Image images.Info
	File  ifs.Name // canonical: flash0:, even where flash: was configured (ios-boot.md 6)
	Why   Reason
}
