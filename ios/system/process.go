package system

import (
	"context"
	"time"

	"github.com/iosim/iosim/ifs"
)

// background is a process that runs by itself.
type background struct {
	pid     int
	name    string
	every   time.Duration // 0: at the start only
	used    time.Duration // CPU time of one run
	holding int64         // memory in bytes
}

// backgrounds are the processes of IOS that any router has; how often they run, for
// how long and what they hold is [UNSOURCED].
var backgrounds = []background{
	{1, "Chunk Manager", 0, time.Millisecond, 7024},
	{2, "Load Meter", 5 * time.Second, 12 * time.Microsecond, 4216},
	{5, "Check heaps", 10 * time.Second, 24 * time.Millisecond, 7204},
	{6, "Pool Manager", 0, 90 * time.Microsecond, 7064},
	{8, "Timers", 0, 50 * time.Microsecond, 7016},
	{12, "ARP Input", 30 * time.Second, 30 * time.Microsecond, 13340},
	{13, "ARP Background", time.Minute, 25 * time.Microsecond, 7200},
	{24, "Logger", time.Second, 8 * time.Microsecond, 7016},
	{29, "TTY Background", time.Second, 800 * time.Microsecond, 7044},
	{61, "IP Input", 2 * time.Second, 25 * time.Microsecond, 13624},
	{88, "TCP Timer", time.Second, 9 * time.Microsecond, 11064},
	{112, "TFTP Read Process", 0, 20 * time.Microsecond, 13016},
	{126, "Ethernet Msec Ti", 4 * time.Millisecond, 8 * time.Microsecond, 7016},
	{170, "Per-Second Jobs", time.Second, 1600 * time.Microsecond, 7236},
	{171, "Per-minute Jobs", time.Minute, 9 * time.Millisecond, 13236},
}

// backgroundShare is what all of them need of the processor.
var backgroundShare = func() float64 {
	sum := 0.0
	for _, b := range backgrounds {
		sum += b.share()
	}
	return sum
}()

func (b background) share() float64 {
	if b.every == 0 {
		return 0
	}
	return float64(b.used) / float64(b.every)
}

func backgroundProcesses(up time.Duration) []Process {
	out := make([]Process, 0, len(backgrounds)+4)
	for _, b := range backgrounds {
		p := Process{PID: b.pid, Task: Task{Name: b.name}, Invoked: 1, Holding: b.holding}
		if b.every > 0 {
			p.Invoked += int64(up / b.every)
		}
		p.Runtime = time.Duration(p.Invoked) * b.used
		for i := range p.Load {
			p.Load[i] = b.share() * 100
		}
		out = append(out, p)
	}
	return out
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
func (s *TTY) Task() Task {
	if s.ID.Kind == "con" {
		return Task{Name: "Exec"}
	}
	return Task{Name: "Virtual Exec", TTY: s.ID.Number()}
}

// execs are the processes of the EXECs that run.
func (sys *System) execs() []Process {
	var out []Process
	for _, s := range sys.TTYs() {
		if _, active := s.User(); !active {
			continue
		}
		out = append(out, Process{PID: s.PID(), Task: s.Task(), Holding: execHolding})
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
