package spec

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"slices"
	"strings"

	"go.yaml.in/yaml/v4"

	"github.com/iosim/iosim/internal/hostfile"
	"github.com/iosim/iosim/platform"
)

// The bounds of files of this machine that a lab file names, in bytes.
const (
	MaxConfig = 4 << 20 // a startup-config; NVRAM has less room, and the router says so
	MaxTrust  = 4 << 20 // certificates
	// MaxRoot is for all files that a host serves from memory together; a larger folder is
	// given as dir.
	MaxRoot = 1 << 30
)

// UnmarshalYAML reads the content of a file and notes its line.
func (c *Content) UnmarshalYAML(n *yaml.Node) error {
	type plain Content
	if err := n.Decode((*plain)(c)); err != nil {
		return err
	}
	c.Line = n.Line
	return nil
}

// size is how many bytes of this machine's disk or of the lab file a content has; 0 for
// what is not there, which is an error later. It is an error for what is no regular file.
func (s *Lab) size(c Content) (int64, error) {
	switch {
	case c.Text != nil:
		return int64(len(*c.Text)), nil
	case c.Image != "":
		return c.Size, nil
	case c.File != "":
		return s.fileSize(c.File)
	}
	return 0, nil
}

func (s *Lab) fileSize(file string) (int64, error) {
	info, err := os.Stat(s.Path(file))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return 0, nil
	case err != nil:
		return 0, err
	case !info.Mode().IsRegular():
		return 0, fmt.Errorf("%s: %w", file, hostfile.ErrSpecial)
	}
	return info.Size(), nil
}

// checkSizes refuses files that are too large for where they are put: "12: device R2: files:
// flash0:x: …".
func (s *Lab) checkSizes() error {
	for _, d := range s.Devices {
		if err := s.checkDisks(d.Value); err != nil {
			return withLine(err, "device "+d.Name+": files: ")
		}
	}
	for _, h := range s.Hosts {
		for protocol, r := range h.Value.roots() {
			if err := s.checkRoom(r.Files, slices.Sorted(maps.Keys(r.Files)), MaxRoot, "the memory of a host; give a folder as dir"); err != nil {
				return withLine(err, "host "+h.Name+": "+protocol+": root: files: ")
			}
		}
	}
	return nil
}

// lineError is an error at a line of the lab file.
type lineError struct {
	line int
	err  error
}

func (e lineError) Error() string { return fmt.Sprintf("%d: %v", e.line, e.err) }
func (e lineError) Unwrap() error { return e.err }

// withLine puts where behind the line of an error.
func withLine(err error, where string) error {
	var at lineError
	if !errors.As(err, &at) {
		return err
	}
	return lineError{at.line, fmt.Errorf("%s%w", where, at.err)}
}

// checkDisks refuses what is larger than the disk that it is on.
func (s *Lab) checkDisks(d Device) error {
	model, ok := platform.Lookup(d.PlatformName())
	if !ok {
		return nil
	}
	disks := map[string][]string{}
	for key := range d.Files {
		prefix, _, _ := strings.Cut(key, ":")
		disks[prefix] = append(disks[prefix], key)
	}
	for prefix, keys := range disks {
		fs, ok := model.FileSystem(prefix)
		if !ok || fs.Size == 0 {
			continue // an error when the disk is filled
		}
		slices.Sort(keys)
		if err := s.checkRoom(d.Files, keys, fs.Size, fmt.Sprintf("%s of a %s", prefix, model.PID)); err != nil {
			return err
		}
	}
	return nil
}

// checkRoom refuses the first file with which files have more than room bytes.
func (s *Lab) checkRoom(files map[string]Content, keys []string, room int64, where string) error {
	sum := int64(0)
	for _, key := range keys {
		c := files[key]
		n, err := s.size(c)
		if err != nil {
			return lineError{c.Line, fmt.Errorf("%s: %w", key, err)}
		}
		if n > room-sum {
			return lineError{c.Line, fmt.Errorf("%s: %d bytes do not fit into the %d that are left of %s", key, n, room-sum, where)}
		}
		sum += n
	}
	return nil
}

// roots are the folders that the servers of a host serve, by protocol.
func (h Host) roots() map[string]Root {
	out := map[string]Root{}
	if h.TFTP != nil {
		out["tftp"] = h.TFTP.Root
	}
	if h.FTP != nil {
		out["ftp"] = h.FTP.Root
	}
	if h.HTTP != nil {
		out["http"] = h.HTTP.Root
	}
	if h.SCP != nil {
		out["scp"] = h.SCP.Root
	}
	if h.SFTP != nil {
		out["sftp"] = h.SFTP.Root
	}
	return out
}
