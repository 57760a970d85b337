package running

import (
	"strconv"
	"strings"
	"time"
)

// Files is what the configuration says of files.
type Files struct {
	FilePrompt  Prompting
	filesBelow  int          // 15 less the level of `file privilege`
	VerifyAuto  bool         // images are verified after a copy and before a reload
	TFTPExports []TFTPExport // what the TFTP server gives
}

// Prompting is what is asked by file commands.
type Prompting int

// The three settings (ios-files.md 6.1).
const (
	PromptAlert Prompting = iota // the default: names are confirmed, destruction is asked
	PromptNoisy                  // every name is asked for
	PromptQuiet                  // nothing is asked that the line already tells
)

// FilePrompt decodes `file prompt [alert|noisy|quiet]`.
func FilePrompt(l Line) (Value, error) {
	p := map[string]Prompting{"noisy": PromptNoisy, "quiet": PromptQuiet}[l.Word(2)]
	return In(func(c *Config) { c.FilePrompt = p }), nil
}

// FilePrivilege returns the lowest privilege level that may use files of the router, 0 to
// 15. It is 15 without a line.
func (c *Config) FilePrivilege() int { return 15 - c.filesBelow }

// FilePrivilege decodes `file privilege LEVEL`.
func FilePrivilege(l Line) (Value, error) {
	n, err := strconv.Atoi(l.Word(2))
	if err != nil || n < 0 || n > 15 {
		return nil, nil
	}
	return In(func(c *Config) { c.filesBelow = 15 - n }), nil
}

// VerifyAuto decodes `file verify auto`.
func VerifyAuto(Line) (Value, error) {
	return In(func(c *Config) { c.VerifyAuto = true }), nil
}

// TFTPExport is a file that the TFTP server gives.
type TFTPExport struct {
	File string // "flash0:c2900-…"
	Name string // what clients ask for: the alias, or the path of File
	List string // access list, "" for all clients
}

// TFTPServer decodes "tftp-server flash0:NAME [alias NAME] [LIST]"; its older form has
// the file system as a word: "tftp-server flash NAME".
func TFTPServer(l Line) (Value, error) {
	if len(l.Words) < 2 {
		return nil, nil
	}
	f := l.Words[1:]
	e := TFTPExport{File: f[0]}
	f = f[1:]
	if !strings.Contains(e.File, ":") && len(f) > 0 {
		e.File, f = e.File+":"+f[0], f[1:]
	}
	_, e.Name, _ = strings.Cut(e.File, ":")
	if len(f) > 1 && f[0] == "alias" {
		e.Name, f = f[1], f[2:]
	}
	if len(f) > 0 {
		e.List = f[0]
	}
	e.Name = strings.TrimLeft(e.Name, "/")
	return In(func(c *Config) { c.TFTPExports = append(c.TFTPExports, e) }), nil
}

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
