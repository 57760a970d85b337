package spec

import "path/filepath"

// Lab is a lab as its file describes it.
type Lab struct {
	Name    string          `yaml:"name"`
	Title   string          `yaml:"title"`
	Devices Ordered[Device] `yaml:"devices"`
	Hosts   Ordered[Host]   `yaml:"hosts"`
	Links   map[string]Link `yaml:"links"`
	// Trust is a file of certificates (PEM) that devices take beside those of the
	// lab's hosts; with Insecure they take any.
	Trust    string `yaml:"trust"`
	Insecure bool   `yaml:"insecure"`
	// Outside says what is behind addresses that no node has: nothing (OutsideRefuse, or
	// ""), or what this machine reaches.
	Outside string `yaml:"outside"`

	// Dir is the folder that relative paths of the file start from.
	Dir string `yaml:"-"`
}

// The values of Outside.
const (
	OutsideRefuse   = "refuse"
	OutsideAllow    = "allow"    // they are dialed as they are, but for this machine's loopback
	OutsideLoopback = "loopback" // the loopback addresses of devices are this machine's
)

// Path resolves a path of the lab file: relative ones start from the file's folder.
func (s *Lab) Path(p string) string {
	if filepath.IsAbs(p) {
		return p
	}
	return filepath.Join(s.Dir, p)
}

// FirstDevice is the name of the device whose console is shown by default.
func (s *Lab) FirstDevice() string {
	d := s.Devices[0]
	if d.Value.Count > 1 {
		return d.Name + "-1"
	}
	return d.Name
}
