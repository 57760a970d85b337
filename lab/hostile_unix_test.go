//go:build unix

package lab_test

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
)

// A lab file that names a pipe or a device where a file or folder belongs does not start, and
// neither hangs nor reads without end.
func TestHostileLabFiles(t *testing.T) {
	dir := t.TempDir()
	if err := syscall.Mkfifo(filepath.Join(dir, "pipe"), 0o644); err != nil {
		t.Fatal(err)
	}
	big := filepath.Join(dir, "big")
	if err := os.WriteFile(big, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if err := os.Truncate(big, 1<<40); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{
		"devices: { R2: {} }\ntrust: FILE\n":                                                         "trust: open ",
		"devices: { R2: { startup-config: { file: FILE } } }\n":                                      "device R2: open ",
		"devices: { R2: { files: { 'usbflash0:': { dir: FILE } } } }\n":                              "not a directory",
		"devices: { R2: {} }\nhosts: { srv: { address: 10.1.1.1, ftp: { root: { dir: FILE } } } }\n": "not a directory",
	} {
		for _, file := range []string{"pipe", "/dev/zero", "big"} {
			path := filepath.Join(dir, "lab.yaml")
			if err := os.WriteFile(path, []byte(strings.ReplaceAll(text, "FILE", file)), 0o644); err != nil {
				t.Fatal(err)
			}
			s, err := spec.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			l, err := lab.Open(t.Context(), s, lab.Options{})
			if err == nil {
				t.Errorf("%s with %s starts, %v", text, file, l.Close())
			} else if !strings.Contains(err.Error(), want) {
				t.Errorf("%s with %s: %v, want %s", text, file, err, want)
			}
		}
	}
}
