package wire

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// Dir is a folder that gets three files for each transfer: NNN-PROTOCOL-NAME.pcap
// for packet analyzers, and the ladder as .txt and .svg. It is safe for concurrent
// use.
type Dir struct {
	path string

	mu     sync.Mutex
	number int
	open   map[*Recorder]bool
	err    error // the first error
}

// OpenDir opens a folder, which it creates if necessary. Numbers continue after
// those of earlier captures in it.
func OpenDir(path string) (*Dir, error) {
	if err := os.MkdirAll(path, 0o755); err != nil {
		return nil, err
	}
	d := &Dir{path: path, open: map[*Recorder]bool{}}
	old, err := filepath.Glob(filepath.Join(path, "[0-9][0-9][0-9]*-*.pcap"))
	if err != nil {
		return nil, err
	}
	for _, name := range old {
		var n int
		if _, err := fmt.Sscanf(filepath.Base(name), "%d-", &n); err == nil {
			d.number = max(d.number, n)
		}
	}
	return d, nil
}

// Begin starts the capture of the transfer of a file by a device; now returns the
// device time. The files are complete after End of the recorder, or Close of d. If
// d is nil, the recorder has only the other readers.
func (d *Dir) Begin(device, proto, name string, now func() time.Time, others ...Reader) *Recorder {
	if d == nil {
		return NewRecorder(proto, now, others...)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.number++
	base := filepath.Join(d.path, fmt.Sprintf("%03d-%s-%s", d.number, proto, safe(name)))
	readers := others
	f, err := os.Create(base + ".pcap")
	if err == nil {
		title := fmt.Sprintf("%s: %s %s", device, proto, name)
		readers = append([]Reader{NewPcap(f), NewLadder(device, proto, title, func(l *Ladder) error { return l.writeFiles(base) })}, others...)
	} else if d.err == nil {
		d.err = err
	}
	r := NewRecorder(proto, now, readers...)
	d.open[r] = true
	r.onEnd = func(err error) {
		d.mu.Lock()
		defer d.mu.Unlock()
		delete(d.open, r)
		d.err = errors.Join(d.err, err)
	}
	return r
}

// safe returns name in a form that can be part of a file name.
func safe(name string) string {
	name = strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || r == '.' || r == '-' || r == '_' {
			return r
		}
		return '_'
	}, name)
	if len(name) > 80 {
		name = name[:80]
	}
	if name == "" {
		return "directory"
	}
	return name
}

func (l *Ladder) writeFiles(base string) error {
	return errors.Join(writeFile(base+".txt", l.WriteText), writeFile(base+".svg", l.WriteSVG))
}

// Close ends the captures in progress and returns the first error.
func (d *Dir) Close() error {
	if d == nil {
		return nil
	}
	d.mu.Lock()
	var open []*Recorder
	for r := range d.open {
		open = append(open, r)
	}
	d.mu.Unlock()
	for _, r := range open {
		_ = r.Flush() // onEnd keeps the error
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.err
}
