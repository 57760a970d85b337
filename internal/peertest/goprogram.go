package peertest

import (
	"fmt"
	"os/exec"
	"path/filepath"
	"testing"
)

// GoProgram builds the program of a module of its own, in dir, into a folder and returns its file.
// One whose dependencies cannot be had counts as absent; see Need.
func GoProgram(t testing.TB, dir, into string) string {
	t.Helper()
	if out, err := exec.CommandContext(t.Context(), "go", "-C", dir, "mod", "download").CombinedOutput(); err != nil {
		absent(t, fmt.Errorf("the modules of %s: %w\n%s", dir, err, out))
	}
	file := filepath.Join(into, filepath.Base(dir))
	if out, err := exec.CommandContext(t.Context(), "go", "build", "-C", dir, "-o", file, ".").CombinedOutput(); err != nil {
		t.Fatalf("building %s: %v\n%s", dir, err, out)
	}
	return file
}
