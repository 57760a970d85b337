package system

import (
	"strconv"
	"strings"
)

// Severity is how grave a message is: 0 is the gravest, 7 is debugging. A level
// lets through the messages that are at least as grave.
type Severity int

// Silent lets no message through.
const Silent Severity = -1

// The severities that defaults name (ios-boot.md 11.9).
const (
	Informational Severity = 6
	Debugging     Severity = 7
)

// Severities are the names of the levels, by number.
var Severities = [8]string{
	"emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging",
}

// String is the name of the level; "disabled" for Silent.
func (s Severity) String() string {
	if s < 0 || int(s) >= len(Severities) {
		return "disabled"
	}
	return Severities[s]
}

// ParseSeverity reads a level's name or number.
func ParseSeverity(word string) (Severity, bool) {
	for n, name := range Severities {
		if word == name || word == strconv.Itoa(n) {
			return Severity(n), true
		}
	}
	return Silent, false
}

// defaultLogSize is the buffer of `logging buffered` in bytes, when no size is given.
const defaultLogSize = 8192

// Logging is what the configuration says of the system's messages.
type Logging struct {
	On       bool // `no logging on`: only the console gets messages
	Console  Severity
	Monitor  Severity
	Buffered Severity
	Trap     Severity
	Size     int      // of the buffer in bytes
	Hosts    []string // where messages are sent
}

// Logging reads the settings from the running-config.
func (sys *System) Logging() Logging {
	l := Logging{
		On: true, Console: Debugging, Monitor: Debugging, Buffered: Debugging, Trap: Informational,
		Size: defaultLogSize,
	}
	for _, text := range sys.config.Lines(nil) {
		rest, no := strings.CutPrefix(text, "no ")
		if rest, ok := strings.CutPrefix(rest, "logging "); ok {
			l.apply(strings.Fields(rest), no)
		}
	}
	return l
}

func (l *Logging) apply(words []string, no bool) {
	level := Debugging
	if no {
		level = Silent
	}
	for _, w := range words[1:] {
		if s, ok := ParseSeverity(w); ok {
			level = s
		}
	}
	switch words[0] {
	case "on":
		l.On = !no
	case "console":
		l.Console = level
	case "monitor":
		l.Monitor = level
	case "trap":
		l.Trap = level
	case "host":
		if len(words) > 1 && !no {
			l.Hosts = append(l.Hosts, words[1])
		}
	case "buffered":
		l.Buffered = level
		for _, w := range words[1:] {
			if n, err := strconv.Atoi(w); err == nil && n > int(Debugging) {
				l.Size = n
			}
		}
	}
}
