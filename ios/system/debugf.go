package system

// Debugf logs a line of debug: it has no facility, and the severity of debugging.
func (sys *System) Debugf(line string) {
	m := Message{Time: sys.Now(), Severity: Debugging, Text: line}
	s := sys.Logging()
	m.Console = m.Severity <= s.Console
	m.Monitor = s.On && m.Severity <= s.Monitor
	m.stamp = sys.stampAs("debug", sys.log.next(), m.Time)
	sys.log.add(m, s)
}
