package boot

import "fmt"

// Register is the configuration register (ios-boot.md 5.5).
type Register uint16

// DefaultRegister is the factory's.
const DefaultRegister Register = 0x2102

// The bits of the register.
const (
	bootField     Register = 0x000f
	speedHigh     Register = 0x0020 // bit 5
	ignoreConfig  Register = 0x0040 // bit 6
	oem           Register = 0x0080 // bit 7
	breakDisabled Register = 0x0100 // bit 8
	zeroBroadcast Register = 0x0400 // bit 10
	speedLow      Register = 0x0800 // bit 11
	speedMiddle   Register = 0x1000 // bit 12
	netFallback   Register = 0x2000 // bit 13
	netBroadcast  Register = 0x4000 // bit 14
	diagnostic    Register = 0x8000 // bit 15
)

// BootField is bits 0 to 3: 0 stays in ROMMON, 1 starts the first image in flash,
// 2 to 15 follow the boot system list.
func (r Register) BootField() int { return int(r & bootField) }

// IgnoreConfig is bit 6: NVRAM is not read, and so neither is the boot list in it.
func (r Register) IgnoreConfig() bool { return r&ignoreConfig != 0 }

// OEM is bit 7: the banner of the start is not shown.
func (r Register) OEM() bool { return r&oem != 0 }

// BreakDisabled is bit 8: Break has no effect once the first 60 seconds are over.
func (r Register) BreakDisabled() bool { return r&breakDisabled != 0 }

// AllZeroBroadcast is bit 10: the IP broadcast address is all zeros.
func (r Register) AllZeroBroadcast() bool { return r&zeroBroadcast != 0 }

// NetFallback is bit 13: load from ROM (flash) after netboot fails.
func (r Register) NetFallback() bool { return r&netFallback != 0 }

// NetBroadcast is bit 14: the network number stands in IP broadcast addresses.
func (r Register) NetBroadcast() bool { return r&netBroadcast != 0 }

// Diagnostic is bit 15.
func (r Register) Diagnostic() bool { return r&diagnostic != 0 }

// speeds are the console's speeds by their number in the confreg dialogue
// (ios-boot.md 7.4).
var speeds = [8]int{9600, 4800, 1200, 2400, 19200, 38400, 57600, 115200}

// speed is the number of the console's speed: bits 11, 12 and 5.
func (r Register) speed() int {
	n := 0
	for i, bit := range []Register{speedLow, speedMiddle, speedHigh} {
		if r&bit != 0 {
			n |= 1 << i
		}
	}
	return n
}

func (r Register) withSpeed(n int) Register {
	for i, bit := range []Register{speedLow, speedMiddle, speedHigh} {
		r &^= bit
		if n&(1<<i) != 0 {
			r |= bit
		}
	}
	return r
}

// ConsoleSpeed is the console's speed in bits per second.
func (r Register) ConsoleSpeed() int { return speeds[r.speed()] }

// String is the register as show version prints it: "0x2102", "0x0".
func (r Register) String() string { return fmt.Sprintf("0x%X", uint16(r)) }
