package cli

import "fmt"

// stamped reports whether the load and the time stand above what a show
// command prints: `terminal exec prompt timestamp`, or that of the session's line.
func (s *Session) stamped() bool {
	if s.at.stamp != nil {
		return *s.at.stamp
	}
	return s.Line().Timestamp
}

// SetStamp switches that for this session.
func (s *Session) SetStamp(on bool) { s.at.stamp = &on }

// stamp is what stands there: ios-boot.md 11.9.
func (s *Session) stamp() string {
	return fmt.Sprintf("Load for five secs: %s; one minute: %s; five minutes: %s\n", Loads(s.sys)...) +
		s.sys.TimeSource().String() + ", " + ClockText(s.sys) + "\n"
}
