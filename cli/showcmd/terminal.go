package showcmd

import (
	"fmt"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
)

// terminalRow is show terminal of IOS 15. The line about the history is that of ios-boot.md
// 11.7, the others are [UNSOURCED].
var terminalRow = user(func(c *cli.Ctx) error {
	s := c.Session
	width, length := s.Terminal().Size()
	number := 0
	active := time.Duration(0)
	monitor := false
	if tty := s.TTY(); tty != nil {
		number = tty.ID.Number()
		active = tty.Active(c.System.Now())
		monitor = tty.Monitors()
	}
	more, capabilities := "On", "none"
	if length == 0 {
		more = "Off"
	}
	if monitor {
		capabilities = "Receives Logging Output"
	}
	c.Printf("Line %d, Location: \"\", Type: \"\"\nLength: %d lines, Width: %d columns\n", number, length, width)
	c.Printf("Baud rate (TX/RX) is 9600/9600, no parity, 1 stopbits, 8 databits\n")
	c.Printf("Status: PSI Enabled, Ready, Active, Automore %s\nCapabilities: %s\nModem state: Ready\n", more, capabilities)
	c.Printf("Special Chars: Escape  Hold  Stop  Start  Disconnect  Activation\n                ^^x    none   -     -       none         \n")
	c.Printf("Timeouts:      Idle EXEC    Idle Session   Modem Answer  Session   Dispatch\n")
	c.Printf("               %-13s%-30s%-10s%s\n", timeoutText(s.ExecTimeout()), " never", "none", "not set")
	c.Printf("                            Idle Session Disconnect Warning\n                              never \n")
	c.Printf("                            Login-sequence User Response\n                             00:00:30\n")
	c.Printf("                            Autoselect Initial Wait\n                              not set \n")
	c.Printf("Modem type is unknown.\nSession limit is not set.\nTime since activation: %s\n", span(active))
	editing, history := "enabled", "enabled"
	if !s.Editing() {
		editing = "disabled"
	}
	full := "disabled"
	if s.FullHelp() {
		full = "enabled"
	}
	size := s.History().Size()
	if size == 0 {
		history = "disabled"
	}
	c.Printf("Editing is %s.\nHistory is %s, history size is %d.\n", editing, history, size)
	c.Printf("DNS resolution in show commands is enabled\nFull user help is %s\nAllowed input transports are none.\n", full)
	c.Printf("Allowed output transports are telnet ssh.\nPreferred transport is telnet.\n")
	c.Printf("No output characters are padded\nNo special data dispatching characters\n")
	return nil
}, grammar.Kw("terminal", "Display terminal configuration parameters"))

func timeoutText(d time.Duration) string {
	if d == 0 {
		return "never"
	}
	return span(d)
}

func span(d time.Duration) string {
	return fmt.Sprintf("%02d:%02d:%02d", d/time.Hour, d%time.Hour/time.Minute, d%time.Minute/time.Second)
}
