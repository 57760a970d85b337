//go:build unix

package host_test

import (
	"context"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"github.com/iosim/iosim/internal/tftp"
)

// Pipes and sockets in a served folder hold up no server, whatever is asked of them.
func TestSpecialFiles(t *testing.T) {
	dir := t.TempDir()
	root := filepath.Join(dir, "root")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"pipe", ".iosim-part-PIPE"} {
		if err := syscall.Mkfifo(filepath.Join(root, name), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	ln, err := net.Listen("unix", filepath.Join(root, "socket"))
	if err != nil {
		t.Fatal(err)
	}
	defer ln.Close()
	h := start(t, dir, boundsLab(`{ dir: `+root+` }`))
	done := make(chan struct{})
	go func() {
		defer close(done)
		for _, name := range []string{"pipe", "socket"} {
			askAll(t, h, name)
		}
	}()
	ctx, cancel := context.WithTimeout(t.Context(), hang)
	defer cancel()
	select {
	case <-done:
	case <-ctx.Done():
		t.Fatal("a server hangs")
	}
}

// askAll asks every server for a file that is none: all refuse.
func askAll(t *testing.T, h started, name string) {
	for _, op := range []tftp.Opcode{tftp.RRQ, tftp.WRQ} {
		k := newTFTPClient(t, h.TFTP)
		if p := k.ask(op, name); p.Op != tftp.ERROR {
			t.Errorf("TFTP: %v: %+v", op, p)
		}
	}
	for _, method := range []string{http.MethodGet, http.MethodPut} {
		r, err := http.NewRequestWithContext(t.Context(), method, "http://"+h.HTTP.String()+"/"+name, http.NoBody)
		if err != nil {
			t.Error(err)
			return
		}
		if a, err := http.DefaultClient.Do(r); err != nil || a.StatusCode < 400 {
			t.Errorf("HTTP: %s: %v, %v", method, a, err)
		} else {
			a.Body.Close()
		}
	}
	http.DefaultClient.CloseIdleConnections()
	ftp := ftpLogin(t, h)
	ftpSay(t, ftp, "EPSV")
	for _, verb := range []string{"RETR ", "STOR ", "APPE ", "SIZE ", "CWD ", "RMD "} {
		if got := ftpSay(t, ftp, verb+name); !strings.HasPrefix(got, "5") && !strings.HasPrefix(got, "425 ") {
			t.Errorf("FTP: %s: %s", verb, got)
		}
	}
	c := sftpLogin(t, h)
	if f, err := c.Open("/" + name); err == nil {
		t.Errorf("SFTP: it opens, %v", f.Close())
	}
	if f, err := c.Create("/" + name); err == nil {
		t.Errorf("SFTP: it is written, %v", f.Close())
	}
	if l, err := c.ReadDir("/" + name); err == nil {
		t.Errorf("SFTP: it lists %v", l)
	}
	if got := scpSend(t, h, name, 1); got == "" {
		t.Error("SCP: it is written")
	}
}

// Where the lab file says what clients may do in a folder, links within the root do not lead
// around it.
func TestFolderRightsThroughLinks(t *testing.T) {
	dir := t.TempDir()
	root := filepath.Join(dir, "root")
	for _, d := range []string{"private/deep", "keep", "open/at"} {
		if err := os.MkdirAll(filepath.Join(root, d), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	for _, f := range []string{"private/deep/x", "private/x", "keep/x", "open/at/x"} {
		if err := os.WriteFile(filepath.Join(root, f), []byte("secret"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"open/l": "../private", "open/deep": "../private/deep", "open/x": "at/../../private/x", "open/two": "l/x",
		"open/keep": "../keep", "open/good": "at/x", "loop": "loop"} {
		if err := os.Symlink(to, filepath.Join(root, link)); err != nil {
			t.Fatal(err)
		}
	}
	h := start(t, dir, `name: rights
devices: { R2: { platform: c2901 } }
hosts:
  srv:
    address: 10.1.1.1
    tftp: { root: { dir: `+root+` }, write: true, folders: { private: { read: false, write: false }, keep: { write: false } } }
`)
	for name, want := range map[string]string{
		"private/x": "", "private/deep/x": "", "open/l/x": "", "open/l/deep/x": "", "open/deep/x": "", "open/x": "", "open/two": "", "loop": "",
		"open/at/x": "secret", "open/good": "secret", "keep/x": "secret", "open/keep/x": "secret",
	} {
		if got, err := tftpGet(h.TFTP.String(), name); got != want {
			t.Errorf("%s: %q, %v, want %q", name, got, err, want)
		}
	}
	for _, name := range []string{"private/new", "open/l/new", "open/deep/new", "open/keep/new", "open/keep/x", "keep/x", "open/x"} {
		if p := newTFTPClient(t, h.TFTP).ask(tftp.WRQ, name); p.Op != tftp.ERROR {
			t.Errorf("%s is written: %+v", name, p)
		}
	}
}
