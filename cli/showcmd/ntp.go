package showcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var ntpStatus = grammar.Kw("status", "NTP status")

// showNTP prints show ntp associations in the layout of IOS 15 [UNSOURCED]. No server ever
// answers.
func showNTP(c *cli.Ctx) error {
	servers := c.System.Running().NTPServers
	switch {
	case servers == nil:
		c.Printf("%%NTP is not enabled.\n")
	case ntpStatus.In(c.Match):
		c.Printf("%s", ntpUnsynchronized)
	default:
		c.Printf("\n  address         ref clock       st   when   poll reach  delay  offset   disp\n")
		for _, s := range servers {
			c.Printf(" ~%-15s .INIT.          16      -     64     0  0.000   0.000 15937.\n", s)
		}
		c.Printf(" * sys.peer, # selected, + candidate, - outlyer, x falseticker, ~ configured\n")
	}
	return nil
}

const ntpUnsynchronized = `Clock is unsynchronized, stratum 16, no reference clock
nominal freq is 250.0000 Hz, actual freq is 250.0000 Hz, precision is 2**24
reference time is 00000000.00000000 (00:00:00.000 UTC Mon Jan 1 1900)
clock offset is 0.0000 msec, root delay is 0.00 msec
root dispersion is 0.00 msec, peer dispersion is 0.00 msec
loopfilter state is 'NSET' (Never set), drift is 0.000000000 s/s
system poll interval is 64, never updated.
`
