package cpu

import "time"

// background is a process that always runs.
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

// Background are the processes that always run, after a time since the start.
func Background(up time.Duration) []Process {
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
