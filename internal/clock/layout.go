package clock

// Layouts in which IOS prints a time with its date, for time.Time.Format
// (ios-boot.md 6 and 11.9).
const (
	Layout       = "15:04:05 MST Mon Jan 2 2006"     // logs, show version, reload
	LayoutMillis = "15:04:05.000 MST Mon Jan 2 2006" // show clock
)
