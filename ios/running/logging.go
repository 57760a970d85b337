package running

import (
	"net/netip"
	"strconv"
)

// defaultLogSize is the buffer of `logging buffered` in bytes, when no size is given.
const defaultLogSize = 8192

// Logging is where the system's messages go.
type Logging struct {
	On       bool // false: only the console gets messages
	Console  Severity
	Monitor  Severity
	Buffered Severity
	Trap     Severity     // of the messages that are sent to Hosts
	Size     int          // of the buffer in bytes
	Hosts    []netip.Addr // where messages are sent
}

func defaultLogging() Logging {
	return Logging{
		On: true, Console: Debugging, Monitor: Debugging, Buffered: Debugging, Trap: Informational,
		Size: defaultLogSize,
	}
}

// LoggingOn decodes `logging on`.
func LoggingOn(l Line) (Value, error) {
	on := !l.No
	return In(func(c *Config) { c.Logging.On = on }), nil
}

// LoggingConsole decodes `logging console [LEVEL]`.
func LoggingConsole(l Line) (Value, error) {
	level := loggingLevel(l, 2)
	return In(func(c *Config) { c.Logging.Console = level }), nil
}

// LoggingMonitor decodes `logging monitor [LEVEL]`.
func LoggingMonitor(l Line) (Value, error) {
	level := loggingLevel(l, 2)
	return In(func(c *Config) { c.Logging.Monitor = level }), nil
}

// LoggingTrap decodes `logging trap [LEVEL]`.
func LoggingTrap(l Line) (Value, error) {
	level := loggingLevel(l, 2)
	return In(func(c *Config) { c.Logging.Trap = level }), nil
}

// LoggingBuffered decodes `logging buffered [BYTES] [LEVEL]`.
func LoggingBuffered(l Line) (Value, error) {
	size, at := defaultLogSize, 2
	if n, err := strconv.Atoi(l.Word(2)); err == nil && n > int(Debugging) {
		size, at = n, 3
	}
	level := loggingLevel(l, at)
	return In(func(c *Config) { c.Logging.Buffered, c.Logging.Size = level, size }), nil
}

// loggingLevel is the level that the word at a place names: Debugging if none does,
// Silent after `no`.
func loggingLevel(l Line, at int) Severity {
	switch level, ok := parseSeverity(l.Word(at)); {
	case l.No:
		return Silent
	case ok:
		return level
	}
	return Debugging
}

// LoggingHost decodes `logging host A.B.C.D` and `logging host ipv6 X:X::X`.
func LoggingHost(l Line) (Value, error) {
	word := l.Word(2)
	if word == "ipv6" {
		word = l.Word(3)
	}
	host, err := netip.ParseAddr(word)
	if err != nil {
		return nil, nil
	}
	return In(func(c *Config) { c.Logging.Hosts = append(c.Logging.Hosts, host) }), nil
}

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

// severities are the names of the levels, by number.
var severities = [8]string{
	"emergencies", "alerts", "critical", "errors", "warnings", "notifications", "informational", "debugging",
}

// String is the name of the level; "disabled" for Silent.
func (s Severity) String() string {
	if s < 0 || int(s) >= len(severities) {
		return "disabled"
	}
	return severities[s]
}

// parseSeverity reads a level's name or number.
func parseSeverity(word string) (Severity, bool) {
	for n, name := range severities {
		if word == name || word == strconv.Itoa(n) {
			return Severity(n), true
		}
	}
	return Silent, false
}
