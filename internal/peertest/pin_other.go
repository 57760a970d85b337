//go:build !linux

package peertest

import "testing"

// Pin skips the test: processes are bound to a CPU on Linux only.
func Pin(t testing.TB) {
	t.Helper()
	t.Skip("processes are bound to a CPU on Linux only")
}
