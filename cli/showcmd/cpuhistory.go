package showcmd

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/cli"
)

// cpuHistory prints the three graphs of Cisco's guide on CPU utilization, with the most
// recent value at the left and the digits of each peak above its column.
func cpuHistory(c *cli.Ctx) error {
	seconds, minutes, hours := c.System.LoadHistory()
	c.Printf("\n%s   %s\n\n", c.System.Hostname(), c.System.Now().Format("03:04:05 PM Monday Jan 2 2006 MST"))
	perSecond := make([][2]int, len(seconds))
	for i, n := range seconds {
		perSecond[i] = [2]int{-1, n}
	}
	graph(c, perSecond, 60)
	c.Printf("               CPU%% per second (last 60 seconds)\n\n")
	graph(c, minutes, 60)
	c.Printf("               CPU%% per minute (last 60 minutes)\n              * = maximum CPU%%   # = average CPU%%\n\n")
	graph(c, hours, 72)
	c.Printf("                   CPU%% per hour (last 72 hours)\n                  * = maximum CPU%%   # = average CPU%%\n\n")
	return nil
}

// graph draws pairs of mean and peak in steps of ten percent. A mean of -1 means that only
// the peak is drawn.
func graph(c *cli.Ctx, values [][2]int, width int) {
	line := func(head string, mark func(v [2]int) byte) {
		b := []byte(strings.Repeat(" ", width))
		for i, v := range values {
			b[i] = mark(v)
		}
		c.Printf("%s%s\n", head, b)
	}
	for _, unit := range []int{100, 10, 1} {
		line("    ", func(v [2]int) byte {
			if v[1] < unit && unit > 1 {
				return ' '
			}
			return byte('0' + v[1]/unit%10)
		})
	}
	for level := 100; level > 0; level -= 10 {
		line(fmt.Sprintf("%3d ", level), func(v [2]int) byte {
			switch {
			case v[0] >= level-5:
				return '#'
			case v[1] >= level-5:
				return '*'
			}
			return ' '
		})
	}
	c.Printf("   0%s\n             %s\n", scale[:width], strings.Repeat("0    5    ", 7)[:width/5*5-9])
}

// scale is the axis of a graph of up to 72 columns; the second digits are on the line below
// it.
const scale = "....5....1....1....2....2....3....3....4....4....5....5....6....6....7.."
