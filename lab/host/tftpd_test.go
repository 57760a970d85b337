package host_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
)

// A host's TFTP server gives and takes what its rights say, and says why not; no name
// leads out of its root, and nothing is left of what did not come through.
func TestTFTPHostRights(t *testing.T) {
	peertest.Need(t, "atftp")
	dir := t.TempDir()
	for _, d := range []string{"srv", "srv/private", "srv/drop", "srv/drop/open"} {
		if err := os.Mkdir(filepath.Join(dir, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []string{"secret", "srv/public", "srv/private/key", "srv/drop/old"} {
		if err := os.WriteFile(filepath.Join(dir, f), []byte("content of "+f), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	peertest.RandomFile(t, filepath.Join(dir, "new"), 5000, 1)
	peertest.RandomFile(t, filepath.Join(dir, "large"), 50_000, 1)
	h := start(t, dir, `name: rights
devices: { R2: { platform: c2901 } }
hosts:
  srv:
    address: 10.1.1.1
    tftp:
      root: { dir: srv }
      folders: { private: { read: false }, drop: { write: once }, drop/open: { write: true } }
      quota: 40000
`)
	addr := h.TFTP
	atftp := func(word, there, here string) string {
		out, err := peertest.Try(t, dir, "atftp", word, "-r", there, "-l", here, addr.Addr().String(), fmt.Sprint(addr.Port()))
		if err == nil && !strings.Contains(out, "rror") {
			return ""
		}
		return out
	}
	for _, tt := range []struct{ word, there, here, want string }{
		{"-g", "public", "x1", ""},
		{"-g", "/public", "x2", ""},
		{"-g", "../secret", "x3", "File not found"},
		{"-g", "drop/../../secret", "x4", "File not found"},
		{"-g", "drop", "x5", "Access violation"},
		{"-g", "private/key", "x6", "Access violation"},
		{"-p", "new", "new", "File not found"},
		{"-p", "public", "new", "Access violation"},
		{"-p", "../secret", "new", "File not found"},
		{"-p", "drop/old", "new", "File already exists"},
		{"-p", "drop/new", "new", ""},
		{"-p", "drop/new", "new", "File already exists"},
		{"-p", "drop/open/new", "new", ""},
		{"-p", "drop/open/new", "new", ""},
		{"-p", "drop/open/large", "large", "Disk full"},
		{"-p", "drop/none/new", "new", "File not found"},
	} {
		got := atftp(tt.word, tt.there, tt.here)
		if (got == "") != (tt.want == "") || !strings.Contains(got, tt.want) {
			t.Errorf("%s %s: %q, not %q", tt.word, tt.there, got, tt.want)
		}
	}
	for name, want := range map[string]string{"x1": "content of srv/public", "x2": "content of srv/public"} {
		if b, err := os.ReadFile(filepath.Join(dir, name)); err != nil || string(b) != want {
			t.Errorf("%s: %q, %v", name, b, err)
		}
	}
	peertest.Arrives(t, filepath.Join(dir, "srv/drop/new"), peertest.MD5(t, filepath.Join(dir, "new")))
	peertest.Arrives(t, filepath.Join(dir, "srv/drop/open/new"), peertest.MD5(t, filepath.Join(dir, "new")))
	for name := range peertest.Contents(t, filepath.Join(dir, "srv")) {
		if strings.Contains(name, ".iosim-") || strings.Contains(name, "large") {
			t.Errorf("%s is left", name)
		}
	}
}

// The other engine serves the same files; every refusal has code 1.
func TestTFTPHostByPin(t *testing.T) {
	peertest.Need(t, "atftp")
	dir := t.TempDir()
	h := start(t, dir, `name: pin
devices: { R2: { platform: c2901 } }
hosts:
  srv:
    address: 10.1.1.1
    tftp: { engine: pin, write: once, root: { files: { a: { text: hello } } } }
`)
	addr := h.TFTP
	host, port := addr.Addr().String(), fmt.Sprint(addr.Port())
	peertest.Run(t, dir, "atftp", "-g", "-r", "a", "-l", "got", host, port)
	if b, err := os.ReadFile(filepath.Join(dir, "got")); err != nil || string(b) != "hello" {
		t.Errorf("%q, %v", b, err)
	}
	out, err := peertest.Try(t, dir, "atftp", "-p", "-r", "a", "-l", "got", host, port)
	if err == nil || strings.Contains(out, "already exists") {
		t.Errorf("%v, %q", err, out)
	}
	peertest.Run(t, dir, "atftp", "-p", "-r", "b", "-l", "got", host, port)
	if b, err := h.ReadFile("tftp", "b"); err != nil || string(b) != "hello" {
		t.Errorf("%q, %v", b, err)
	}
}
