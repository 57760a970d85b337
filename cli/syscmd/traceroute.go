package syscmd

import (
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

var (
	traceIP   = grammar.Kw("ip", "IP Trace")
	traceHost = grammar.AnyWord("Trace route to destination address or hostname")
)

// The defaults of traceroute [UNSOURCED].
const (
	traceHops    = 30
	traceProbes  = 3
	traceTimeout = 3 * time.Second
	traceSize    = 28
)

// tracerouteRow is traceroute. The hosts of a lab are one hop away.
var tracerouteRow = &cli.Row{
	Mode: cli.Exec, Level: cli.UserLevel,
	Syntax: grammar.Seq(grammar.Kw("traceroute", "Trace route to destination"), grammar.Opt(traceIP), traceHost),
	Run: func(c *cli.Ctx) error {
		host := traceHost.Of(c.Match)
		to, err := lookup(c, host)
		if err != nil {
			return err
		}
		shown := to.String()
		if host != shown {
			shown = host + " (" + shown + ")"
		}
		c.Printf("Type escape sequence to abort.\nTracing the route to %s\nVRF info: (vrf in name/id, vrf out name/id)\n", shown)
		for hop := 1; hop <= traceHops; hop++ {
			c.Printf("%3d ", hop)
			answered := false
			for range traceProbes {
				rtt, ok, err := c.System.Echo(c, to, traceSize, traceTimeout)
				switch {
				case err != nil && interrupted(c):
					c.Printf("\n")
					return nil
				case err != nil:
					return err
				case !ok:
					c.Printf(" * ")
				case answered:
					c.Printf(" %d msec", rtt.Milliseconds())
				default:
					c.Printf("%s %d msec", to, rtt.Milliseconds())
					answered = true
				}
			}
			c.Printf("\n")
			if answered {
				return nil
			}
		}
		return nil
	},
}
