package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// rotating is a file that is appended to and never grows beyond a size: then it is renamed to
// NAME.1, the one before to NAME.2 and so on, and begun anew. It is not safe for concurrent
// use.
type rotating struct {
	name string
	most int64 // bytes; 0: no bound
	kept int   // files beside the one that is written

	f    *os.File
	size int64
}

// openRotating opens a file for appending. What is no regular file, as a pipe or a terminal,
// is never renamed.
func openRotating(name string, most int64, kept int) (*rotating, error) {
	r := &rotating{name: name, most: most, kept: kept}
	return r, r.open()
}

func (r *rotating) open() error {
	f, err := os.OpenFile(r.name, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err != nil {
		f.Close()
		return err
	}
	if !info.Mode().IsRegular() {
		r.most = 0
	}
	r.f, r.size = f, info.Size()
	return nil
}

// Write writes p whole into one file.
func (r *rotating) Write(p []byte) (int, error) {
	if r.most > 0 && r.size > 0 && r.size+int64(len(p)) > r.most {
		if err := r.rotate(); err != nil {
			return 0, err
		}
	}
	n, err := r.f.Write(p)
	r.size += int64(n)
	return n, err
}

// rotate begins the file anew.
func (r *rotating) rotate() error {
	if err := r.f.Close(); err != nil {
		return err
	}
	at := func(i int) string {
		if i == 0 {
			return r.name
		}
		return fmt.Sprintf("%s.%d", r.name, i)
	}
	var err error
	if r.kept == 0 {
		err = os.Remove(r.name)
	}
	for i := r.kept - 1; i >= 0 && err == nil; i-- {
		if err = os.Rename(at(i), at(i+1)); errors.Is(err, fs.ErrNotExist) {
			err = nil
		}
	}
	// Without another name for it, what is there is appended to beyond the bound: no line is
	// lost because of a folder that nothing may be renamed in.
	if oerr := r.open(); oerr != nil {
		return oerr
	}
	if err != nil {
		r.most = 0
	}
	return nil
}

// Close closes the file.
func (r *rotating) Close() error { return r.f.Close() }
