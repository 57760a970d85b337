// Package diskfs implements a FAT-like disk (flash0:, usbflash0:) on any afero.Fs:
// a folder of the host, or memory (internal/chunk).
//
//	host := afero.NewBasePathFs(afero.NewOsFs(), "state/R1/flash0")
//	disk := diskfs.Empty(diskfs.Options{Prefix: "flash0", Type: ifs.Disk, Size: 256487424})
//	err := disk.Insert(host)
//
// # Names
//
// Letter case is kept but not significant. A file that replaces another keeps the
// directory entry of the old one: its slot and its spelling. A name must be valid
// UTF-8 of at most 255 bytes without \ * ? " < > | : and control characters; others
// are KindInvalid. No name leads out of the folder.
//
// # Order
//
// A directory lists its entries by slot. A new entry gets the first free slot, as
// on FAT; a replaced file keeps its slot. The order survives a restart.
//
// # Space
//
// A file occupies its size rounded up to clusters, a directory one cluster
// (ios-files.md 1). The space of a file being replaced counts as free, because IOS
// asks before it overwrites and then gives the old content up. Files being written
// have their space reserved, so that no bytes are promised twice. Reserved space is
// not used space: Info shows it only after Commit.
//
// # The folder
//
// Files have their own names in the folder and their device time as modification
// time; a time before 1980 is FAT's zero date. Changes made in the folder from
// outside are seen at the next operation. Symbolic links, special files, names that
// FAT cannot hold and further spellings of a name are ignored. The folder .iosim
// keeps the order and the temporary files. A write is a temporary file, fsync,
// rename and fsync of the directory, so that a process killed at any moment leaves
// the old content or the new. Only one process may use a folder at a time.
package diskfs

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/spf13/afero"
)

// DefaultCluster is the size of a cluster in bytes (ios-files.md 1).
const DefaultCluster = 4096

// Options describes a disk.
type Options struct {
	Prefix   string     // "flash0"; names the disk in errors of Insert and Check
	Type     ifs.Type   // "" means ifs.Disk
	Access   ifs.Access // "" means ifs.ReadWrite
	Bootable bool       // "#" in show file systems
	Size     int64      // usable bytes: "N bytes total"
	// Formatted is the number of usable bytes after Format (ios-files.md 3.2, 10).
	// 0 means that it does not change.
	Formatted int64
	Reserved  int64  // bytes used on an empty medium (ios-files.md 1: 36864 on an 8 GB stick)
	Cluster   int64  // bytes; 0 means DefaultCluster
	Header    int64  // bytes a file occupies besides its content (ios-files.md 4.4: 64 on class B)
	Append    bool   // a new entry goes after all others, not into the first free slot
	DirPerm   string // "" means "drw-"
	FilePerm  string // "" means "-rw-"
	// Now returns the device time for new entries, which is rounded down to two
	// seconds. nil means the host's time. The zero time gives FAT's zero date.
	Now func() time.Time
	// Changed, if non-nil, is called after each change that was made through the file
	// system has been done, with no lock held. What a person changes in the folder is not
	// told.
	Changed func(ifs.Change)
}

func (o Options) withDefaults() Options {
	if o.Type == "" {
		o.Type = ifs.Disk
	}
	if o.Access == "" {
		o.Access = ifs.ReadWrite
	}
	if o.Cluster <= 0 {
		o.Cluster = DefaultCluster
	}
	if o.DirPerm == "" {
		o.DirPerm = "drw-"
	}
	if o.FilePerm == "" {
		o.FilePerm = "-rw-"
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	return o
}

// FS is a disk, or an empty slot for one. It implements ifs.FS, ifs.DirReader,
// ifs.Statter, ifs.Remover, ifs.DirMaker, ifs.Renamer, ifs.Formatter and
// ifs.Checker.
type FS struct {
	o Options

	mu  sync.Mutex
	med *medium // nil if the slot is empty
}

var _ interface {
	ifs.FS
	ifs.DirReader
	ifs.Statter
	ifs.Remover
	ifs.DirMaker
	ifs.Renamer
	ifs.Formatter
} = (*FS)(nil)

// Empty returns a slot without a medium: Info has Absent set, and all operations
// fail with KindNoDevice.
func Empty(o Options) *FS { return &FS{o: o.withDefaults()} }

// Insert puts a medium whose files are those of backing into the empty slot. Files
// that interrupted writes left behind are removed. The error is of KindExist if the
// slot is not empty; it also fails if backing cannot be read.
func (f *FS) Insert(backing afero.Fs) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	root := ifs.Name{Prefix: f.o.Prefix}
	if f.med != nil {
		return &ifs.Error{Op: ifs.OpOpen, Name: root, Kind: ifs.KindExist}
	}
	m, err := load(backing, f.o)
	if err != nil {
		return fail(ifs.OpOpen, root, err)
	}
	f.med = m
	return nil
}

// Eject removes the medium, even while it is in use: open files and writers fail
// with KindIO from then on, and files not committed are lost. It does nothing if
// the slot is empty.
func (f *FS) Eject() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.med != nil {
		f.med.ejected.Store(true)
		f.med = nil
	}
}

// Info returns the row of show file systems. Size is -1 if the slot is empty.
func (f *FS) Info() ifs.Info {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := ifs.Info{Size: -1, Free: -1, Type: f.o.Type, Access: f.o.Access, Bootable: f.o.Bootable, Absent: true}
	if f.med != nil {
		i.Size, i.Free, i.Absent = f.med.o.Size, f.med.free(), false
	}
	return i
}

var errEjected = errors.New("the medium was taken out")

// with calls do with the medium while holding the lock, and turns its error into an
// *ifs.Error about name.
func (f *FS) with(ctx context.Context, op ifs.Op, name ifs.Name, do func(m *medium) error) error {
	if err := ctx.Err(); err != nil {
		return &ifs.Error{Op: op, Name: name, Kind: ifs.KindAborted, Err: err}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.med == nil {
		return &ifs.Error{Op: op, Name: name, Kind: ifs.KindNoDevice}
	}
	if err := f.med.finishUndo(); err != nil {
		return fail(op, name, err)
	}
	return fail(op, name, do(f.med))
}

// changed tells of a change if it was made: if err is nil. It returns err.
func (f *FS) changed(c ifs.Change, err error) error {
	if err == nil && f.o.Changed != nil {
		f.o.Changed(c)
	}
	return err
}

// name is the name of a path of the medium.
func (f *FS) name(path string) ifs.Name { return ifs.Name{Prefix: f.o.Prefix, Path: path} }

// change is with for what writes.
func (f *FS) change(ctx context.Context, op ifs.Op, name ifs.Name, do func(m *medium) error) error {
	return f.with(ctx, op, name, func(m *medium) error {
		if f.o.Access == ifs.ReadOnly {
			return kind(ifs.KindReadOnly)
		}
		return do(m)
	})
}
