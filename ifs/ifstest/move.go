package ifstest

import (
	"io"
	"os"
	"testing"

	"github.com/iosim/iosim/ifs"
)

// Fetch copies a file of fs to a file of the host as ifs.Copy does, one buffer at a
// time, and returns the number of bytes moved.
func Fetch(t testing.TB, fs ifs.FS, name ifs.Name, to string) int64 {
	t.Helper()
	r, err := fs.Open(t.Context(), name)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	w, err := os.Create(to)
	if err != nil {
		t.Fatal(err)
	}
	defer w.Close()
	n, err := io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{r}, make([]byte, ifs.BufferSize))
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// Store copies a file of the host to fs as ifs.Copy does, and returns the number of
// bytes moved.
func Store(t testing.TB, fs ifs.FS, name ifs.Name, from string) int64 {
	t.Helper()
	r, err := os.Open(from)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	info, err := r.Stat()
	if err != nil {
		t.Fatal(err)
	}
	w, err := fs.Create(t.Context(), name, info.Size())
	if err != nil {
		t.Fatal(err)
	}
	n, err := io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{r}, make([]byte, ifs.BufferSize))
	if err == nil {
		err = w.Commit()
	}
	if err != nil {
		_ = w.Abort()
		t.Fatal(err)
	}
	return n
}
