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
	f := forms[p.Loader]
	m.printf("%s", f.memory(p))
	m.sleep(ctx, initTime)
	m.printf("%s", f.ready)
}

// monlib prints the line of an access to a file system: its loader is loaded
// (ios-boot.md 2.2).
func (m *machine) monlib() {
	if m.model.MonlibSize > 0 {
		m.printf("program load complete, entry point: %#x, size: %#x\n", m.model.MonlibEntry, m.model.MonlibSize)
	}
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
