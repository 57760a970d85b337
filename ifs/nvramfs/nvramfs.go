// Package nvramfs implements the NVRAM of a router, nvram:, which holds the startup
// configuration and a few small files.
//
//	nv, err := nvramfs.New(afero.NewBasePathFs(afero.NewOsFs(), "state/R1/nvram"), 262136)
//	text, ok := nv.Startup()
//
// # Files
//
// startup-config, private-config and underlying-config, another name of the
// startup-config, are always listed, first and with the highest indices
// (ios-files.md 3.3). An empty startup-config cannot be opened: KindNotExist. There
// are no directories and no dates. Letter case is not significant.
//
// With compression (SetCompression) a startup-config occupies, and is listed with,
// the size of its compressed form; underlying-config is listed with the size of the
// text.
//
// # The folder
//
// Files are stored in the folder as plain text and read by New and Load. The folder
// .iosim keeps a second copy of the startup-config and the checksums of its last
// contents. A startup-config with another checksum is taken for an edit from
// outside if it is plain text that ends in a line "end"; otherwise it is damaged,
// and the second copy replaces it (see Damaged).
package nvramfs

import (
	"fmt"
	"slices"
	"strings"
	"sync"

	"github.com/iosim/iosim/ifs"
	"github.com/spf13/afero"
)

// The files that always exist.
const (
	StartupConfig    = "startup-config"
	PrivateConfig    = "private-config"
	UnderlyingConfig = "underlying-config"
)

const (
	overhead  = 52   // bytes that the two configurations occupy besides their content
	blockSize = 1024 // other files are rounded up to a multiple of this
	maxName   = 255
)

// FS is a router's NVRAM. It implements ifs.FS, ifs.DirReader, ifs.Statter,
// ifs.Remover, ifs.Renamer and ifs.Formatter.
type FS struct {
	b    afero.Fs
	size int64

	mu       sync.Mutex
	startup  *data   // nil if erased
	private  []byte  // content of private-config
	files    []*data // the other files, ordered by index
	software string  // see SetSoftware
	compress bool    // see SetCompression
	meta     meta
	damaged  bool // the startup-config was damaged when last loaded
	writers  map[*writer]struct{}
	changed  func(ifs.Change) // see OnChange
	changes  []ifs.Change     // made since the lock was taken
}

// data is the content of a file. It is immutable.
type data struct {
	name  string
	bytes []byte
	cost  int64 // bytes occupied
}

var _ interface {
	ifs.FS
	ifs.DirReader
	ifs.Statter
	ifs.Remover
	ifs.Renamer
	ifs.Formatter
} = (*FS)(nil)

// New loads an NVRAM of size bytes (262136 on an ISR G2) from backing.
func New(backing afero.Fs, size int64) (*FS, error) {
	f := &FS{b: backing, size: size, writers: map[*writer]struct{}{}}
	if err := f.Load(); err != nil {
		return nil, err
	}
	return f, nil
}

// Load reads the folder again, as a router reads its NVRAM when it starts.
func (f *FS) Load() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.load(); err != nil {
		return &ifs.Error{Op: ifs.OpOpen, Name: ifs.Name{Prefix: "nvram"}, Kind: ifs.KindIO, Err: err}
	}
	return nil
}

// Startup returns the startup configuration. The result is false if there is none.
func (f *FS) Startup() ([]byte, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.startup == nil {
		return nil, false
	}
	return slices.Clone(f.startup.bytes), true
}

// SetStartup replaces the startup configuration; empty content erases it. The error
// is of KindNoSpace if it does not fit.
func (f *FS) SetStartup(content []byte) error { return f.set(StartupConfig, content) }

func (f *FS) set(name string, content []byte) error {
	n := ifs.Name{Prefix: "nvram", Path: name}
	f.mu.Lock()
	defer f.unlock()
	if f.length(name, content) > f.room(nil, name) {
		return fail(ifs.OpWrite, n, ifs.KindNoSpace, nil)
	}
	return hostError(ifs.OpWrite, n, f.store(name, slices.Clone(content)))
}

// OnChange has changed called after each change of a file that was made through the file
// system, with no lock of the file system held. What a person changes in the folder is not
// told.
func (f *FS) OnChange(changed func(ifs.Change)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.changed = changed
}

// note notes a change of a file, which unlock tells; f.mu is held.
func (f *FS) note(kind ifs.ChangeKind, key string, size int64) {
	f.noteChange(ifs.Change{Kind: kind, Name: fileName(key), Size: size})
}

func (f *FS) noteChange(c ifs.Change) {
	if f.changed != nil {
		f.changes = append(f.changes, c)
	}
}

// unlock gives the lock back and tells what has changed under it.
func (f *FS) unlock() {
	changed, changes := f.changed, f.changes
	f.changes = nil
	f.mu.Unlock()
	for _, c := range changes {
		changed(c)
	}
}

// fileName is the name of a file in the events.
func fileName(key string) ifs.Name { return ifs.Name{Prefix: "nvram", Path: "/" + key} }

// SetSoftware sets the software version recorded with each startup-config written
// from now on.
func (f *FS) SetSoftware(version string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.software = version
}

// WrittenBy returns the software version that wrote the startup-config, or "" if it is
// not known. IOS asks before another version overwrites it (ios-files.md 6.8).
func (f *FS) WrittenBy() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.meta.WrittenBy
}

// Damaged reports whether the startup-config cannot be read: it was damaged when
// loaded and had no valid second copy.
func (f *FS) Damaged() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.damaged && f.startup == nil
}

// Info returns the row of show file systems.
func (f *FS) Info() ifs.Info {
	f.mu.Lock()
	defer f.mu.Unlock()
	return ifs.Info{Size: f.size, Free: max(0, f.size-f.used()), Type: ifs.NVRAM, Access: ifs.ReadWrite}
}

// used returns the bytes occupied (ios-files.md 1).
func (f *FS) used() int64 {
	n := int64(len(f.private) + overhead)
	if f.startup != nil {
		n += f.startup.cost
	}
	for _, d := range f.files {
		n += d.cost
	}
	return n
}

// blocks returns the bytes that a file other than the configurations occupies.
func blocks(size int64) int64 {
	return max(1, (size+blockSize-1)/blockSize) * blockSize
}

// cost returns the bytes that a file of the given name and size occupies.
func cost(name string, size int64) int64 {
	if name == StartupConfig || name == PrivateConfig {
		return size
	}
	return blocks(size)
}

// room returns the maximum length of the file called name: the free space and the
// space of its present content, less what writers other than w have reserved.
func (f *FS) room(w *writer, name string) int64 {
	left := f.size - f.used()
	for o := range f.writers {
		if o != w {
			left -= max(0, o.reserved-f.occupied(o.key))
		}
	}
	left += f.occupied(name)
	if name != StartupConfig && name != PrivateConfig {
		left = left / blockSize * blockSize
		if left == 0 {
			return -1 // not even an empty file fits
		}
	}
	return left
}

// occupied returns the bytes that the present content of name occupies.
func (f *FS) occupied(name string) int64 {
	if d := f.get(name); d != nil {
		return d.cost
	}
	return 0
}

// get returns the file with the given key, or nil.
func (f *FS) get(key string) *data {
	switch key {
	case StartupConfig:
		return f.startup
	case PrivateConfig:
		return &data{PrivateConfig, f.private, int64(len(f.private))}
	}
	for _, d := range f.files {
		if strings.EqualFold(d.name, key) {
			return d
		}
	}
	return nil
}

// key returns the key of the file called name. The three fixed files have their own
// spelling.
func key(name ifs.Name) (string, ifs.Kind) {
	elems := name.Elements()
	switch {
	case len(elems) == 0:
		return "", ifs.KindIsDir
	case len(elems) > 1:
		return "", ifs.KindNotExist
	case !validName(elems[0]):
		return "", ifs.KindInvalid
	case name.Base() == "":
		return "", ifs.KindNotDir
	}
	for _, fixed := range []string{StartupConfig, PrivateConfig} {
		if strings.EqualFold(elems[0], fixed) {
			return fixed, 0
		}
	}
	if strings.EqualFold(elems[0], UnderlyingConfig) {
		return StartupConfig, 0
	}
	return elems[0], 0
}

func fixed(key string) bool { return key == StartupConfig || key == PrivateConfig }

// topIndex returns the index of underlying-config, the last of the three: 255 if
// the NVRAM has 262136 bytes, 191 if it has 196600 (ios-files.md 3.3).
func (f *FS) topIndex() int { return int(f.size / blockSize) }

// perm returns the permissions that dir prints (ios-files.md 3.3).
func perm(name string) string {
	if strings.HasPrefix(name, "private-") || strings.HasPrefix(name, "persistent-") {
		return "----"
	}
	return "-rw-"
}

func (f *FS) rows() []ifs.Entry {
	var startup, plain int64
	if f.startup != nil {
		startup, plain = f.startup.cost, int64(len(f.startup.bytes))
	}
	top := f.topIndex()
	rows := []ifs.Entry{
		{Name: StartupConfig, Size: startup, Perm: "-rw-", Index: top - 2},
		{Name: PrivateConfig, Size: int64(len(f.private)), Perm: "----", Index: top - 1},
		{Name: UnderlyingConfig, Size: plain, Perm: "-rw-", Index: top},
	}
	for i, d := range f.files {
		rows = append(rows, ifs.Entry{Name: d.name, Size: int64(len(d.bytes)), Perm: perm(d.name), Index: i + 1})
	}
	return rows
}

// String describes the NVRAM for logs.
func (f *FS) String() string { return fmt.Sprintf("nvram: of %d bytes", f.size) }
