package nvramfs

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/atomicfile"
	"github.com/spf13/afero"
)

const (
	metaDir  = "/.iosim"
	metaFile = metaDir + "/nvram.json"
	copyFile = metaDir + "/startup-config"
	badFile  = metaDir + "/startup-config.bad"
	tmpDir   = metaDir + "/tmp"
)

// meta is what the folder keeps besides the files.
type meta struct {
	// Startup has the SHA-256 sums of the startup-config: the intended one and the
	// one before. While a write is under way either is valid.
	Startup   []string `json:"startup,omitempty"`
	WrittenBy string   `json:"written-by,omitempty"`
	// Before is the software version that wrote the content of the second sum.
	Before string `json:"written-before,omitempty"`
	// Packed says that the startup-config was written with compression.
	Packed bool     `json:"compressed,omitempty"`
	Order  []string `json:"order,omitempty"`
}

func sum(b []byte) string {
	h := sha256.Sum256(b)
	return hex.EncodeToString(h[:])
}

// load reads the folder. The caller holds f.mu.
func (f *FS) load() error {
	if err := f.b.MkdirAll("/", 0o755); err != nil {
		return err
	}
	if l, ok := f.b.(afero.Lstater); ok {
		if info, _, err := l.LstatIfPossible(metaDir); err == nil && !info.IsDir() {
			return errors.New(metaDir + " is no folder")
		}
	}
	if err := f.b.RemoveAll(tmpDir); err != nil {
		return err
	}
	f.meta, f.startup, f.private, f.files, f.damaged = meta{}, nil, nil, nil, false
	if b, err := readFile(f.b, metaFile, f.size+1<<20); err == nil {
		if json.Unmarshal(b, &f.meta) != nil {
			f.meta = meta{} // unreadable: nothing is known about the last write
		}
	} else if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	found, err := f.readAll()
	if err != nil {
		return err
	}
	if d := found[PrivateConfig]; d != nil {
		f.private = d.bytes
	}
	if err := f.checkStartup(found[StartupConfig]); err != nil {
		return err
	}
	delete(found, PrivateConfig)
	delete(found, StartupConfig)
	f.order(found)
	return nil
}

// readAll reads the files of the folder that are valid in NVRAM, by key.
func (f *FS) readAll() (map[string]*data, error) {
	d, err := f.b.Open("/")
	if err != nil {
		return nil, err
	}
	defer d.Close()
	rows, err := d.Readdir(-1)
	if err != nil {
		return nil, err
	}
	found := map[string]*data{}
	for _, r := range rows {
		k, kind := key(ifs.Name{Path: r.Name()})
		if !r.Mode().IsRegular() || kind != 0 || fixed(k) && r.Name() != k {
			continue // not valid in NVRAM, or another spelling of a name already read
		}
		limit := f.size
		if k == StartupConfig && f.meta.Packed {
			limit = maxPacked
		}
		b, err := readFile(f.b, "/"+r.Name(), limit)
		if errors.Is(err, errTooLong) {
			if k == StartupConfig {
				found[k] = &data{name: k} // damaged
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		found[r.Name()] = &data{r.Name(), b, cost(k, int64(len(b)))}
	}
	return found, nil
}

// order sorts the files as the folder's order says; new ones follow by name.
func (f *FS) order(found map[string]*data) {
	take := func(name string) {
		if d := found[name]; d != nil && f.get(name) == nil {
			f.files = append(f.files, d)
		}
	}
	for _, name := range f.meta.Order {
		take(name)
	}
	names := make([]string, 0, len(found))
	for name := range found {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		take(name)
	}
}

// checkStartup decides what the startup-config is, given the file d of the folder.
func (f *FS) checkStartup(d *data) error {
	known := len(f.meta.Startup) > 0
	switch {
	case d == nil || !known && len(d.bytes) == 0: // erased, or removed from outside
		f.meta.Startup, f.meta.WrittenBy, f.meta.Before = nil, "", ""
		return remove(f.b, copyFile)
	case !known || slices.Contains(f.meta.Startup, sum(d.bytes)):
		return f.acceptStartup(d.bytes)
	case isEdit(d.bytes):
		f.meta.WrittenBy, f.meta.Before = "", ""
		return f.acceptStartup(d.bytes)
	}
	return f.recover(d.bytes)
}

// acceptStartup takes b as the startup-config and updates the sums and the second
// copy.
func (f *FS) acceptStartup(b []byte) error {
	f.startup = &data{StartupConfig, b, size(b, f.meta.Packed)}
	s := sum(b)
	if i := slices.Index(f.meta.Startup, s); i > 0 {
		f.meta.WrittenBy = f.meta.Before
	}
	if c, err := readFile(f.b, copyFile, maxPacked); err == nil && bytes.Equal(c, b) && slices.Equal(f.meta.Startup, []string{s}) {
		return nil
	}
	f.meta.Startup, f.meta.Before = []string{s}, ""
	if err := f.write(copyFile, b); err != nil {
		return err
	}
	return f.writeMeta(f.meta)
}

// isEdit reports whether a startup-config with an unknown checksum is an edit from
// outside: complete, and plain text.
func isEdit(b []byte) bool {
	lines := strings.Fields(string(b[max(0, len(b)-64):]))
	return isText(b) && len(lines) > 0 && lines[len(lines)-1] == "end"
}

// isText reports whether b is plain text. ^C is allowed, because it may delimit
// banners.
func isText(b []byte) bool {
	return len(b) > 0 && utf8.Valid(b) && !bytes.ContainsFunc(b, func(r rune) bool {
		return r < ' ' && !strings.ContainsRune("\n\r\t\x03", r)
	})
}

// recover replaces a damaged startup-config by the second copy. The damaged content
// is kept beside it.
func (f *FS) recover(bad []byte) error {
	if err := f.write(badFile, bad); err != nil {
		return err
	}
	f.damaged = true
	b, err := readFile(f.b, copyFile, maxPacked)
	switch {
	case err == nil && slices.Contains(f.meta.Startup, sum(b)):
		if err := f.write("/"+StartupConfig, b); err != nil {
			return err
		}
	case isText(bad):
		b = bad
	default:
		return nil
	}
	return f.acceptStartup(b)
}

// store replaces the content of the file called key. If it fails the file is
// unchanged. The caller holds f.mu.
func (f *FS) store(key string, content []byte) error {
	if key == StartupConfig && len(content) == 0 {
		return f.eraseStartup()
	}
	kind := ifs.Created
	if old := f.get(key); old != nil && (key != PrivateConfig || len(old.bytes) > 0) {
		kind, key = ifs.Replaced, old.name
	}
	err := f.keep(key, content)
	if !failed(err) {
		f.note(kind, key, int64(len(content)))
	}
	return err
}

// keep is store without what it tells.
func (f *FS) keep(key string, content []byte) error {
	switch {
	case key == StartupConfig:
		return f.storeStartup(content)
	case key == PrivateConfig:
		err := f.write("/"+PrivateConfig, content)
		if !failed(err) {
			f.private = content
		}
		return err
	}
	if old := f.get(key); old != nil {
		err := f.write("/"+old.name, content)
		if !failed(err) {
			old.bytes, old.cost = content, cost(key, int64(len(content)))
		}
		return err
	}
	if err := f.writeOrder(append(f.names(), key)); err != nil {
		return err
	}
	err := f.write("/"+key, content)
	if !failed(err) {
		f.files = append(f.files, &data{key, content, cost(key, int64(len(content)))})
	}
	return err
}

func (f *FS) storeStartup(content []byte) error {
	m := f.meta
	m.Startup, m.WrittenBy, m.Before, m.Packed = []string{sum(content)}, f.software, f.meta.WrittenBy, f.compress
	if f.startup != nil {
		m.Startup = append(m.Startup, sum(f.startup.bytes))
	}
	// Both sums are written first, so that the old content and the new are valid
	// after a crash.
	was := f.meta
	if err := f.writeMeta(m); err != nil {
		return err
	}
	err := f.write("/"+StartupConfig, content)
	if failed(err) {
		f.meta = was
		return err
	}
	f.startup = &data{StartupConfig, content, size(content, f.compress)}
	_ = f.write(copyFile, content) // the file itself is stored; the next load repeats the copy
	return err
}

func (f *FS) eraseStartup() error {
	err := remove(f.b, "/"+StartupConfig)
	if failed(err) {
		return err
	}
	if f.startup != nil {
		f.note(ifs.Removed, StartupConfig, 0)
	}
	f.startup = nil
	f.meta.Startup, f.meta.WrittenBy, f.meta.Before = nil, "", ""
	_ = remove(f.b, copyFile) // both have no effect without the file, and the
	_ = f.writeMeta(f.meta)   // next load repeats this
	return err
}

func (f *FS) names() []string {
	names := make([]string, 0, len(f.files)+1)
	for _, d := range f.files {
		names = append(names, d.name)
	}
	return names
}

func (f *FS) writeOrder(names []string) error {
	m := f.meta
	m.Order = names
	return f.writeMeta(m)
}

func (f *FS) writeMeta(m meta) error {
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	err = f.write(metaFile, append(b, '\n'))
	if !failed(err) {
		f.meta = m
	}
	return err
}

// failed reports whether err says that a change of the folder was not made. One that was
// made and may be lost in a power cut is told as an error too, but it has happened.
func failed(err error) bool { return err != nil && !atomicfile.IsUnsynced(err) }

// write replaces a file of the folder atomically.
func (f *FS) write(name string, content []byte) error {
	if err := f.b.MkdirAll(tmpDir, 0o755); err != nil {
		return err
	}
	tmp := tmpDir + "/new"
	w, err := f.b.OpenFile(tmp, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = w.Write(content)
	if err == nil {
		err = w.Sync()
	}
	if cerr := w.Close(); err == nil {
		err = cerr
	}
	if err == nil {
		err = f.b.Rename(tmp, name)
	}
	if err != nil {
		_ = f.b.Remove(tmp)
		return err
	}
	return atomicfile.SyncDir(f.b, path.Dir(name))
}

// remove deletes a file of the folder, durably; one that is not there is no error.
func remove(b afero.Fs, name string) error {
	switch err := b.Remove(name); {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return err
	}
	return atomicfile.SyncDir(b, path.Dir(name))
}

var errTooLong = errors.New("longer than the NVRAM")

// readFile reads a file of at most limit bytes.
func readFile(b afero.Fs, name string, limit int64) ([]byte, error) {
	r, err := b.Open(name)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	content, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(content)) > limit {
		return nil, errTooLong
	}
	return content, err
}
