package diskfs

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/afero"
)

// The journal keeps the order of directories. It has a record for each entry
// created or renamed: a line of JSON preceded by a newline, so that a torn record
// damages no other. Deletions are not recorded: a record without a file is ignored.
// Losing the journal loses the order and the dates of directories, never a file.
const (
	journalFile = "/" + metaDir + "/order"
	tmpDir      = "/" + metaDir + "/tmp"
)

// maxSlot bounds what a damaged journal can make the program allocate.
const maxSlot = 1 << 16

// maxJournal is the maximum number of bytes read of a journal.
const maxJournal = 64 << 20

type journal struct {
	b     afero.Fs
	lines int // records in the file
	ready bool
}

// record says that the entry Path has the given slot. From is its name before, if
// it was renamed.
type record struct {
	Path string `json:"p"`
	Slot int    `json:"s"`
	From string `json:"f,omitempty"`
	Time int64  `json:"t,omitempty"` // of directories: device time in Unix seconds; 0 is the zero date
}

// noSlot is the slot of an entry that is not in the journal.
const noSlot = maxSlot

// order is what the journal says about an entry and the entries below it.
type order struct {
	slot     int
	time     time.Time
	children map[string]*order
}

func (o *order) child(name string) *order {
	if o == nil {
		return nil
	}
	return o.children[name]
}

func (o *order) slotOf(name string) int {
	if c := o.child(name); c != nil {
		return c.slot
	}
	return noSlot
}

// insert returns the entry of elems, adding what is missing on the way.
func (o *order) insert(elems []string) *order {
	for _, e := range elems {
		c := o.children[e]
		if c == nil {
			c = &order{slot: noSlot}
			if o.children == nil {
				o.children = map[string]*order{}
			}
			o.children[e] = c
		}
		o = c
	}
	return o
}

func (o *order) apply(r record) {
	elems := strings.Split(strings.Trim(r.Path, "/"), "/")
	if r.Slot < 0 || r.Slot >= maxSlot || len(elems) > 256 {
		return
	}
	if r.From != "" {
		from := strings.Split(strings.Trim(r.From, "/"), "/")
		d := o.insert(from[:len(from)-1])
		if moved := d.child(from[len(from)-1]); moved != nil {
			delete(d.children, from[len(from)-1])
			to := o.insert(elems[:len(elems)-1])
			if to.children == nil {
				to.children = map[string]*order{}
			}
			to.children[elems[len(elems)-1]] = moved
		}
	}
	e := o.insert(elems)
	e.slot, e.time = r.Slot, fromUnix(r.Time)
	if r.From == "" {
		e.children = nil // a new directory under an old name
	}
}

// load replays the journal. Invalid records are ignored.
func (j *journal) load() (*order, error) {
	o := &order{}
	f, err := j.b.Open(journalFile)
	if errors.Is(err, fs.ErrNotExist) {
		return o, nil
	}
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxJournal))
	if err != nil {
		return nil, err
	}
	for line := range bytes.Lines(data) {
		var r record
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		j.lines++
		if json.Unmarshal(line, &r) == nil {
			o.apply(r)
		}
	}
	return o, nil
}

// encode appends the line of a record to buf.
func encode(buf []byte, r record) ([]byte, error) {
	b, err := json.Marshal(r)
	if err != nil {
		return buf, err
	}
	return append(append(buf, '\n'), b...), nil
}

// recordOf returns the record of an entry as it is.
func recordOf(n *node) record {
	r := record{Path: n.path(), Slot: n.slot}
	if n.dir && !n.time.IsZero() {
		r.Time = n.time.Unix()
	}
	return r
}

// append appends records with a single write.
func (j *journal) append(rs ...record) error {
	var buf []byte
	for _, r := range rs {
		var err error
		if buf, err = encode(buf, r); err != nil {
			return err
		}
	}
	f, err := j.open(journalFile, os.O_WRONLY|os.O_CREATE|os.O_APPEND)
	if err != nil {
		return err
	}
	_, err = f.Write(buf)
	j.lines += len(rs)
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	return err
}

// open opens a file in the disk's own folder, creating the folder if necessary.
func (j *journal) open(name string, flag int) (afero.File, error) {
	if err := j.prepare(); err != nil {
		return nil, err
	}
	f, err := j.b.OpenFile(name, flag, 0o644)
	if errors.Is(err, fs.ErrNotExist) {
		j.ready = false // the folder was removed from outside
		if err := j.prepare(); err != nil {
			return nil, err
		}
		f, err = j.b.OpenFile(name, flag, 0o644)
	}
	return f, err
}

// prepare creates the folder of the journal and of temporary files.
func (j *journal) prepare() error {
	if j.ready {
		return nil
	}
	if err := j.b.MkdirAll(tmpDir, 0o755); err != nil {
		return err
	}
	j.ready = true
	return nil
}

// compact rewrites the journal if much of it is out of date.
func (j *journal) compact(root *node) error {
	if j.lines <= 2*root.descendants+64 {
		return nil
	}
	var buf []byte
	lines := 0
	var walk func(d *node) error
	walk = func(d *node) (err error) {
		for _, n := range d.children() {
			if buf, err = encode(buf, recordOf(n)); err != nil {
				return err
			}
			lines++
			if n.dir {
				if err := walk(n); err != nil {
					return err
				}
			}
		}
		return nil
	}
	if err := walk(root); err != nil {
		return err
	}
	if err := j.replace(buf); err != nil {
		return err
	}
	j.lines = lines
	return nil
}

// replace replaces the whole journal by data.
func (j *journal) replace(data []byte) error {
	const tmp = tmpDir + "/order"
	f, err := j.open(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	if cerr := f.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = j.b.Rename(tmp, journalFile)
	}
	if err != nil {
		_ = j.b.Remove(tmp)
	}
	return err
}

func fromUnix(s int64) time.Time {
	if s == 0 {
		return time.Time{}
	}
	return time.Unix(s, 0).UTC()
}
