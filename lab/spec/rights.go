package spec

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"
)

// WriteMode is what clients may write: nothing (""), anything ("true"), or names
// that do not exist yet ("once").
type WriteMode string

// The modes.
const (
	WriteNothing WriteMode = ""
	WriteAny     WriteMode = "true"
	WriteOnce    WriteMode = "once"
)

// UnmarshalYAML reads true, false or once.
func (w *WriteMode) UnmarshalYAML(n *yaml.Node) error {
	switch n.Value {
	case "true", "yes", "on":
		*w = WriteAny
	case "false", "no", "off":
		*w = WriteNothing
	case "once":
		*w = WriteOnce
	default:
		return fmt.Errorf("line %d: write is true, false or once, not %q", n.Line, n.Value)
	}
	return nil
}

// FolderRights are what clients may do in a folder and below it; what is not given
// is as in the folder above.
type FolderRights struct {
	Read  *bool      `yaml:"read"`
	Write *WriteMode `yaml:"write"`
}

// Rights are those of a path that starts with "/".
func (t *TFTP) Rights(path string) (read bool, write WriteMode) {
	read, write = true, t.Write
	at := ""
	for dir := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		at = strings.TrimPrefix(at+"/"+dir, "/")
		r, ok := t.Folders[at]
		if !ok {
			continue
		}
		if r.Read != nil {
			read = *r.Read
		}
		if r.Write != nil {
			write = *r.Write
		}
	}
	return read, write
}

// check refuses values that no server can have.
func (t *TFTP) check() error {
	switch {
	case t.Quota < 0:
		return fmt.Errorf("quota: %d is no number of bytes", t.Quota)
	case t.Engine != "" && t.Engine != EnginePin:
		return fmt.Errorf("engine: there is no %q; leave it out, or say %s", t.Engine, EnginePin)
	}
	return nil
}
