package running

import "strings"

// Files is what the configuration says of files.
type Files struct {
	FilePrompt  Prompting
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
