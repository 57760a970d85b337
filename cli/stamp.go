package cli

import "fmt"

// stamped reports whether show commands print the load and the time first: by `terminal
// exec prompt timestamp`, or by the setting of the session's line.
func (s *Session) stamped() bool {
	if s.at.stamp != nil {
		return *s.at.stamp
	}
	return s.Line().Timestamp
}

// SetStamp sets for this session whether show commands print the load and the time first.
func (s *Session) SetStamp(on bool) { s.at.stamp = &on }

// stamp returns the lines with load and time (ios-boot.md 11.9).
func (s *Session) stamp() string {
	return fmt.Sprintf("Load for five secs: %s; one minute: %s; five minutes: %s\n", Loads(s.sys)...) +
		s.sys.TimeSource().String() + ", " + ClockText(s.sys) + "\n"
}
