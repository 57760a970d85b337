package device

import (
	"fmt"
	"strings"
	"sync"
	"time"
)

// Message is one syslog message.
type Message struct {
	Time     time.Time // device time
	Valid    bool      // the clock had been set: no "*" before the time
	Facility string    // "SYS"
	Severity int       // 0 to 7
	Mnemonic string    // "CONFIG_I"
	Text     string
}

// String is the line that the console shows, with the datetime msec time stamp
// (ios-boot.md 11.9): "*Mar  1 00:00:02.175: %SYS-5-RESTART: …".
func (m Message) String() string {
	mark := "*"
	if m.Valid {
		mark = ""
	}
	return fmt.Sprintf("%s%s: %%%s-%d-%s: %s", mark, m.Time.Format("Jan _2 15:04:05.000"),
		m.Facility, m.Severity, m.Mnemonic, m.Text)
}

// logSize bounds the buffer, in bytes (`logging buffered` of a router: 8192).
const logSize = 8192

// Log is the device's syslog: a buffer, and whoever listens.
type Log struct {
	mu      sync.Mutex
	lines   []Message
	size    int
	nextID  int
	readers map[int]func(Message)
}

// add keeps m and hands it to the listeners.
func (l *Log) add(m Message) {
	l.mu.Lock()
	l.lines = append(l.lines, m)
	l.size += len(m.String())
	for l.size > logSize && len(l.lines) > 1 {
		l.size -= len(l.lines[0].String())
		l.lines = l.lines[1:]
	}
	readers := make([]func(Message), 0, len(l.readers))
	for _, r := range l.readers {
		readers = append(readers, r)
	}
	l.mu.Unlock()
	for _, r := range readers {
		r(m)
	}
}

// Listen calls f with every message from now on, until stop is called.
func (l *Log) Listen(f func(Message)) (stop func()) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.readers == nil {
		l.readers = map[int]func(Message){}
	}
	id := l.nextID
	l.nextID++
	l.readers[id] = f
	return func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		delete(l.readers, id)
	}
}

// Messages is a copy of the buffer, oldest first.
func (l *Log) Messages() []Message {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]Message(nil), l.lines...)
}

// Capacity is the size of the buffer in bytes.
func (l *Log) Capacity() int { return logSize }

// Clear empties the buffer.
func (l *Log) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines, l.size = nil, 0
}

// Logf logs a message. A facility, severity and mnemonic are given as IOS writes
// them: "SYS-5-CONFIG_I".
func (d *Device) Logf(code, format string, args ...any) {
	m := Message{Time: d.Now(), Valid: d.ClockValid(), Text: fmt.Sprintf(format, args...)}
	parts := strings.SplitN(code, "-", 3)
	if len(parts) == 3 {
		m.Facility, m.Mnemonic = parts[0], parts[2]
		m.Severity = int(parts[1][0] - '0')
	}
	d.log.add(m)
}

// Log is the device's syslog.
func (d *Device) Log() *Log { return &d.log }
