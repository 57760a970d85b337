package system

import "github.com/iosim/iosim/ios/running"

// Debugf logs a line of debug: it has no facility, and the severity of debugging.
func (sys *System) Debugf(line string) {
	m := Message{Time: sys.Now(), Severity: running.Debugging, Text: line}
	conf := sys.Running()
	s := &conf.Logging
	m.Console = m.Severity <= s.Console
	m.Monitor = s.On && m.Severity <= s.Monitor
	m.stamp = sys.stamp(&conf.Services, conf.DebugStamp, sys.log.next(), m.Time)
	sys.log.add(m, s)
}
