package ifs

import (
	"context"
	"io"
	"time"
)

// FS is the interface every file system implements. All other operations are
// optional interfaces (see below) and are called through the package function of
// the same name, which returns an error of KindUnsupported if the file system lacks
// the operation. Callers make no type assertions.
//
// The package functions also ask the permit of their context (see WithPermit); commands
// and servers call Open and Create through them too.
//
// All names are canonical, as Table.Resolve returns them: Prefix is that of the
// mount and Path is local to it. Implementations are safe for concurrent use and
// return an *Error for every failure that a user can cause.
type FS interface {
	// Info returns the file system's row of show file systems.
	Info() Info
	// Open opens a file for reading. The error is of KindNotExist if there is none.
	Open(ctx context.Context, name Name) (File, error)
	// Create starts writing a file. Nothing is visible before Commit, which
	// replaces an older file of the same name. size is the exact length in bytes,
	// or -1 if it is unknown. A file that cannot fit is refused with KindNoSpace
	// before any byte is written.
	Create(ctx context.Context, name Name, size int64) (Writer, error)
}

// File is a file open for reading. A local file also implements io.ReaderAt.
type File interface {
	io.ReadCloser
	// Size returns the length in bytes, or -1 if the source did not say.
	Size() int64
}

// Writer receives the bytes of a new file. The first call of Commit or Abort ends
// it; later calls do nothing and return nil.
type Writer interface {
	io.Writer
	// Commit makes the file visible, complete and durable.
	Commit() error
	// Abort leaves the file system as it was before Create.
	Abort() error
}

// Cloner is implemented by writers that can take over a whole file without copying
// its bytes, such as between two disks in memory. If ok is false, nothing has
// happened and the bytes have to be written; otherwise err is what Write would have
// returned.
type Cloner interface {
	Clone(src File) (n int64, ok bool, err error)
}

// ModTimeSetter is implemented by writers that can give their file another
// modification time than the moment of the commit. The last call before Commit
// counts.
type ModTimeSetter interface{ SetModTime(t time.Time) }

// SetModTime sets the modification time of the file that w writes. It does nothing
// if w is no ModTimeSetter.
func SetModTime(w Writer, t time.Time) {
	if d, ok := w.(ModTimeSetter); ok {
		d.SetModTime(t)
	}
}

// RangeCopier is implemented by writers that can copy from another file without a
// buffer in between, such as between two files of the host. CopyRange appends up to
// n of the next bytes of src. It returns 0 and no error if it cannot copy from src,
// which may still have bytes to read.
type RangeCopier interface {
	CopyRange(src File, n int64) (int64, error)
}

// Type is the type of a file system as printed by show file systems (ios-files.md
// 2.1).
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

// Access says whether a file system can be read and written, as printed by show
// file systems (ios-files.md 2.1).
type Access string

// The accesses.
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
	Absent     bool // an empty slot: it is listed, and every operation fails with KindNoDevice
}

// Entry is one row of a directory.
type Entry struct {
	Name    string    // last component of the path, spelled as it was created
	Size    int64     // bytes; -1 prints "<no size>"
	Dir     bool      // a directory
	Perm    string    // four characters, as dir prints them: "-rw-", "drw-", "----"
	Index   int       // number of the file among all files of the device
	ModTime time.Time // the zero time prints "<no date>", or FAT's zero date on a FAT disk
	Deleted bool      // deleted but not yet squeezed; see Undeleter
}

// DirReader is implemented by file systems that have directories. ReadDir returns
// the entries of dir itself in the file system's own order (by slot, not sorted).
// The error is of KindNotDir if dir is a file.
type DirReader interface {
	ReadDir(ctx context.Context, dir Name) ([]Entry, error)
}

// Statter is implemented by file systems that can describe a file or directory
// without opening it.
type Statter interface {
	Stat(ctx context.Context, name Name) (Entry, error)
}

// Remover is implemented by file systems that can delete a file. The error is of
// KindIsDir for a directory.
type Remover interface {
	Remove(ctx context.Context, name Name) error
}

// DirMaker is implemented by file systems that can make and remove directories. The
// error of Rmdir is of KindNotEmpty if the directory has entries.
type DirMaker interface {
	Mkdir(ctx context.Context, name Name) error
	Rmdir(ctx context.Context, name Name) error
}

// Renamer is implemented by file systems that can rename a file or directory. The
// error is of KindExist if the new name is taken.
type Renamer interface {
	Rename(ctx context.Context, from, to Name) error
}

// Formatter is implemented by file systems that can be formatted, which leaves them
// empty.
type Formatter interface {
	Format(ctx context.Context) error
}

// ReadDir lists the directory dir of fs (see DirReader).
func ReadDir(ctx context.Context, fs FS, dir Name) ([]Entry, error) {
	if err := Allowed(ctx, fs, OpOpen, dir); err != nil {
		return nil, err
	}
	if r, ok := fs.(DirReader); ok {
		return r.ReadDir(ctx, dir)
	}
	return nil, unsupported(OpOpen, dir)
}

// Stat describes the file or directory called name (see Statter). Unlike fs.Stat it
// does not fall back to Open, which starts a transfer on a network file system and
// waits for a sender on the user's line.
func Stat(ctx context.Context, fs FS, name Name) (Entry, error) {
	if err := Allowed(ctx, fs, OpOpen, name); err != nil {
		return Entry{}, err
	}
	if s, ok := fs.(Statter); ok {
		return s.Stat(ctx, name)
	}
	return Entry{}, unsupported(OpOpen, name)
}

// Remove deletes the file called name.
func Remove(ctx context.Context, fs FS, name Name) error {
	if err := Allowed(ctx, fs, OpDelete, name); err != nil {
		return err
	}
	if r, ok := fs.(Remover); ok {
		return r.Remove(ctx, name)
	}
	return unsupported(OpDelete, name)
}

// Mkdir makes the directory called name.
func Mkdir(ctx context.Context, fs FS, name Name) error {
	if err := Allowed(ctx, fs, OpMkdir, name); err != nil {
		return err
	}
	if m, ok := fs.(DirMaker); ok {
		return m.Mkdir(ctx, name)
	}
	return unsupported(OpMkdir, name)
}

// Rmdir removes the empty directory called name.
func Rmdir(ctx context.Context, fs FS, name Name) error {
	if err := Allowed(ctx, fs, OpRmdir, name); err != nil {
		return err
	}
	if m, ok := fs.(DirMaker); ok {
		return m.Rmdir(ctx, name)
	}
	return unsupported(OpRmdir, name)
}

// Rename renames from to to within fs.
func Rename(ctx context.Context, fs FS, from, to Name) error {
	if err := Allowed(ctx, fs, OpRename, from); err != nil {
		return err
	}
	if r, ok := fs.(Renamer); ok {
		return r.Rename(ctx, from, to)
	}
	return unsupported(OpRename, from)
}

// Format makes fs empty. name stands for fs in errors.
func Format(ctx context.Context, fs FS, name Name) error {
	if err := Allowed(ctx, fs, OpFormat, name); err != nil {
		return err
	}
	if f, ok := fs.(Formatter); ok {
		return f.Format(ctx)
	}
	return unsupported(OpFormat, name)
}

func unsupported(op Op, name Name) error {
	return &Error{Op: op, Name: name, Kind: KindUnsupported}
}
