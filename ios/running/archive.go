package running

import (
	"strconv"
	"time"
)

// Archive is how configurations are archived.
type Archive struct {
	Path        string        // "" archives nothing (ios-files.md 12)
	Maximum     int           // how many are kept; 10 without a line
	Period      time.Duration // device time after which one is archived by itself; 0 is never
	WriteMemory bool          // one is archived whenever the configuration is saved
}

// defaultArchives is how many configurations are kept without `maximum`.
const defaultArchives = 10

// ArchiveHead decodes `archive`, the head of the section.
func ArchiveHead(Line) (Value, error) {
	return Section(
		func() *Archive { return &Archive{Maximum: defaultArchives} },
		func(c *Config, a *Archive) { c.Archive = *a }), nil
}

// ArchivePath decodes `path URL`. $h in it is the host name, $t the time.
func ArchivePath(l Line) (Value, error) {
	path := l.Word(1)
	return In(func(a *Archive) { a.Path = path }), nil
}

// ArchiveMaximum decodes `maximum NUMBER`.
func ArchiveMaximum(l Line) (Value, error) {
	n, err := strconv.Atoi(l.Word(1))
	if err != nil || n <= 0 {
		return nil, nil
	}
	return In(func(a *Archive) { a.Maximum = n }), nil
}

// ArchivePeriod decodes `time-period MINUTES`.
func ArchivePeriod(l Line) (Value, error) {
	n, err := strconv.Atoi(l.Word(1))
	if err != nil {
		return nil, nil
	}
	period := time.Duration(n) * time.Minute
	return In(func(a *Archive) { a.Period = period }), nil
}

// ArchiveOnSave decodes `write-memory`.
func ArchiveOnSave(Line) (Value, error) {
	return In(func(a *Archive) { a.WriteMemory = true }), nil
}
