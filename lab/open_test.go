package lab_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
)

// openLab opens a lab file's text in a folder of its own.
func openLab(t *testing.T, dir, text string, o lab.Options) *lab.Lab {
	t.Helper()
	file := filepath.Join(dir, "lab.yaml")
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	sp, err := spec.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	l, err := lab.Open(t.Context(), sp, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}
