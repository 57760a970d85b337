package running

import "strconv"

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
