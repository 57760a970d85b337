package device

// Debugf logs a line of debug: it has no facility, and the severity of debugging.
func (d *Device) Debugf(line string) {
	m := Message{Time: d.Now(), Severity: Debugging, Text: line}
	s := d.Logging()
	m.Console = m.Severity <= s.Console
	m.Monitor = s.On && m.Severity <= s.Monitor
	m.stamp = d.stampAs("debug", d.log.next(), m.Time)
	d.log.add(m, s)
}
