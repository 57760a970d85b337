package showcmd

import (
	"cmp"
	"slices"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/cpu"
	"github.com/iosim/iosim/ios/system"
)

var memorySorted = grammar.Kw("sorted", "Show sorted output based on memory usage")

// processMemory prints show processes memory, in the columns of IOS 15 [UNSOURCED]. The
// memory that no other process holds belongs to *Init*.
func processMemory(c *cli.Ctx) error {
	mem, io := c.System.MemoryPools()
	c.Printf("Processor Pool Total: %10d Used: %10d Free: %10d\n", mem.Total, mem.Used, mem.Free())
	c.Printf("      I/O Pool Total: %10d Used: %10d Free: %10d\n\n", io.Total, io.Used, io.Free())
	list := c.System.Processes()
	first := cpu.Process{Task: cpu.Task{Name: "*Init*"}, Holding: mem.Used}
	for _, p := range list {
		first.Holding -= p.Holding
	}
	list = append([]cpu.Process{first}, list...)
	if memorySorted.In(c.Match) {
		slices.SortStableFunc(list, func(a, b cpu.Process) int { return cmp.Compare(b.Holding, a.Holding) })
	}
	c.Printf(" PID TTY  Allocated      Freed    Holding    Getbufs    Retbufs Process\n")
	for _, p := range list {
		freed := p.Invoked * freedPerRun
		c.Printf("%4d %3d %10d %10d %10d %10d %10d %-16s\n", p.PID, p.Task.TTY, p.Holding+freed, freed, p.Holding, 0, 0, p.Task.Name)
	}
	c.Printf("                              %d Total\n", mem.Used)
	return nil
}

// freedPerRun is the memory in bytes that a process allocates and frees in one run
// [UNSOURCED].
const freedPerRun = 8

// memoryRow is show memory (clients.md 4): "Processor HEAD TOTAL USED FREE".
var memoryRow = privileged(func(c *cli.Ctx) error {
	mem, io := c.System.MemoryPools()
	c.Printf("                Head    Total(b)     Used(b)     Free(b)   Lowest(b)  Largest(b)\n")
	row := func(name string, m system.Memory) {
		c.Printf("%9s    %8X  %10d  %10d  %10d  %10d  %10d\n", name, m.Head, m.Total, m.Used, m.Free(), m.Lowest, m.Lowest)
	}
	row("Processor", mem)
	row("I/O", io)
	return nil
}, grammar.Kw("memory", "Memory statistics"), grammar.Kw("statistics", "Memory Pool statistics"))
