package state_test

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/lab/state"
)

func open(t *testing.T, dir string) *state.State {
	t.Helper()
	s, err := state.Open(t.Context(), dir, filepath.Clean)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func write(t *testing.T, fs afero.Fs, name, text string) {
	t.Helper()
	if err := afero.WriteFile(fs, name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// A second process cannot have the state; after Close it can, and finds the files.
func TestStateIsLockedAndKept(t *testing.T) {
	dir := t.TempDir()
	s, err := state.Open(t.Context(), dir, filepath.Clean)
	if err != nil {
		t.Fatal(err)
	}
	fs, err := s.NewHome("R2").Folder("flash0")
	if err != nil {
		t.Fatal(err)
	}
	write(t, fs, "/a", "kept")
	if _, err := state.Open(t.Context(), dir, filepath.Clean); err == nil || !strings.Contains(err.Error(), "in use by another iosim") {
		t.Errorf("a second Open: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if fs, err = open(t, dir).NewHome("R2").Folder("flash0"); err != nil {
		t.Fatal(err)
	}
	if b, err := afero.ReadFile(fs, "/a"); err != nil || string(b) != "kept" {
		t.Errorf("%q, %v", b, err)
	}
}

// Restore brings back the content of folders; one that was not there becomes empty.
func TestHomeRestore(t *testing.T) {
	h := open(t, "").NewHome("R2")
	flash, err := h.Folder("flash0")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := h.Folder("flash0"); err != nil || again != flash {
		t.Errorf("another folder of the same name, %v", err)
	}
	write(t, flash, "/a", "old")
	kept := h.Copy()
	write(t, flash, "/a", "new")
	usb, err := h.Folder("usbflash0")
	if err != nil {
		t.Fatal(err)
	}
	write(t, usb, "/b", "late")
	h.Restore(kept)
	if b, err := afero.ReadFile(flash, "/a"); err != nil || string(b) != "old" {
		t.Errorf("%q, %v", b, err)
	}
	if ok, err := afero.Exists(usb, "/b"); ok || err != nil {
		t.Errorf("a later file is there: %t, %v", ok, err)
	}
}

func TestMediaLast(t *testing.T) {
	s := open(t, "")
	var m state.Media
	first, err := m.Last(s, "R2", "usbflash0")
	if err != nil {
		t.Fatal(err)
	}
	if again, err := m.Last(s, "R2", "usbflash0"); err != nil || again != first {
		t.Errorf("another medium, %v", err)
	}
	other := afero.NewMemMapFs()
	m.Put("R2", "usbflash0", other)
	if last, err := m.Last(s, "R2", "usbflash0"); err != nil || last != other {
		t.Errorf("not the medium that was put there, %v", err)
	}
}

// A value is made once; an error is not kept.
func TestCache(t *testing.T) {
	var c state.Cache[int, string]
	failure := errors.New("failed")
	made := 0
	for _, err := range []error{failure, nil, failure} {
		v, got := c.Get(1, func() (string, error) { made++; return "v", err })
		if want := map[bool]error{true: failure}[made == 1]; got != want || got == nil && v != "v" {
			t.Errorf("%q, %v, want %v", v, got, want)
		}
	}
	if made != 2 {
		t.Errorf("made %d times", made)
	}
}
