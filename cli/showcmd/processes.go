package showcmd

import (
	"cmp"
	"slices"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/cpu"
)

var (
	processesCPU     = grammar.Kw("cpu", "Show CPU usage per process")
	processesMemory  = grammar.Kw("memory", "Show memory usage per process")
	processesSorted  = grammar.Kw("sorted", "Show sorted output based on percentage of usage")
	processesHistory = grammar.Kw("history", "Show CPU history in graph format")
	byFiveSeconds    = grammar.Kw("5sec", "Sort based on 5 seconds interval")
	byMinute         = grammar.Kw("1min", "Sort based on 1 minute interval")
	byFiveMinutes    = grammar.Kw("5min", "Sort based on 5 minutes interval")
)

// processesRow is show processes. The first line is that of clients.md 4; the columns are
// those of IOS 15 [UNSOURCED].
var processesRow = user(func(c *cli.Ctx) error {
	switch {
	case processesMemory.In(c.Match):
		return processMemory(c)
	case processesHistory.In(c.Match):
		return cpuHistory(c)
	}
	c.Printf("CPU utilization for five seconds: %s; one minute: %s; five minutes: %s\n", cli.Loads(c.System)...)
	list := c.System.Processes()
	if processesSorted.In(c.Match) {
		span := 0
		switch {
		case byMinute.In(c.Match):
			span = 1
		case byFiveMinutes.In(c.Match):
			span = 2
		}
		slices.SortStableFunc(list, func(a, b cpu.Process) int { return cmp.Compare(b.Load[span], a.Load[span]) })
	}
	if !processesCPU.In(c.Match) {
		c.Printf(" PID QTy       PC Runtime (ms)    Invoked   uSecs    Stacks TTY Process\n")
		for _, p := range list {
			c.Printf("%4d Cwe %8X %12d %10d %7d %4d/6000%3d %-16s \n", p.PID, 0, p.Runtime.Milliseconds(), p.Invoked, uSecs(p), 5000, p.Task.TTY, p.Task.Name)
		}
		return nil
	}
	c.Printf(" PID Runtime(ms)     Invoked      uSecs   5Sec   1Min   5Min TTY Process \n")
	for _, p := range list {
		c.Printf("%4d %11d %11d %10d %5.2f%% %5.2f%% %5.2f%% %3d %-16s \n", p.PID, p.Runtime.Milliseconds(), p.Invoked, uSecs(p),
			p.Load[0], p.Load[1], p.Load[2], p.Task.TTY, p.Task.Name)
	}
	return nil
}, grammar.Kw("processes", "Active process statistics"), grammar.Opt(grammar.Alt(
	grammar.Seq(processesCPU, grammar.Opt(grammar.Alt(processesHistory,
		grammar.Seq(processesSorted, grammar.Opt(grammar.Alt(byFiveSeconds, byMinute, byFiveMinutes)))))),
	grammar.Seq(processesMemory, grammar.Opt(memorySorted)))))

// uSecs returns the mean time of one run, in microseconds.
func uSecs(p cpu.Process) int64 {
	if p.Invoked == 0 {
		return 0
	}
	return int64(p.Runtime/time.Microsecond) / p.Invoked
}
