package host

import (
	"errors"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/internal/share"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/lab/state"
)

// serves opens the folder that a protocol serves.
func (h *Host) serves(protocol string, r spec.Root) (afero.Fs, error) {
	root, err := openRoot(h.env.State, r)
	if err == nil {
		h.root[protocol] = root
	}
	return root, err
}

// openRoot opens a folder of this machine, or makes one in memory.
func openRoot(s *state.State, r spec.Root) (afero.Fs, error) {
	if r.Dir == "" {
		return s.NewRoot(r.Images, r.Files)
	}
	if len(r.Images) > 0 || len(r.Files) > 0 {
		return nil, errors.New("root: dir stands alone, or images and files do")
	}
	fs, err := s.Machine(r.Dir)
	if err == nil {
		err = share.Sweep(fs)
	}
	return fs, err
}

// shareMode is what clients may write, as the folders of servers have it.
func shareMode(w spec.WriteMode) share.Write {
	switch w {
	case spec.WriteAny:
		return share.Always
	case spec.WriteOnce:
		return share.Once
	}
	return share.Never
}
