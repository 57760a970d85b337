package boot

import (
	"context"
	"time"
)

// Device times of the parts of a start. In sum a boot takes a few seconds. The
// pauses are few: each costs a simulated clock about a millisecond.
const (
	memoryTime = 800 * time.Millisecond  // sizing the memory
	initTime   = 600 * time.Millisecond  // after "Readonly ROMMON initialized": a moment for Break
	loadTime   = 900 * time.Millisecond  // the image into memory
	unpackTime = 1800 * time.Millisecond // the "#" run
)

// banner prints what the System Bootstrap prints at each reset (ios-boot.md 2.1,
// 2.2). ctx ends its pauses, not its text.
func (m *machine) banner(ctx context.Context) {
	p := m.model
	m.printf("System Bootstrap, Version %s, RELEASE SOFTWARE (%s)\n", p.ROMMON, p.ROMMONRelease)
	m.printf("Technical Support: http://www.cisco.com/techsupport\n%s\n\n", Notice)
	m.sleep(ctx, memoryTime)
	if p.Processor != "" {
		m.oldBanner(ctx)
		return
	}
	ecc := "disabled"
	if p.ECC {
		ecc = "enabled"
	}
	m.printf("Total memory size = %d MB - On-board = %d MB, DIMM0 = 0 MB\n", p.MemoryMB(), p.MemoryMB())
	m.printf("%s platform with %d Kbytes of main memory\n", p.PID, p.MemoryKB)
	m.printf("Main memory is configured to %s(On-board/DIMM0) bit mode with ECC %s\n", p.DRAMWidth, ecc)
	for range p.BannerGap - 1 {
		m.printf("\n")
	}
	m.printf("\nReadonly ROMMON initialized")
	m.sleep(ctx, initTime)
	m.printf("\n")
}

// oldBanner is the rest of the banner of a router before ISR (ios-boot.md 4.2, of a
// 2801; a 2600 does not tell how its memory is configured [UNSOURCED]).
func (m *machine) oldBanner(ctx context.Context) {
	m.printf("%s platform with %d Kbytes of main memory\n\n", m.model.Platform, m.model.MemoryKB)
	m.sleep(ctx, initTime)
}

// monlib prints the line of an access to a file system: its loader is loaded
// (ios-boot.md 2.2).
func (m *machine) monlib() {
	if m.model.Processor != "" {
		return // class B flash needs none
	}
	m.printf("program load complete, entry point: %#x, size: %#x\n", m.model.MonlibEntry, m.model.MonlibSize)
}

// hashes is the length of the "#" run (ios-boot.md 2.1: about 1150), hashStep how
// many come at a time.
const (
	hashes   = 1150
	hashStep = 115
)

// unpack prints the "#" run.
func (m *machine) unpack(ctx context.Context) {
	m.printf("Self decompressing the image : ")
	run := make([]byte, hashStep)
	for i := range run {
		run[i] = '#'
	}
	for range hashes / hashStep {
		m.printf("%s", run)
		m.sleep(ctx, unpackTime*hashStep/hashes)
		if ctx.Err() != nil {
			return
		}
	}
	m.printf(" [OK]\n")
}
