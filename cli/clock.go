package cli

import (
	"strings"
	"time"

	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/ios/system"
)

// Stamp is the layout in which IOS writes a date with its time of day (ios-boot.md 6).
const Stamp = clock.Layout

// ClockText returns the output of show clock, "*18:57:38.347 UTC Mon Oct 19 2015". The
// asterisk marks a time that is not authoritative (ios-boot.md 11.9).
func ClockText(d *system.System) string {
	mark := "*"
	if d.ClockValid() {
		mark = ""
	}
	return mark + d.Now().Format(clock.LayoutMillis)
}

// ClockUpdated logs that the clock or its time zone was set. before is the time that the
// clock showed until then. The words are those of Cisco's list of system messages.
func (c *Ctx) ClockUpdated(before time.Time) {
	c.System.Logf("SYS-6-CLOCKUPDATE", "System clock has been updated from %s to %s, configured from console by %s.",
		before.Format(Stamp), c.System.Now().Format(Stamp), c.Session.By())
}

// retimed calls change, which enters or removes the line text of the configuration, and
// logs the new time if the line sets the time zone.
func retimed(c *Ctx, text string, change func()) {
	if len(c.Section()) > 0 || !strings.HasPrefix(text, "clock timezone") && !strings.HasPrefix(text, "clock summer-time") {
		change()
		return
	}
	before := c.System.Now()
	change()
	c.ClockUpdated(before)
}
