package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/platform"
)

// Notice is printed where a router prints legal and export notices (ios-boot.md 0, caution
// 3).
const Notice = "This is iosim, a simulation of a router: no vendor software runs here.\n"

// SoftwareBanner returns the lines that name the software of an image on a platform, as
// printed at the start, in show version and with SYS-5-RESTART (ios-boot.md 2.1, 6).
func SoftwareBanner(m *platform.Model, i images.Info) string {
	return fmt.Sprintf("%s%s Software (%s), Version %s, RELEASE SOFTWARE (%s)\nTechnical Support: http://www.cisco.com/techsupport\nCompiled %s by %s\n",
		m.TextsOf(i.Version).Product, i.Family, i.Name, i.Version, i.Release, i.Compiled, i.Builder)
}

// HardwareLines returns the lines that describe the hardware, as printed at the start and
// in show version (ios-boot.md 2.1, 6).
func HardwareLines(d *system.System) string {
	m := d.Model()
	words := m.Hardware
	var b strings.Builder
	fmt.Fprintf(&b, "%s with %s bytes of memory.\nProcessor board ID %s\n", words.Chassis, m.MemoryText(), d.Serial())
	for _, c := range m.InterfaceCounts() {
		if words.Ports == "" {
			fmt.Fprintf(&b, "%s\n", plural(c.N, c.Type+" interface"))
		} else {
			fmt.Fprintf(&b, words.Ports+"\n", c.N, c.Type)
		}
	}
	for _, l := range words.Equipment {
		fmt.Fprintf(&b, "%s\n", l)
	}
	fmt.Fprintf(&b, "%s bytes of non-volatile configuration memory.\n", words.NVRAM)
	for _, row := range m.FileSystems {
		if row.Counted == "" {
			continue
		}
		if fs, _, err := d.Files().Resolve(nameOf(row.Prefix)); err == nil && !fs.Info().Absent {
			fmt.Fprintf(&b, "%dK bytes of %s (Read/Write)\n", m.FlashKB, row.Counted)
		}
	}
	return b.String()
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Uptime formats a duration as show version does, without the units that are zero: "1 week,
// 2 minutes" (ios-boot.md 6).
func Uptime(d time.Duration) string {
	minutes := int64(d / time.Minute)
	var parts []string
	for _, u := range []struct {
		name    string
		minutes int64
	}{{"year", 365 * 24 * 60}, {"week", 7 * 24 * 60}, {"day", 24 * 60}, {"hour", 60}, {"minute", 1}} {
		n := minutes / u.minutes
		minutes %= u.minutes
		if n == 0 && (u.name != "minute" || len(parts) > 0) {
			continue
		}
		parts = append(parts, plural(int(n), u.name))
	}
	return strings.Join(parts, ", ")
}
