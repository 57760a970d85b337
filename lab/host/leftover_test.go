package host_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
)

// What a host that was killed has left in a folder of this machine is gone at the next
// start, whatever the protocol; the folder's own files stay. A client that is killed in
// the middle leaves nothing either.
func TestNothingIsLeftOver(t *testing.T) {
	t.Parallel()
	peertest.Need(t, "curl", "timeout")
	dir := t.TempDir()
	root := filepath.Join(dir, "srv")
	if err := os.MkdirAll(filepath.Join(root, "sub"), 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"keep", ".hidden", "sub/.iosim-part-ABC", ".iosim-part-XYZ"} {
		if err := os.WriteFile(filepath.Join(root, name), []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	h := start(t, dir, `name: leftover
devices: { R2: { platform: c2901 } }
hosts:
  srv:
    address: 10.1.1.1
    tftp: { write: true, root: { dir: srv } }
    ftp: { users: { u: p }, root: { dir: srv } }
    http: { write: true, users: { u: p }, root: { dir: srv } }
    sftp: { write: true, users: { u: p }, root: { dir: srv } }
`)
	left := func() string {
		var names []string
		for name, sum := range peertest.Contents(t, root) {
			if sum != "folder" {
				names = append(names, name)
			}
		}
		return strings.Join(names, " ")
	}
	if got := left(); len(strings.Fields(got)) != 2 {
		t.Errorf("after the start: %s", got)
	}
	big := filepath.Join(dir, "big")
	peertest.RandomFile(t, big, 8<<20, 1)
	for scheme, addr := range map[string]string{"ftp": h.FTP.String(), "http": h.HTTP.String(), "sftp": h.SSH.String()} {
		args := []string{"-s", "KILL", "1", "curl", "-sSk", "--limit-rate", "100k", "-u", "u:p", "-T", big, scheme + "://" + addr + "/up"}
		if out, err := peertest.Try(t, dir, "timeout", args...); err == nil {
			t.Fatalf("%s: no process was killed: %s", scheme, out)
		}
	}
	if err := h.close(); err != nil { // the servers end, and what they still waited for
		t.Fatal(err)
	}
	if got := left(); len(strings.Fields(got)) != 2 {
		t.Errorf("after clients that were killed: %s", got)
	}
}
