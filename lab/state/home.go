package state

import (
	"path/filepath"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/internal/chunk"
)

// Home is the folders of one device: its own, its NVRAM's, those of its disks. It is not
// safe for concurrent use.
type Home struct {
	state *State
	name  string
	held  Kept // those that are in memory
}

// Kept is the content of folders in memory, by the folders' names. The zero value has no
// folders.
type Kept struct{ folders map[string]*chunk.Fs }

// NewHome is the home of the device of that name.
func (s *State) NewHome(name string) *Home { return &Home{state: s, name: name} }

// Folder is a folder of the device: "" is its own, "nvram" its NVRAM's, others have the
// names of its disks. The same name gives the same folder.
func (h *Home) Folder(name string) (afero.Fs, error) {
	if fs, ok := h.held.folders[name]; ok {
		return fs, nil
	}
	fs, err := h.state.Folder(filepath.Join(h.name, name))
	if c, ok := fs.(*chunk.Fs); ok {
		if h.held.folders == nil {
			h.held.folders = map[string]*chunk.Fs{}
		}
		h.held.folders[name] = c
	}
	return fs, err
}

// Copy notes what the folders hold now. A file that is being written is not in it.
func (h *Home) Copy() Kept { return h.held.Copy() }

// Restore makes the folders hold what was kept; a folder that was not there becomes empty.
func (h *Home) Restore(kept Kept) {
	for name, fs := range h.held.folders {
		if k := kept.folders[name]; k != nil {
			fs.Restore(k)
		} else {
			fs.Restore(chunk.NewFs(h.state.store))
		}
	}
}

// Copy notes what the folders hold now.
func (k Kept) Copy() Kept {
	out := map[string]*chunk.Fs{}
	for name, fs := range k.folders {
		out[name] = fs.Copy()
	}
	return Kept{out}
}

// Hold gives folders as Kept; false if one of them is not in memory.
func Hold(folders map[string]afero.Fs) (Kept, bool) {
	out := map[string]*chunk.Fs{}
	for name, fs := range folders {
		c, ok := fs.(*chunk.Fs)
		if !ok {
			return Kept{}, false
		}
		out[name] = c
	}
	return Kept{out}, true
}

// Restore makes the folders hold what those of the same names hold in kept.
func (k Kept) Restore(kept Kept) {
	for name, fs := range kept.folders {
		k.folders[name].Restore(fs)
	}
}
