// Package diskfs is a FAT-like disk (flash0:, usbflash0:) on any afero.Fs: a
// folder of the host, or memory (internal/chunk).
//
//	host := afero.NewBasePathFs(afero.NewOsFs(), "state/R1/flash0")
//	disk, err := diskfs.New(host, diskfs.Options{Prefix: "flash0", Type: ifs.Disk, Size: 256487424})
//
// # Names
//
// Letter case is kept and does not tell names apart. A file that replaces another
// keeps the directory entry of the old one: its slot and its spelling. A name may
// not hold \ * ? " < > | : or control characters, must be UTF-8 and at most 255
// bytes long: KindInvalid. No name leads out of the folder.
//
// # Order
//
// A directory lists its entries by slot. A new entry takes the first free slot, as
// on FAT; replacing keeps it. The order outlives a restart.
//
// # Space
//
// A file takes its size rounded up to clusters, a directory one cluster
// (ios-files.md 1). What a file replaces counts as free for it: IOS asks before it
// overwrites, and then the old content is given up. Files being written have
// their space reserved, so two of them cannot promise the same bytes. Reserved
// space is not yet used space: Info shows it only after Commit.
//
// # The folder
//
// Files lie in it under their own names, with their device time as time of change;
// one from before 1980 is FAT's zero date. What a person puts there or
// changes there shows at the next look; symbolic links, special files, names that
// FAT cannot hold and second spellings of a name are left alone and not seen. The
// folder .iosim keeps the order and the temporary files. A write is: temporary
// file, fsync, rename, fsync of the directory; a process killed anywhere leaves
// the old content or the new. One process may use a folder at a time.
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

// Options describe a disk.
type Options struct {
	Prefix   string     // "flash0": what errors of New call it
	Type     ifs.Type   // "" is ifs.Disk
	Access   ifs.Access // "" is ifs.ReadWrite
	Bootable bool       // "#" in show file systems
	Size     int64      // usable bytes: "N bytes total"
	// Formatted is the usable bytes once Format has laid the medium out anew (ios-files.md
	// 3.2, 10); 0: as many as before.
	Formatted int64
	Reserved  int64  // bytes used on an empty medium (ios-files.md 1: 36864 on an 8 GB stick)
	Cluster   int64  // bytes; 0 is DefaultCluster
	Header    int64  // bytes that a file takes beside its content (ios-files.md 4.4: 64 on class B)
	Append    bool   // a new entry goes behind all others, not into the first free slot
	DirPerm   string // "" is "drw-"
	FilePerm  string // "" is "-rw-"
	// Now is the device time that new entries get, rounded down to two seconds;
	// nil is the machine's. The zero time gives the zero date.
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

// FS is a disk, or a slot for one. It implements ifs.FS and all its optional
// interfaces.
type FS struct {
	o Options

	mu  sync.Mutex
	med *medium // nil: the slot is empty
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

// New is a disk whose files are those of backing. Files that an interrupted
// write left behind are removed. It fails if backing cannot be read.
func New(backing afero.Fs, o Options) (*FS, error) {
	f := Empty(o)
	if err := f.Insert(backing); err != nil {
		return nil, err
	}
	return f, nil
}

// Empty is a slot without a medium: it is listed, and all else is KindNoDevice.
func Empty(o Options) *FS { return &FS{o: o.withDefaults()} }

// Insert puts a medium into the empty slot. KindExist if there is one already.
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

// Eject takes the medium out, while it is in use or not: open files and writers
// fail with KindIO from then on, and what was not committed is not on the medium.
// An empty slot stays one.
func (f *FS) Eject() {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.med != nil {
		f.med.gone.Store(true)
		f.med = nil
	}
}

// Info is the row of show file systems. Size is -1 in an empty slot.
func (f *FS) Info() ifs.Info {
	f.mu.Lock()
	defer f.mu.Unlock()
	i := ifs.Info{Size: -1, Free: -1, Type: f.o.Type, Access: f.o.Access, Bootable: f.o.Bootable, Absent: true}
	if f.med != nil {
		i.Size, i.Free, i.Absent = f.med.o.Size, f.med.free(), false
	}
	return i
}

// Used is the number of bytes in use: Info's Size less Free. 0 in an empty slot.
func (f *FS) Used() int64 {
	i := f.Info()
	return i.Size - i.Free
}

var errGone = errors.New("the medium was taken out")

// with runs do on the medium, with the lock held, and makes its error one of this
// file system about name.
func (f *FS) with(ctx context.Context, op ifs.Op, name ifs.Name, do func(m *medium) error) error {
	if err := ctx.Err(); err != nil {
		return &ifs.Error{Op: op, Name: name, Kind: ifs.KindAborted, Err: err}
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.med == nil {
		return &ifs.Error{Op: op, Name: name, Kind: ifs.KindNoDevice}
	}
	if err := f.med.whole(); err != nil {
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
