package boot

import "slices"

// Reason says why something is tried.
type Reason int

// The reasons.
const (
	Listed      Reason = iota // a boot system line of the startup-config
	Variables                 // ROMMON's BOOT variable
	FirstFile                 // the first executable file of a disk
	Typed                     // typed at ROMMON's prompt
	reasonCount               // not a reason
)

var reasonNames = [reasonCount]string{"boot-system", "boot-variable", "first-file", "typed"}

// String is the reason's name: "boot-system" for Listed.
func (r Reason) String() string { return reasonNames[r] }

// Attempt is one thing to start.
type Attempt struct {
	Entry Entry // File is empty if a disk was searched and nothing was found
	Why   Reason
}

// fallback are the disks that are searched when the list has come to nothing
// (ios-boot.md 2.3): flash0:, flash1:, and flash0: again.
var fallback = []string{"flash0", "flash1", "flash0"}

// Plan says what is tried at a reset, in which order and why. It is pure, and its
// result is never longer than the two lists and three more. system is the list of
// the startup-config, env ROMMON's variables; list names the executable files of a
// disk in the order of its directory.
//
// Boot field 0: nothing. 1: the first file in flash. 2 to 15: the list of the
// startup-config, then what else the BOOT variable names, then the first files. A
// register that ignores NVRAM ignores both lists (ios-boot.md 4.1, 5.5).
func Plan(reg Register, system []Entry, env map[string]string, list func(prefix string) []string) []Attempt {
	return planOn(fallback, reg, system, env, list)
}

// planOn is Plan on a router whose disks are searched last in that order.
func planOn(disks []string, reg Register, system []Entry, env map[string]string, list func(prefix string) []string) []Attempt {
	var out []Attempt
	field := reg.BootField()
	if field == 0 {
		return nil
	}
	if field >= 2 && !reg.IgnoreConfig() {
		for _, e := range system {
			out = append(out, attempt(e, Listed, list))
		}
		for _, e := range ParseVariable(env["BOOT"]) {
			if !slices.Contains(system, e) {
				out = append(out, attempt(e, Variables, list))
			}
		}
	}
	for _, d := range disks {
		out = append(out, attempt(Entry{Device: d}, FirstFile, list))
	}
	return out
}

// attempt fills in the first file of a disk where none is named.
func attempt(e Entry, why Reason, list func(string) []string) Attempt {
	if e.File == "" && e.Device != "rom" && !e.IsNetwork() && list != nil {
		if names := list(e.Device); len(names) > 0 {
			e.File = names[0]
		}
	}
	return Attempt{e, why}
}
