package system

import (
	"strings"
	"testing"
	"time"
)

var march = time.Date(2016, time.March, 1, 9, 0, 0, int(175*time.Millisecond), time.UTC)

// keyOf is the key under which the commands keep a line.
func keyOf(l string) string {
	l = strings.TrimPrefix(l, "no ")
	for _, k := range []string{
		"service timestamps log", "service sequence-numbers", "clock timezone",
		"logging console", "logging buffered", "logging monitor", "logging trap", "logging on",
	} {
		if strings.HasPrefix(l, k) {
			return k
		}
	}
	return ""
}

// ios-boot.md 11.9.
func TestStamp(t *testing.T) {
	for _, tt := range []struct {
		lines []string
		want  string
	}{
		{[]string{"service timestamps log datetime msec"}, "*Mar  1 09:00:00.175: %SYS-5-X: y"},
		{[]string{"service timestamps log datetime"}, "*Mar  1 09:00:00: %SYS-5-X: y"},
		{[]string{"service timestamps log datetime msec year"}, "*Mar  1 2016 09:00:00.175: %SYS-5-X: y"},
		{[]string{"service timestamps log datetime show-timezone"}, "*Mar  1 09:00:00 UTC: %SYS-5-X: y"},
		{[]string{"service timestamps log datetime localtime show-timezone", "clock timezone EST -5 30"}, "*Mar  1 03:30:00 EST: %SYS-5-X: y"},
		{[]string{"service timestamps log datetime", "clock timezone EST -5 0"}, "*Mar  1 09:00:00: %SYS-5-X: y"},
		{[]string{"service timestamps log uptime"}, "00:00:19: %SYS-5-X: y"},
		{[]string{"service timestamps log"}, "00:00:19: %SYS-5-X: y"},
		{nil, "00:00:19: %SYS-5-X: y"},
		{[]string{"no service timestamps log"}, "%SYS-5-X: y"},
		{[]string{"no service timestamps log", "service sequence-numbers"}, "000001: %SYS-5-X: y"},
		{[]string{"service timestamps log datetime msec", "service sequence-numbers"}, "000001: *Mar  1 09:00:00.175: %SYS-5-X: y"},
	} {
		d := bare(tt.lines...)
		d.Logf("SYS-5-X", "y")
		if got := d.log.Messages()[0].String(); got != tt.want {
			t.Errorf("%q: %q, want %q", tt.lines, got, tt.want)
		}
	}
	d := bare("service timestamps log datetime")
	d.SetClock(d.Now())
	d.Logf("SYS-5-X", "y")
	if got := d.log.Messages()[0].String(); got != "Mar  1 09:00:00: %SYS-5-X: y" {
		t.Errorf("a set clock: %q", got)
	}
}

func TestShortUptime(t *testing.T) {
	for d, want := range map[time.Duration]string{
		-time.Second: "00:00:00", 0: "00:00:00", 23*time.Hour + 59*time.Second: "23:00:59",
		26 * time.Hour: "1d02h", 25 * 24 * time.Hour: "3w4d", 400 * 24 * time.Hour: "1y5w",
	} {
		if got := ShortUptime(d); got != want {
			t.Errorf("%v: %q, want %q", d, got, want)
		}
	}
}

func TestLevels(t *testing.T) {
	for _, tt := range []struct {
		lines                      []string
		console, monitor, buffered bool // of a warning, 4
	}{
		{nil, true, true, true},
		{[]string{"logging console errors", "logging monitor 4", "logging buffered 4096 warnings"}, false, true, true},
		{[]string{"no logging console", "no logging monitor", "no logging buffered"}, false, false, false},
		{[]string{"logging buffered 100000"}, true, true, true},
		{[]string{"logging buffered critical"}, true, true, false},
		{[]string{"no logging on"}, true, false, false},
	} {
		d := bare(tt.lines...)
		var got Message
		d.log.Listen(func(m Message) { got = m })
		d.Logf("SYS-4-X", "y")
		if got.Console != tt.console || got.Monitor != tt.monitor || (len(d.log.Messages()) == 1) != tt.buffered {
			t.Errorf("%q: console %t monitor %t buffered %d", tt.lines, got.Console, got.Monitor, len(d.log.Messages()))
		}
		n := d.log.Counts()
		if (n.Console == 1) != tt.console || (n.Monitor == 1) != tt.monitor || (n.Buffered == 1) != tt.buffered {
			t.Errorf("%q: counts %+v", tt.lines, n)
		}
	}
}

func TestBufferIsBounded(t *testing.T) {
	d := bare("logging buffered 4096")
	for range 1000 {
		d.Logf("SYS-5-X", "a message")
	}
	size := 0
	for _, m := range d.log.Messages() {
		size += len(m.String())
	}
	if size > 4096 || size < 3500 || d.log.Counts().Buffered != 1000 {
		t.Errorf("%d bytes in the buffer, %+v", size, d.log.Counts())
	}
	d.log.Clear()
	if len(d.log.Messages()) != 0 {
		t.Error("not cleared")
	}
}

func TestLocation(t *testing.T) {
	for text, want := range map[string]string{
		"":                         "09:00 UTC",
		"clock timezone CET 1 0":   "10:00 CET",
		"clock timezone NST -3 30": "05:30 NST",
		"clock timezone X":         "09:00 UTC",
		"clock timezone X y":       "09:00 UTC",
	} {
		d := bare()
		if text != "" {
			d = bare(text)
		}
		if got := d.Now().Format("15:04 MST"); got != want {
			t.Errorf("%q: %s, want %s", text, got, want)
		}
	}
}
