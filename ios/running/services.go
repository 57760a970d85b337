package running

import "slices"

// Services is what `service` and `configuration mode exclusive` say.
type Services struct {
	LogStamp, DebugStamp Timestamp // what stands before messages, and lines of debug
	SequenceNumbers      bool      // messages are numbered
	// Exclusive: who configures has the configuration alone.
	Exclusive bool
}

// Timestamp is how the time is written before a message.
type Timestamp struct {
	Kind                                TimestampKind
	Localtime, Msec, ShowTimezone, Year bool // of Datetime
}

// TimestampKind is what time is written.
type TimestampKind int

// The kinds of time.
const (
	UptimeStamp   TimestampKind = iota // since the start
	DatetimeStamp                      // of the clock
	NoStamp
)

// LogTimestamps decodes `service timestamps log`.
func LogTimestamps(l Line) (Value, error) {
	s := timestamp(l)
	return In(func(c *Config) { c.LogStamp = s }), nil
}

// DebugTimestamps decodes `service timestamps debug`.
func DebugTimestamps(l Line) (Value, error) {
	s := timestamp(l)
	return In(func(c *Config) { c.DebugStamp = s }), nil
}

func timestamp(l Line) (s Timestamp) {
	switch {
	case l.No:
		s.Kind = NoStamp
	case l.Word(3) == "datetime":
		has := func(option string) bool { return slices.Contains(l.Words[4:], option) }
		s = Timestamp{
			Kind: DatetimeStamp, Localtime: has("localtime"), Msec: has("msec"),
			ShowTimezone: has("show-timezone"), Year: has("year"),
		}
	}
	return s
}

// SequenceNumbers decodes `service sequence-numbers`.
func SequenceNumbers(Line) (Value, error) {
	return In(func(c *Config) { c.SequenceNumbers = true }), nil
}

// ExclusiveMode decodes `configuration mode exclusive [auto|manual]`. With manual,
// `configure terminal lock` asks for it.
func ExclusiveMode(l Line) (Value, error) {
	if l.Word(3) == "manual" {
		return nil, nil
	}
	return In(func(c *Config) { c.Exclusive = true }), nil
}
