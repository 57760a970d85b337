package cli

import (
	"fmt"
	"time"

	"github.com/iosim/iosim/ios/system"
)

// ScheduledText describes a scheduled reload that is left away (ios-boot.md 1.3).
func ScheduledText(s system.Scheduled, left time.Duration) string {
	when := "in " + ReloadSpan(left)
	if s.Fixed {
		when = "for " + s.At.Format(Stamp) + " (in " + ReloadSpan(left) + ")"
	}
	return fmt.Sprintf("Reload scheduled %s by %s\nReload reason: %s\n", when, s.By, s.Reason)
}

// ReloadSpan formats the time until a reload: "10 minutes", "411 hours and 33 minutes"
// (ios-boot.md 1.3; less than a minute [UNSOURCED]).
func ReloadSpan(d time.Duration) string {
	hours, minutes := int(d/time.Hour), int(d%time.Hour/time.Minute)
	switch {
	case hours > 0 && minutes > 0:
		return plural(hours, "hour") + " and " + plural(minutes, "minute")
	case hours > 0:
		return plural(hours, "hour")
	case minutes > 0:
		return plural(minutes, "minute")
	}
	return plural(int(d/time.Second), "second")
}
