package diskfs

import (
	"os"
	"sync"
	"syscall"
	"time"

	"github.com/spf13/afero"
)

// faulty fails the call of the backing that is due, or that one and all after it.
type faulty struct {
	afero.Fs
	mu    sync.Mutex
	left  int // calls until the fault; negative: no fault
	dead  bool
	stays bool // all later calls fail too, as if the process had died
	hits  int
}

func (f *faulty) fault() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.dead {
		return syscall.EIO
	}
	if f.left < 0 {
		return nil
	}
	f.left--
	if f.left >= 0 {
		return nil
	}
	f.hits++
	f.dead = f.stays
	return syscall.EIO
}

// arm makes the n-th call from now fail.
func (f *faulty) arm(n int, stays bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left, f.stays, f.dead, f.hits = n, stays, false, 0
}

// disarm ends all faults and reports whether one happened.
func (f *faulty) disarm() bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.left, f.dead = -1, false
	return f.hits > 0
}

func (f *faulty) Mkdir(n string, p os.FileMode) error {
	if err := f.fault(); err != nil {
		return err
	}
	return f.Fs.Mkdir(n, p)
}

func (f *faulty) MkdirAll(n string, p os.FileMode) error {
	if err := f.fault(); err != nil {
		return err
	}
	return f.Fs.MkdirAll(n, p)
}

func (f *faulty) Remove(n string) error {
	if err := f.fault(); err != nil {
		return err
	}
	return f.Fs.Remove(n)
}

func (f *faulty) RemoveAll(n string) error {
	if err := f.fault(); err != nil {
		return err
	}
	return f.Fs.RemoveAll(n)
}

func (f *faulty) Rename(a, b string) error {
	if err := f.fault(); err != nil {
		return err
	}
	return f.Fs.Rename(a, b)
}

func (f *faulty) Stat(n string) (os.FileInfo, error) {
	if err := f.fault(); err != nil {
		return nil, err
	}
	return f.Fs.Stat(n)
}

func (f *faulty) Chtimes(n string, a, m time.Time) error {
	if err := f.fault(); err != nil {
		return err
	}
	return f.Fs.Chtimes(n, a, m)
}

func (f *faulty) Open(n string) (afero.File, error) { return f.OpenFile(n, os.O_RDONLY, 0) }

func (f *faulty) OpenFile(n string, flag int, p os.FileMode) (afero.File, error) {
	if err := f.fault(); err != nil {
		return nil, err
	}
	h, err := f.Fs.OpenFile(n, flag, p)
	if err != nil {
		return nil, err
	}
	return &faultyFile{h, f}, nil
}

type faultyFile struct {
	afero.File
	f *faulty
}

func (h *faultyFile) Write(p []byte) (int, error) {
	if err := h.f.fault(); err != nil {
		n, _ := h.File.Write(p[:len(p)/2]) // torn
		return n, err
	}
	return h.File.Write(p)
}

func (h *faultyFile) Read(p []byte) (int, error) {
	if err := h.f.fault(); err != nil {
		return 0, err
	}
	return h.File.Read(p)
}

func (h *faultyFile) Readdir(n int) ([]os.FileInfo, error) {
	if err := h.f.fault(); err != nil {
		return nil, err
	}
	return h.File.Readdir(n)
}

func (h *faultyFile) Sync() error {
	if err := h.f.fault(); err != nil {
		return err
	}
	return h.File.Sync()
}
