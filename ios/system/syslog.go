package system

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/internal/printable"
	"github.com/iosim/iosim/ios/running"
)

// Message is one syslog message.
type Message struct {
	Time     time.Time // device time
	Facility string    // "SYS"
	Severity running.Severity
	Mnemonic string // "CONFIG_I"
	Text     string
	// Console and Monitor tell which terminals are to show it, by the levels in
	// force when it was logged.
	Console, Monitor bool

	stamp string
}

// String is the line that the terminals and the buffer show (ios-boot.md 11.9):
// "*Mar  1 00:00:02.175: %SYS-5-RESTART: …".
func (m Message) String() string {
	if m.Facility == "" { // debug
		return m.stamp + m.Text
	}
	return fmt.Sprintf("%s%%%s-%d-%s: %s", m.stamp, m.Facility, m.Severity, m.Mnemonic, m.Text)
}

// Counts is how many messages went where since the start.
type Counts struct{ Console, Monitor, Buffered, Trap int }

// Log is the device's syslog: a buffer, and its listeners.
type Log struct {
	mu      sync.Mutex
	lines   []Message
	size    int
	number  int // of the last message
	counts  Counts
	nextID  int
	readers map[int]func(Message)
}

// next is the number of a new message.
func (l *Log) next() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.number++
	return l.number
}

// add keeps m as far as the settings let it, and hands it to the listeners.
func (l *Log) add(m Message, s *running.Logging) {
	l.mu.Lock()
	if m.Console {
		l.counts.Console++
	}
	if m.Monitor {
		l.counts.Monitor++
	}
	if s.On && m.Severity <= s.Trap {
		l.counts.Trap++
	}
	if s.On && m.Severity <= s.Buffered {
		l.counts.Buffered++
		l.lines = append(l.lines, m)
		l.size += len(m.String())
	}
	for l.size > s.Size && len(l.lines) > 1 {
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

// Counts is how many messages went where.
func (l *Log) Counts() Counts {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.counts
}

// Clear empties the buffer.
func (l *Log) Clear() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.lines, l.size = nil, 0
}

// Logf logs a message. A facility, severity and mnemonic are given as IOS writes
// them: "SYS-5-CONFIG_I". Its arguments may be what a client sent, such as a name: each
// that is a text, an error or a Stringer is one line that is safe to show, and a Block
// keeps its line ends.
func (sys *System) Logf(code, format string, args ...any) { sys.logf(code, format, args...) }

// send logs a message as the configuration in force says: with which time stamp, and on
// which terminals. It returns the message with both.
func (sys *System) send(m Message) Message {
	conf := sys.Settings()
	s, as := &conf.Logging, conf.LogStamp
	if m.Facility == "" { // debug
		as = conf.DebugStamp
	}
	m.Console = m.Severity <= s.Console
	m.Monitor = s.On && m.Severity <= s.Monitor
	m.stamp = sys.stamp(&conf.Services, as, sys.log.next(), m.Time)
	sys.log.add(m, s)
	return m
}

// Block is an argument of Logf that has several lines, such as those of a banner.
type Block string

// safe are the arguments of a message without what could disturb a terminal or begin a
// line of its own.
func safe(args []any) []any {
	line := func(s string) string { return printable.Limit(s, maxArgument) }
	for i, a := range args {
		switch a := a.(type) {
		case string:
			args[i] = line(a)
		case Block:
			args[i] = printable.Lines(string(a))
		case error:
			args[i] = line(a.Error())
		case fmt.Stringer:
			args[i] = line(a.String())
		}
	}
	return args
}

// maxArgument is the maximum length in bytes of an argument of Logf; one may have several
// texts of clients in it.
const maxArgument = 4 * printable.MaxText

func (sys *System) logf(code, format string, args ...any) Message {
	args = safe(slices.Clone(args))
	m := Message{Time: sys.Now(), Text: fmt.Sprintf(format, args...)}
	parts := strings.SplitN(code, "-", 3)
	if len(parts) == 3 {
		m.Facility, m.Mnemonic = parts[0], parts[2]
		m.Severity = running.Severity(parts[1][0] - '0')
	}
	m = sys.send(m)
	event.Emit(sys.events, event.Logged{Facility: m.Facility, Severity: int(m.Severity), Mnemonic: m.Mnemonic, Text: m.Text})
	return m
}

// Log is the device's syslog.
func (sys *System) Log() *Log { return &sys.log }

// stamp is what stands before a message that is logged now: number and time as
// `service sequence-numbers` and `service timestamps` want them (ios-boot.md 11.9).
func (sys *System) stamp(s *running.Services, as running.Timestamp, number int, now time.Time) string {
	var b strings.Builder
	if s.SequenceNumbers {
		fmt.Fprintf(&b, "%06d: ", number)
	}
	switch as.Kind {
	case running.DatetimeStamp:
		b.WriteString(sys.datetime(as, now) + ": ")
	case running.UptimeStamp:
		b.WriteString(ShortUptime(now.Sub(sys.StartedAt())) + ": ")
	}
	return b.String()
}

// datetime is "*Mar  1 00:00:02.175", with what the options add.
func (sys *System) datetime(as running.Timestamp, now time.Time) string {
	format, zone := "Jan _2 15:04:05", ""
	now = now.UTC()
	if as.Localtime {
		now = sys.zoned(now)
	}
	if as.ShowTimezone {
		zone = " MST"
	}
	if as.Year {
		format = "Jan _2 2006 15:04:05"
	}
	if as.Msec {
		format += ".000"
	}
	mark := "*" // not authoritative: ios-boot.md 11.9
	if sys.ClockValid() {
		mark = ""
	}
	return mark + now.Format(format+zone)
}

// ShortUptime is an uptime in eight characters or less: "00:00:19", "1d02h",
// "3w4d", "1y12w".
func ShortUptime(d time.Duration) string {
	const day, week, year = 24 * time.Hour, 7 * 24 * time.Hour, 365 * 24 * time.Hour
	switch {
	case d < 0:
		d = 0
		fallthrough
	case d < day:
		return fmt.Sprintf("%02d:%02d:%02d", d/time.Hour, d%time.Hour/time.Minute, d%time.Minute/time.Second)
	case d < week:
		return fmt.Sprintf("%dd%02dh", d/day, d%day/time.Hour)
	case d < year:
		return fmt.Sprintf("%dw%dd", d/week, d%week/day)
	}
	return fmt.Sprintf("%dy%dw", d/year, d%year/week)
}
