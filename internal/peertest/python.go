package peertest

import "testing"

// Python is Debian's own Python, which has the named modules; see Need for missing
// ones. Another python3 first in PATH would not find them.
func Python(t testing.TB, modules ...string) string {
	t.Helper()
	const python = "/usr/bin/python3"
	Need(t, python)
	for _, m := range modules {
		Need(t, "/usr/lib/python3/dist-packages/"+m+"/__init__.py")
	}
	return python
}
