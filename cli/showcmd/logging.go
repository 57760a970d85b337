package showcmd

import (
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/running"
)

// loggingRow is show logging (ios-boot.md 11.9). The header is that of IOS 15 [UNSOURCED
// except for the buffer's line].
var loggingRow = privileged(func(c *cli.Ctx) error {
	s, n := &c.System.Running().Logging, c.System.Log().Counts()
	state := "enabled"
	if !s.On {
		state = "disabled"
	}
	c.Printf("Syslog logging: %s (0 messages dropped, 0 messages rate-limited,\n                0 flushes, 0 overruns, xml disabled, filtering disabled)\n\n", state)
	c.Printf("No Active Message Discriminator.\n\n\n\nNo Inactive Message Discriminator.\n\n\n")
	destination(c, "    Console logging: ", s.Console, n.Console)
	destination(c, "    Monitor logging: ", s.Monitor, n.Monitor)
	destination(c, "    Buffer logging:  ", s.Buffered, n.Buffered)
	c.Printf("    Exception Logging: size (4096 bytes)\n    Count and timestamp logging messages: disabled\n")
	c.Printf("    Persistent logging: disabled\n\nNo active filter modules.\n\n")
	if s.Trap < 0 {
		c.Printf("    Trap logging: disabled\n")
	} else {
		c.Printf("    Trap logging: level %s, %d message lines logged\n", s.Trap, n.Trap)
	}
	for _, h := range s.Hosts {
		c.Printf("        Logging to %s  (udp port 514, audit disabled,\n              link up),\n"+
			"              %d message lines logged, \n              0 message lines rate-limited, \n"+
			"              0 message lines dropped-by-MD, \n              xml disabled, sequence number disabled\n"+
			"              filtering disabled\n", h, n.Trap)
	}
	c.Printf("        Logging Source-Interface:       VRF Name:\n")
	if s.Buffered >= 0 {
		c.Printf("\nLog Buffer (%d bytes):\n\n", s.Size)
		for _, m := range c.System.Log().Messages() {
			c.Printf("%s\n", m)
		}
	}
	return nil
}, grammar.Kw("logging", "Show the contents of logging buffers"))

func destination(c *cli.Ctx, head string, level running.Severity, n int) {
	if level < 0 {
		c.Printf("%sdisabled\n", head)
		return
	}
	c.Printf("%slevel %s, %d messages logged, xml disabled,\n%sfiltering disabled\n", head, level, n, strings.Repeat(" ", len(head)))
}
