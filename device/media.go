package device

import (
	"fmt"
	"sync"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/diskfs"
	"github.com/iosim/iosim/platform"
)

// slots are the slots of a device that take media, by prefix.
type slots struct {
	mu sync.Mutex
	m  map[string]*slot
}

type slot struct {
	row platform.FileSystem
	fs  changeable
}

// changeable is a file system whose medium comes and goes.
type changeable interface {
	ifs.FS
	Insert(backing afero.Fs) error
	Eject()
}

// disk makes the file system of a slot and notes the slot.
func (d *Device) disk(row platform.FileSystem, o Options) (ifs.FS, error) {
	opt := diskfs.Options{
		Prefix: row.Prefix, Type: ifs.Type(row.Type), Access: ifs.Access(row.Access), Bootable: row.Bootable,
		Size: row.Size, Formatted: row.Formatted, Reserved: row.Reserved, Cluster: row.Cluster,
		DirPerm: o.Model.Texts.DirPerm, FilePerm: o.Model.Texts.FilePerm, Now: d.Now,
		Changed: d.fileChanged,
	}
	s := &slot{row: row}
	if row.Backing == platform.ClassB {
		flash, err := diskfs.NewClassB(nil, opt)
		if err != nil {
			return nil, err
		}
		s.fs = classBDisk{flash, d}
	} else {
		s.fs = fatDisk{diskfs.Empty(opt), d}
	}
	d.slots.m[row.Prefix] = s
	if o.Disk == nil {
		return s.fs, nil
	}
	medium, err := o.Disk(row.Prefix)
	if err != nil || medium == nil {
		return s.fs, err
	}
	return s.fs, s.fs.Insert(medium)
}

// pluggable reports whether the row is listed only while a medium is there: a USB
// socket's (ios-files.md 2.1).
func (s *slot) pluggable() bool { return s.row.Backing == platform.USB }

// Insert puts a medium into the slot of that prefix, whatever the device does: a
// USB stick's file system appears, and the log says so (ios-files.md 15). It fails if
// there is no such slot or something is in it.
func (d *Device) Insert(prefix string, medium afero.Fs) error {
	s, err := d.inSlot(prefix, func(s *slot) error {
		if err := s.fs.Insert(medium); err != nil {
			return err
		}
		if s.pluggable() {
			d.files.Mount(prefix, s.fs)
		}
		return nil
	})
	if err != nil {
		return err
	}
	event.Emit(d.events, event.MediumInserted{Name: prefix + ":"})
	d.mediumChanged(s, true)
	return nil
}

// Eject takes the medium out of the slot of that prefix, in use or not: what reads
// or writes it fails with an I/O error. It fails if there is no such slot or
// nothing in it.
func (d *Device) Eject(prefix string) error {
	s, err := d.inSlot(prefix, func(s *slot) error {
		if s.fs.Info().Absent {
			return fmt.Errorf("there is nothing in %s", prefix)
		}
		s.fs.Eject()
		if s.pluggable() {
			d.files.Unmount(prefix)
		}
		return nil
	})
	if err != nil {
		return err
	}
	event.Emit(d.events, event.MediumEjected{Name: prefix + ":"})
	d.mediumChanged(s, false)
	return nil
}

// inSlot does something to the slot of that prefix while nothing else is done to any.
func (d *Device) inSlot(prefix string, do func(*slot) error) (*slot, error) {
	d.slots.mu.Lock()
	defer d.slots.mu.Unlock()
	s, ok := d.slots.m[prefix]
	if !ok {
		return nil, fmt.Errorf("a %s has no slot %s", d.model.PID, prefix)
	}
	return s, do(s)
}

// mediumChanged reports to the software that a medium was inserted or ejected.
func (d *Device) mediumChanged(s *slot, inserted bool) {
	if sys := d.System(); sys != nil && s.pluggable() {
		sys.MediumChanged(s.row.Prefix, s.fs, inserted)
	}
}

// Local is the file system of a slot or of the NVRAM, by its prefix; pluggable reports
// whether it is listed only while it has a medium: a USB socket's (ios-files.md 2.1).
func (d *Device) Local(prefix string) (fs ifs.FS, pluggable, ok bool) {
	if prefix == "nvram" {
		return d.nv, false, true
	}
	d.slots.mu.Lock()
	defer d.slots.mu.Unlock()
	s, ok := d.slots.m[prefix]
	if !ok {
		return nil, false, false
	}
	return s.fs, s.pluggable(), true
}
