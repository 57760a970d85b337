package ifs

import (
	"context"
	"io"
	"time"
)

// FS is the whole contract of a file system. Every other power is an optional
// interface below, reached through the package function of the same name, which
// answers KindUnsupported where a file system lacks it; callers never assert.
//
// All names are canonical (Table.Resolve made them): Prefix is the mount's own
// and Path is local to it. Implementations are safe for concurrent use and
// return *Error for every failure that a user can cause.
type FS interface {
	// Info is one row of show file systems.
	Info() Info
	// Open opens a file for reading. KindNotExist if it is absent.
	Open(ctx context.Context, name Name) (File, error)
	// Create starts writing a file; nothing is visible before Commit, which
	// replaces an older file of the name. size is the exact length in bytes, or
	// -1 if it is unknown: a file that cannot fit is refused (KindNoSpace) before a
	// byte moves.
	Create(ctx context.Context, name Name, size int64) (Writer, error)
}

// File is an open file. A local file also implements io.ReaderAt.
type File interface {
	io.ReadCloser
	// Size is the length in bytes, -1 if the source did not tell.
	Size() int64
}

// Writer receives the bytes of a new file. Exactly one of Commit and Abort ends
// it; calls after the first do nothing and return nil.
type Writer interface {
	io.Writer
	// Commit makes the file visible, complete and durable.
	Commit() error
	// Abort leaves the file system as it was before Create.
	Abort() error
}

// Cloner is a Writer that can take a whole file without moving its bytes, such as
// between two disks in memory. ok is false, and nothing has happened, if it cannot
// take this one; err is what Write would have returned.
type Cloner interface {
	Clone(src File) (n int64, ok bool, err error)
}

// Dater is a Writer that is told the date of its file, instead of the moment at
// which it is complete. The last word before Commit counts.
type ModTimeSetter interface{ SetModTime(t time.Time) }

// SetModTime tells a writer the date of its file. A writer that keeps no such date
// goes on as it was.
func SetModTime(w Writer, t time.Time) {
	if d, ok := w.(ModTimeSetter); ok {
		d.SetModTime(t)
	}
}

// Taker is a Writer that can take bytes of a file without a buffer between, such as
// from one file of this machine to another. Take appends up to n of src's next bytes;
// 0 without an error means that it cannot take more of this one, which may have more.
type RangeCopier interface {
	CopyRange(src File, n int64) (int64, error)
}

// Type is the kind of a file system, as show file systems prints it
// (ios-files.md 2.1).
type Type string

// The types of show file systems.
const (
	Opaque   Type = "opaque"
	Network  Type = "network"
	Disk     Type = "disk"
	Flash    Type = "flash"
	USBFlash Type = "usbflash"
	NVRAM    Type = "nvram"
)

// Access is what a file system lets one do, as show file systems prints it.
type Access string

// The flags of show file systems.
const (
	ReadWrite Access = "rw"
	ReadOnly  Access = "ro"
	WriteOnly Access = "wo"
)

// Info describes a file system.
type Info struct {
	Size, Free int64 // bytes; -1 prints "-"
	Type       Type
	Access     Access
	Bootable   bool // a "#" follows the alias (ios-files.md 2.1)
	Absent     bool // an empty slot: listed, every operation is KindNoDevice
}

// Entry is one row of a directory.
type Entry struct {
	Name    string    // last component, as it was created
	Size    int64     // bytes; -1 prints "<no size>"
	Dir     bool      // a directory
	Perm    string    // four characters, as dir prints them: "-rw-", "drw-", "----"
	Index   int       // number over all the files of the device
	ModTime time.Time // zero prints "<no date>", on FAT its zero date
	Deleted bool      // it only takes room: see Keeper
}

// DirReader lists a directory in its own order (creation slots, not sorted). The
// entries of dir itself only; KindNotDir if it is a file.
type DirReader interface {
	ReadDir(ctx context.Context, dir Name) ([]Entry, error)
}

// Statter describes one file or directory without opening it.
type Statter interface {
	Stat(ctx context.Context, name Name) (Entry, error)
}

// Remover deletes one file (KindIsDir for a directory).
type Remover interface {
	Remove(ctx context.Context, name Name) error
}

// DirMaker makes and removes directories. Rmdir of a directory that holds
// something is KindNotEmpty.
type DirMaker interface {
	Mkdir(ctx context.Context, name Name) error
	Rmdir(ctx context.Context, name Name) error
}

// Renamer gives a file or directory a new name in the same file system.
// KindExist if the new name is taken.
type Renamer interface {
	Rename(ctx context.Context, from, to Name) error
}

// Formatter makes the file system new and empty.
type Formatter interface {
	Format(ctx context.Context) error
}

// ReadDir lists dir of fs.
func ReadDir(ctx context.Context, fs FS, dir Name) ([]Entry, error) {
	if r, ok := fs.(DirReader); ok {
		return r.ReadDir(ctx, dir)
	}
	return nil, unsupported(OpOpen, dir)
}

// Stat describes name of fs.
func Stat(ctx context.Context, fs FS, name Name) (Entry, error) {
	if s, ok := fs.(Statter); ok {
		return s.Stat(ctx, name)
	}
	return Entry{}, unsupported(OpOpen, name)
}

// Remove deletes the file name of fs.
func Remove(ctx context.Context, fs FS, name Name) error {
	if r, ok := fs.(Remover); ok {
		return r.Remove(ctx, name)
	}
	return unsupported(OpDelete, name)
}

// Mkdir makes the directory name of fs.
func Mkdir(ctx context.Context, fs FS, name Name) error {
	if m, ok := fs.(DirMaker); ok {
		return m.Mkdir(ctx, name)
	}
	return unsupported(OpMkdir, name)
}

// Rmdir removes the empty directory name of fs.
func Rmdir(ctx context.Context, fs FS, name Name) error {
	if m, ok := fs.(DirMaker); ok {
		return m.Rmdir(ctx, name)
	}
	return unsupported(OpRmdir, name)
}

// Rename gives from the name to within fs.
func Rename(ctx context.Context, fs FS, from, to Name) error {
	if r, ok := fs.(Renamer); ok {
		return r.Rename(ctx, from, to)
	}
	return unsupported(OpRename, from)
}

// Format makes fs new and empty; name is what an error calls it.
func Format(ctx context.Context, fs FS, name Name) error {
	if f, ok := fs.(Formatter); ok {
		return f.Format(ctx)
	}
	return unsupported(OpFormat, name)
}

func unsupported(op Op, name Name) error {
	return &Error{Op: op, Name: name, Kind: KindUnsupported}
}
