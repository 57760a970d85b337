package showcmd

import (
	"fmt"
	"strings"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// inventoryRow is ios-boot.md 11.9: PID in 18 columns, VID in 4.
var inventoryRow = user(func(c *cli.Ctx) error {
	m := c.Device.Model()
	c.Printf("NAME: %q, DESCR: \"%s chassis, Hw Serial#: %s, Hw Revision: %s\"\n", m.PID, m.PID, c.Device.Serial(), m.Revision)
	c.Printf("PID: %-18s, VID: %-4s, SN: %s\n\n", m.PID, vid, c.Device.Serial())
	return nil
}, grammar.Kw("inventory", "Show the physical inventory"))

// vid is the version of the chassis [UNSOURCED].
const vid = "V04"

// redundancyRow is what clients.md 2 reads: a router with one processor.
var redundancyRow = privileged(func(c *cli.Ctx) error {
	d := c.Device
	up := cli.Uptime(d.Uptime())
	_, next := d.Register()
	c.Printf("Redundant System Information :\n------------------------------\n")
	c.Printf("       Available system uptime = %s\nSwitchovers system experienced = 0\n", up)
	c.Printf("              Standby failures = 0\n        Last switchover reason = none\n\n")
	c.Printf("                 Hardware Mode = Simplex\n    Configured Redundancy Mode = none\n")
	c.Printf("     Operating Redundancy Mode = none\n              Maintenance Mode = Disabled\n")
	c.Printf("                Communications = Down      Reason: Simplex mode\n\n")
	c.Printf("Current Processor Information :\n-------------------------------\n")
	c.Printf("               Active Location = slot 0\n        Current Software state = ACTIVE\n")
	c.Printf("       Uptime in current state = %s\n", up)
	c.Printf("                 Image Version = %s", strings.SplitAfterN(cli.SoftwareBanner(d.Image().Image), "\n", 2)[0])
	c.Printf("                          BOOT = %s\n                   CONFIG_FILE = \n                       BOOTLDR = \n", d.BootVariable())
	c.Printf("        Configuration register = %s\n\n", next)
	c.Printf("Peer (slot: 0, unit: 0) information is not available because it is in 'DISABLED' state\n")
	return nil
}, grammar.Kw("redundancy", "Redundancy Facility (RF) information"))

// process is a row of show processes. every is how often it runs.
type process struct {
	pid   int
	name  string
	every time.Duration // 0: at the start only
	usecs int           // that one run takes
}

// processes are the ones of IOS that any router has [UNSOURCED].
var processes = []process{
	{1, "Chunk Manager", 0, 1000},
	{2, "Load Meter", 5 * time.Second, 12},
	{3, "Exec", 500 * time.Millisecond, 400},
	{5, "Check heaps", 10 * time.Second, 2400},
	{6, "Pool Manager", 0, 90},
	{8, "Timers", 0, 50},
	{12, "ARP Input", 30 * time.Second, 30},
	{13, "ARP Background", 60 * time.Second, 25},
	{24, "Logger", time.Second, 8},
	{29, "TTY Background", time.Second, 6},
	{61, "IP Input", 2 * time.Second, 25},
	{88, "TCP Timer", time.Second, 9},
	{112, "TFTP Read Process", 0, 20},
	{170, "Per-Second Jobs", time.Second, 14},
	{171, "Per-minute Jobs", time.Minute, 900},
}

func (p process) invoked(up time.Duration) int64 {
	if p.every == 0 {
		return 1
	}
	return int64(up/p.every) + 1
}

var processesCPU = grammar.Kw("cpu", "Show CPU usage per process")
var processesMemory = grammar.Kw("memory", "Show memory usage per process")

// processesRow's first line is clients.md 4.
var processesRow = user(func(c *cli.Ctx) error {
	up := c.Device.Uptime()
	if processesMemory.In(c.Match) {
		return processMemory(c)
	}
	c.Printf("CPU utilization for five seconds: 1%%/0%%; one minute: 1%%; five minutes: 1%%\n")
	if processesCPU.In(c.Match) {
		c.Printf(" PID Runtime(ms)     Invoked      uSecs   5Sec   1Min   5Min TTY Process \n")
	} else {
		c.Printf(" PID QTy       PC Runtime (ms)    Invoked   uSecs    Stacks TTY Process\n")
	}
	for _, p := range processes {
		n := p.invoked(up)
		ms := n * int64(p.usecs) / 1000
		if processesCPU.In(c.Match) {
			c.Printf("%4d %11d %11d %10d  0.00%%  0.00%%  0.00%%   0 %-16s \n", p.pid, ms, n, p.usecs, p.name)
		} else {
			c.Printf("%4d Cwe %8X %12d %10d %7d %4d/6000  0 %s\n", p.pid, 0, ms, n, p.usecs, 5000, p.name)
		}
	}
	return nil
}, grammar.Kw("processes", "Active process statistics"), grammar.Opt(grammar.Alt(processesCPU, processesMemory)))

// memory is the sizes of the two pools in bytes, and what is used of them: the
// software itself and what it keeps of the configuration and the log.
func memory(c *cli.Ctx) (total, used, ioTotal, ioUsed int64) {
	m := c.Device.Model()
	io := int64(m.IOMEMMB()) << 20
	total = int64(m.MemoryKB)<<10 - io - imageMemory
	used = baseMemory + int64(len(c.Device.RunningConfig()))*8
	for _, l := range c.Device.Log().Messages() {
		used += int64(len(l.Text)) + 64
	}
	return total, used, io, ioBase
}

// What the software takes of the memory, in bytes [UNSOURCED].
const (
	imageMemory = 150 << 20 // before the pools begin
	baseMemory  = 61 << 20
	ioBase      = 9 << 20
)

func processMemory(c *cli.Ctx) error {
	total, used, ioTotal, ioUsed := memory(c)
	c.Printf("Processor Pool Total: %10d Used: %10d Free: %10d\n", total, used, total-used)
	c.Printf("      I/O Pool Total: %10d Used: %10d Free: %10d\n\n", ioTotal, ioUsed, ioTotal-ioUsed)
	c.Printf(" PID TTY  Allocated      Freed    Holding    Getbufs    Retbufs Process\n")
	c.Printf("%4d %3d %10d %10d %10d %10d %10d %s\n", 0, 0, used, 0, used, 0, 0, "*Init*")
	for _, p := range processes {
		c.Printf("%4d %3d %10d %10d %10d %10d %10d %s\n", p.pid, 0, p.usecs*100, 0, 10000+p.pid*8, 0, 0, p.name)
	}
	c.Printf("                              %d Total\n", used)
	return nil
}

// memoryRow is clients.md 4: "Processor HEAD TOTAL USED FREE".
var memoryRow = privileged(func(c *cli.Ctx) error {
	total, used, ioTotal, ioUsed := memory(c)
	c.Printf("                Head    Total(b)     Used(b)     Free(b)   Lowest(b)  Largest(b)\n")
	row := func(name, head string, total, used int64) {
		c.Printf("%s    %s  %10d  %10d  %10d  %10d  %10d\n", name, head, total, used, total-used, total-used, total-used)
	}
	row("Processor", fmt.Sprintf("%8X", 0x23000000), total, used)
	row("      I/O", fmt.Sprintf("%8X", 0x0DC00000), ioTotal, ioUsed)
	return nil
}, grammar.Kw("memory", "Memory statistics"), grammar.Kw("statistics", "Memory Pool statistics"))
