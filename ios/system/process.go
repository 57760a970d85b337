package system

import (
	"context"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ios/cpu"
)

// ChargeCPU adds CPU time to the process of ctx (cpu.WithTask), interrupt of it while
// packets were taken from the wire.
func (sys *System) ChargeCPU(ctx context.Context, used, interrupt time.Duration) {
	sys.cpu.Charge(ctx, sys.Clock().Now(), used, interrupt)
}

// Load is how busy the processor was over a span of cpu.LoadSpans, in percent, and how
// much of that was interrupts.
func (sys *System) Load(span time.Duration) (total, interrupt int) {
	return sys.cpu.Load(sys.Clock().Now(), span)
}

// LoadHistory is cpu.Meter.History of now.
func (sys *System) LoadHistory() (seconds []int, minutes, hours [][2]int) {
	return sys.cpu.History(sys.Clock().Now(), sys.Uptime())
}

// Processes are those that run, by their numbers.
func (sys *System) Processes() []cpu.Process {
	all := append(cpu.Background(sys.Uptime()), sys.execs()...)
	sys.cpu.Fill(all, sys.Clock().Now())
	return all
}

// The numbers of the EXECs' processes and what one holds of the memory, in bytes
// [UNSOURCED].
const (
	consolePID  = 3
	vtyPID      = 340
	execHolding = 45632
)

// PID is the number of the process of the line's EXEC.
func (s *TTY) PID() int {
	if s.ID.Kind == "con" {
		return consolePID
	}
	return vtyPID + s.ID.N
}

// Task is the process of the line's EXEC.
func (s *TTY) Task() cpu.Task {
	if s.ID.Kind == "con" {
		return cpu.Task{Name: "Exec"}
	}
	return cpu.Task{Name: "Virtual Exec", TTY: s.ID.Number()}
}

// execs are the processes of the EXECs that run.
func (sys *System) execs() []cpu.Process {
	var out []cpu.Process
	for _, s := range sys.TTYs() {
		if _, active := s.User(); !active {
			continue
		}
		out = append(out, cpu.Process{PID: s.PID(), Task: s.Task(), Holding: execHolding})
	}
	return out
}

// Memory is a pool of show memory statistics, in bytes.
type Memory struct {
	Total, Used, Lowest int64
	Head                uint32 // its address
}

// Free is what is not used.
func (m Memory) Free() int64 { return m.Total - m.Used }

// What the software takes of the memory, in bytes, and where the pools lie
// [UNSOURCED].
const (
	imageMemory   = 150 << 20 // before the pools begin
	baseMemory    = 61 << 20
	ioBase        = 9 << 20
	textMemory    = 8  // of a character of the configuration
	messageMemory = 64 // of a message, beside its text
	processorHead = 0x23000000
	ioHead        = 0x0DC00000
	smallImage    = 16 << 20 // of software for a router with less than 128 MB
	smallBase     = 8 << 20
)

// MemoryPools are the processor's pool and the I/O pool: the software itself, and
// what it keeps of configuration, log, sessions and processes.
func (sys *System) MemoryPools() (processor, io Memory) {
	image, base, iobase := int64(imageMemory), int64(baseMemory), int64(ioBase)
	if sys.Model().MemoryKB < 128<<10 {
		image, base, iobase = smallImage, smallBase, 1<<20
	}
	io = Memory{Total: int64(sys.Model().IOMEMMB()) << 20, Head: ioHead, Used: iobase}
	io.Lowest = io.Free()
	processor = Memory{Total: int64(sys.Model().MemoryKB)<<10 - io.Total - image, Head: processorHead}
	processor.Used = base + int64(len(sys.RunningConfig()))*textMemory
	for _, m := range sys.log.Messages() {
		processor.Used += int64(len(m.Text)) + messageMemory
	}
	for _, p := range sys.Processes() {
		processor.Used += p.Holding
	}
	sys.mu.Lock()
	defer sys.mu.Unlock()
	sys.mostUsed = max(sys.mostUsed, processor.Used)
	processor.Lowest = processor.Total - sys.mostUsed
	return processor, io
}

// What moving a byte, and reading one for a digest, costs of the processor's time
// [UNSOURCED]; a fifth of what the network costs is interrupts.
const (
	localCost   = 400 * time.Nanosecond
	networkCost = 600 * time.Nanosecond
	digestCost  = 50 * time.Nanosecond

	// workStep is how many bytes are noted at a time.
	workStep = 1 << 20
)

// Toil notes the work of a copy under ctx; the function, at its end, notes the rest.
func (sys *System) ChargeTransfer(ctx context.Context, network bool) (context.Context, func()) {
	moved := 0
	note := func() {
		if network {
			used := time.Duration(moved) * networkCost
			sys.ChargeCPU(ctx, used, used/5)
		} else {
			sys.ChargeCPU(ctx, time.Duration(moved)*localCost, 0)
		}
		moved = 0
	}
	return ifs.WithTrace(ctx, &ifs.Trace{Data: func(n int) {
		if moved += n; moved >= workStep {
			note()
		}
	}}), note
}

// Digested notes the work of reading n bytes for a digest.
func (sys *System) ChargeDigest(ctx context.Context, n int64) {
	sys.ChargeCPU(ctx, time.Duration(n)*digestCost, 0)
}
