package peertest

import (
	"fmt"
	"os/exec"
	"testing"
)

// Strace is Need for strace where it may trace: some sandboxes let no process trace another.
func Strace(t testing.TB) {
	t.Helper()
	Need(t, "strace")
	if out, err := exec.CommandContext(t.Context(), "strace", "-f", "-o", "/dev/null", "true").CombinedOutput(); err != nil {
		absent(t, fmt.Errorf("strace may not trace here: %w: %s", err, out))
	}
}
