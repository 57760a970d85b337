// Package nvramfs is the NVRAM of a router: nvram:, with the startup
// configuration and a few small files.
//
//	nv, err := nvramfs.New(afero.NewBasePathFs(afero.NewOsFs(), "state/R1/nvram"), 262136, clock.Now)
//	text, ok := nv.Startup()
//
// # Files
//
// startup-config, private-config and underlying-config, another name of the
// startup-config, are always listed, first, with the top indices
// (ios-files.md 3.3). An empty startup-config cannot be opened: KindNotExist.
// There are no directories and no dates. Letter case does not tell names apart.
//
// With compression (SetCompression) a startup-config takes, and is listed with, the
// room of its compressed form; underlying-config is listed with that of its text.
//
// # The folder
//
// Files lie in the folder as they are, for people to read, and are loaded by New
// and Load. The folder .iosim keeps a second copy of the startup-config and the
// checksums of its last contents. A startup-config that is not what was written
// is taken for a person's edit if it is plain text that ends in a line "end"; or
// else, cut off or overwritten, the second copy replaces it (see Recovered).
package nvramfs

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/spf13/afero"
)

// The files that are always there.
const (
	StartupConfig    = "startup-config"
	PrivateConfig    = "private-config"
	UnderlyingConfig = "underlying-config"
)

const (
	overhead  = 52   // bytes that the two configurations take beside their own
	blockSize = 1024 // bytes that other files are rounded up to
	maxName   = 255
)

// FS is a router's NVRAM. It implements ifs.FS, ifs.DirReader, ifs.Statter,
// ifs.Remover, ifs.Renamer and ifs.Formatter.
type FS struct {
	b    afero.Fs
	size int64

	mu        sync.Mutex
	startup   *data   // nil: erased
	private   []byte  // what private-config holds
	files     []*data // the others, in the order of their indices
	software  string  // what SetSoftware said
	packs     bool    // what SetCompression said
	meta      meta
	recovered string
	writers   map[*writer]struct{}
	changed   func(ifs.Change) // what OnChange said
	changes   []ifs.Change     // made since the lock was taken
}

// data is a file's content; it is never changed, only replaced.
type data struct {
	name  string
	bytes []byte
	cost  int64 // bytes that it takes
}

var _ interface {
	ifs.FS
	ifs.DirReader
	ifs.Statter
	ifs.Remover
	ifs.Renamer
	ifs.Formatter
} = (*FS)(nil)

// New loads an NVRAM of size bytes (262136 on an ISR G2) from backing. The device
// time has no use yet, as NVRAM keeps no dates; it may be nil.
func New(backing afero.Fs, size int64, _ func() time.Time) (*FS, error) {
	f := &FS{b: backing, size: size, writers: map[*writer]struct{}{}}
	if err := f.Load(); err != nil {
		return nil, err
	}
	return f, nil
}

// Load reads the folder again, as a router does its NVRAM when it starts.
func (f *FS) Load() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if err := f.load(); err != nil {
		return &ifs.Error{Op: ifs.OpOpen, Name: ifs.Name{Prefix: "nvram"}, Kind: ifs.KindIO, Err: err}
	}
	return nil
}

// Startup is the startup configuration; false if there is none.
func (f *FS) Startup() ([]byte, bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.startup == nil {
		return nil, false
	}
	return slices.Clone(f.startup.bytes), true
}

// SetStartup replaces the startup configuration. KindNoSpace if it does not fit.
// Empty content erases it.
func (f *FS) SetStartup(content []byte) error { return f.set(StartupConfig, content) }

// Private is the content of private-config.
func (f *FS) Private() []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.private)
}

// SetPrivate replaces private-config.
func (f *FS) SetPrivate(content []byte) error { return f.set(PrivateConfig, content) }

func (f *FS) set(name string, content []byte) error {
	n := ifs.Name{Prefix: "nvram", Path: name}
	f.mu.Lock()
	defer f.unlock()
	if f.length(name, content) > f.room(nil, name) {
		return fail(ifs.OpWrite, n, ifs.KindNoSpace, nil)
	}
	return host(ifs.OpWrite, n, f.store(name, slices.Clone(content)))
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

// fileName is the name by which a change is told.
func fileName(key string) ifs.Name { return ifs.Name{Prefix: "nvram", Path: "/" + key} }

// SetSoftware tells which software version the device runs: it is noted with each
// startup-config that is written from now on.
func (f *FS) SetSoftware(version string) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.software = version
}

// WrittenBy is the software version that wrote the startup-config, "" if that is
// not known. IOS asks before another version overwrites it (ios-files.md 6.8).
func (f *FS) WrittenBy() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.meta.WrittenBy
}

// Recovered tells what was wrong with the startup-config when it was last loaded
// and that the copy of the last good one took its place; "" if nothing was.
func (f *FS) Recovered() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.recovered
}

// Damaged reports whether there is a startup-config that cannot be read: what was
// loaded was damaged and had no good copy.
func (f *FS) Damaged() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.recovered != "" && f.startup == nil
}

// Info is the row of show file systems.
func (f *FS) Info() ifs.Info {
	f.mu.Lock()
	defer f.mu.Unlock()
	return ifs.Info{Size: f.size, Free: max(0, f.size-f.used()), Type: ifs.NVRAM, Access: ifs.ReadWrite}
}

// used is the room taken by what is stored (ios-files.md 1).
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

// blocks is what a file other than the configurations takes.
func blocks(size int64) int64 {
	return max(1, (size+blockSize-1)/blockSize) * blockSize
}

// cost is what a file of size bytes takes under the name.
func cost(name string, size int64) int64 {
	if name == StartupConfig || name == PrivateConfig {
		return size
	}
	return blocks(size)
}

// room is how long the file name may become: what is free and its present
// content's room, less what writers other than w may still need.
func (f *FS) room(w *writer, name string) int64 {
	left := f.size - f.used()
	for o := range f.writers {
		if o != w {
			left -= max(0, o.need-f.held(o.key))
		}
	}
	left += f.held(name)
	if name != StartupConfig && name != PrivateConfig {
		left = left / blockSize * blockSize
		if left == 0 {
			return -1 // not even an empty file
		}
	}
	return left
}

// held is the room that the present content of name takes.
func (f *FS) held(name string) int64 {
	if d := f.get(name); d != nil {
		return d.cost
	}
	return 0
}

// get finds a file by its key; nil if it is not there.
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

// key is the file that a name means: the three fixed ones by their own spelling.
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

// topIndex is the index of underlying-config, the last of the three: 255 where
// the NVRAM has 262136 bytes, 191 where it has 196600 (ios-files.md 3.3).
func (f *FS) topIndex() int { return int(f.size / blockSize) }

// perm is what dir prints (ios-files.md 3.3).
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
