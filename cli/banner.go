package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/platform"
)

// Notice stands where a router prints legal and export notices
// (ios-boot.md 0, caution 3).
const Notice = "This is iosim, a simulation of a router: no vendor software runs here.\n"

// SoftwareBanner is the lines that name the running software, at the start, in
// show version and with SYS-5-RESTART (ios-boot.md 2.1, 6).
func SoftwareBanner(i images.Info) string {
	if i.Version < "12.3" { // [UNSOURCED]
		return fmt.Sprintf("Cisco Internetwork Operating System Software \nIOS (tm) %s Software (%s), Version %s, RELEASE SOFTWARE (%s)\nTechnical Support: http://www.cisco.com/techsupport\nCompiled %s by %s\n",
			i.Family, i.Name, i.Version, i.Release, i.Compiled, i.Builder)
	}
	return fmt.Sprintf("%s\nTechnical Support: http://www.cisco.com/techsupport\nCompiled %s by %s\n",
		i.Banner(), i.Compiled, i.Builder)
}

// HardwareLines describe the hardware, at the start and in show version
// (ios-boot.md 2.1, 6).
func HardwareLines(d *system.System) string {
	m := d.Model()
	var b strings.Builder
	if m.Processor != "" {
		return olderHardware(d)
	}
	fmt.Fprintf(&b, "Cisco %s (revision %s) with %s bytes of memory.\n", m.PID, m.Revision, m.MemoryText())
	fmt.Fprintf(&b, "Processor board ID %s\n", d.Serial())
	for _, c := range m.InterfaceCounts() {
		fmt.Fprintf(&b, "%s\n", plural(c.N, c.Type+" interface"))
	}
	fmt.Fprintf(&b, "%s\n", plural(m.Terminals, "terminal line"))
	if m.VPNModules > 0 {
		fmt.Fprintf(&b, "%s\n", plural(m.VPNModules, "Virtual Private Network (VPN) Module"))
	}
	parity := "disabled"
	if m.ECC {
		parity = "enabled"
	}
	fmt.Fprintf(&b, "DRAM configuration is %d bits wide with parity %s.\n", m.DRAMBits, parity)
	fmt.Fprintf(&b, "%s bytes of non-volatile configuration memory.\n", m.NVRAMText)
	for n, row := range disks(m) {
		fs, _, err := d.Files().Resolve(nameOf(row.Prefix))
		if err == nil && !fs.Info().Absent {
			fmt.Fprintf(&b, "%dK bytes of ATA System CompactFlash %d (Read/Write)\n", m.FlashKB, n)
		}
	}
	return b.String()
}

// olderHardware is HardwareLines of a router before ISR [UNSOURCED but for the line
// of the flash, ios-files.md 4.4].
func olderHardware(d *system.System) string {
	m := d.Model()
	var b strings.Builder
	fmt.Fprintf(&b, "cisco %s (%s) processor (revision %s) with %s bytes of memory.\n", m.Chassis, m.Processor, m.Revision, m.MemoryText())
	fmt.Fprintf(&b, "Processor board ID %s\n", d.Serial())
	for _, c := range m.InterfaceCounts() {
		fmt.Fprintf(&b, "%d %s interface(s)\n", c.N, c.Type)
	}
	fmt.Fprintf(&b, "%s bytes of non-volatile configuration memory.\n", m.NVRAMText)
	fmt.Fprintf(&b, "%dK bytes of processor board System flash (Read/Write)\n", m.FlashKB)
	return b.String()
}

// disks are the CompactFlash slots of a model.
func disks(m *platform.Model) []platform.FileSystem {
	var out []platform.FileSystem
	for _, row := range m.FileSystems {
		if row.Backing == platform.Disk {
			out = append(out, row)
		}
	}
	return out
}

func plural(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// Uptime writes a duration as show version does: zero units are left out
// (ios-boot.md 6).
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
