package boot

import (
	"fmt"
	"slices"
	"strings"
)

// Entry is one "boot system" line, or one part of the BOOT variable.
type Entry struct {
	Device string // prefix as it was written, without the colon: "flash", "flash0", "tftp", "rom"
	File   string // "" is the first image of the device
	Host   string // of network devices; "255.255.255.255" is a broadcast (ios-boot.md 5.1)
}

// broadcast is the server of an entry that names none (ios-boot.md 5.1).
const broadcast = "255.255.255.255"

var networkDevices = []string{"tftp", "ftp", "rcp", "mop", "http", "https", "scp"}

// IsNetwork reports whether the file is on a server.
func (e Entry) IsNetwork() bool { return slices.Contains(networkDevices, e.Device) }

// String is the entry as boot messages name it: "flash0:c2900.bin",
// "tftp:c2900.bin 10.1.1.1", "rom" (ios-boot.md 4.2, 4.4, 4.8).
func (e Entry) String() string {
	switch {
	case e.Device == "rom":
		return "rom"
	case e.Host != "":
		return e.Device + ":" + e.File + " " + e.Host
	}
	return e.Device + ":" + e.File
}

// ParseEntry reads the argument of `boot system`, in all forms of ios-boot.md 5.1:
// "flash0:c2900.bin", "tftp c2900.bin 10.1.1.1". ok is false if it is none of them.
func ParseEntry(arg string) (e Entry, ok bool) {
	w := strings.Fields(arg)
	if len(w) == 0 {
		return Entry{}, false
	}
	if strings.EqualFold(w[0], "switch") && len(w) >= 3 {
		w = w[2:] // "switch all flash:image": one chassis
	}
	first := strings.ToLower(w[0])
	switch {
	case first == "rom":
		return Entry{Device: "rom"}, len(w) == 1
	case strings.Contains(w[0], ":"):
		return parseURL(w)
	case slices.Contains(networkDevices, first):
		return networkEntry(first, w[1:])
	case first == "flash":
		if len(w) == 1 {
			return Entry{Device: "flash"}, true
		}
		if strings.Contains(w[1], ":") {
			return parseURL(w[1:])
		}
		return Entry{Device: "flash", File: w[1]}, len(w) == 2
	}
	// A bare name is a file on a server (ios-boot.md 5.1: it is stored as tftp).
	return networkEntry("tftp", w)
}

func networkEntry(device string, w []string) (Entry, bool) {
	switch len(w) {
	case 1:
		return Entry{device, w[0], broadcast}, true
	case 2:
		return Entry{device, w[0], w[1]}, true
	}
	return Entry{}, false
}

// parseURL reads "flash0:/name", "tftp://10.1.1.1/name", "tftp:name 10.1.1.1".
func parseURL(w []string) (Entry, bool) {
	device, file, _ := strings.Cut(w[0], ":")
	e := Entry{Device: strings.ToLower(device), File: file}
	if e.Device == "" || len(w) > 2 {
		return Entry{}, false
	}
	if !e.IsNetwork() {
		return e, len(w) == 1
	}
	if rest, ok := strings.CutPrefix(file, "//"); ok {
		e.Host, e.File, _ = strings.Cut(rest, "/")
	} else if len(w) == 2 {
		e.Host = w[1]
	}
	if e.Host == "" {
		e.Host = broadcast
	}
	return e, e.File != ""
}

// Variable is the BOOT variable of a list: "flash0:c2900.bin,12;", "" for an
// empty list (ios-boot.md 5.3).
func Variable(entries []Entry) string {
	var b strings.Builder
	for _, e := range entries {
		fmt.Fprintf(&b, "%s,12;", e)
	}
	return b.String()
}

// ParseVariable reads a BOOT variable. Parts that are no entry are skipped.
func ParseVariable(v string) []Entry {
	var out []Entry
	for part := range strings.SplitSeq(v, ";") {
		part, _, _ = strings.Cut(part, ",")
		if e, ok := ParseEntry(part); ok {
			out = append(out, e)
		}
	}
	return out
}

// StoredForm is how the configuration keeps a "boot system" line: as it was typed
// (ios-boot.md 5.1), but a server's file as "tftp FILE ADDRESS", with
// 255.255.255.255 where no server was named. Other lines are returned as they are.
func StoredForm(line string) string {
	const head = "boot system "
	rest, ok := strings.CutPrefix(line, head)
	if !ok {
		return line
	}
	e, ok := ParseEntry(rest)
	if !ok || !e.IsNetwork() {
		return line
	}
	return head + e.Device + " " + e.File + " " + e.Host
}
