package lab

import (
	"fmt"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/iosim/iosim/internal/share"
)

// WriteMode is what clients may write: nothing (""), anything ("true"), or names
// that are not taken ("once").
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

// share is the mode as the folders of servers have it.
func (w WriteMode) share() share.Write {
	switch w {
	case WriteAny:
		return share.Always
	case WriteOnce:
		return share.Once
	}
	return share.Never
}

// FolderRights are what clients may do in a folder and below it; what is not said
// is as in the folder above.
type FolderRights struct {
	Read  *bool      `yaml:"read"`
	Write *WriteMode `yaml:"write"`
}

// rights are those of a path that starts with "/".
func (h *TFTP) rights(path string) (read bool, write WriteMode) {
	read, write = true, h.Write
	at := ""
	for dir := range strings.SplitSeq(strings.Trim(path, "/"), "/") {
		at = strings.TrimPrefix(at+"/"+dir, "/")
		r, ok := h.Folders[at]
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

// check refuses what no server can be.
func (h *TFTP) check() error {
	switch {
	case h.Quota < 0:
		return fmt.Errorf("quota: %d is no number of bytes", h.Quota)
	case h.Engine != "" && h.Engine != pinEngine:
		return fmt.Errorf("engine: there is no %q; leave it out, or say %s", h.Engine, pinEngine)
	}
	return nil
}
