package host_test

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
)

// Clients that others wrote use the web and SCP servers of a lab host; no name leads
// out of its root.
func TestHostsWithRealClients(t *testing.T) {
	peertest.Need(t, "curl", "scp", "/usr/bin/env")
	dir := t.TempDir()
	root := filepath.Join(dir, "srv")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "secret"), []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	big := filepath.Join(root, "big")
	peertest.RandomFile(t, big, 3<<20+1, 1)
	h := start(t, dir, `name: hosts
devices: { R2: { platform: c2901 } }
hosts:
  srv:
    address: 10.1.1.1
    http: { write: true, users: { u: p }, root: { dir: srv } }
    scp: { write: true, users: { u: p }, root: { dir: srv } }
    ftp: { tls: true, users: { u: p }, root: { dir: srv } }
`)
	same := func(name string) {
		t.Helper()
		if peertest.MD5(t, name) != peertest.MD5(t, big) {
			t.Errorf("%s differs", name)
		}
	}
	for name, url := range map[string]string{"http": fmt.Sprintf("http://%s/", h.HTTP), "https": fmt.Sprintf("https://%s/", h.HTTPS),
		"ftps": fmt.Sprintf("ftps://%s/", h.FTPS)} {
		peertest.Run(t, dir, "curl", "-sSkf", "-u", "u:p", "-o", "down-"+name, url+"big")
		same(filepath.Join(dir, "down-"+name))
		peertest.Run(t, dir, "curl", "-sSkf", "-u", "u:p", "-T", big, url+"up-"+name)
		same(filepath.Join(root, "up-"+name))
		if out, err := peertest.Try(t, dir, "curl", "-sSkf", "-u", "u:wrong", url+"big"); err == nil {
			t.Errorf("%s: a wrong password is taken: %.80s", name, out)
		}
		if out, err := peertest.Try(t, dir, "curl", "-sSkf", "--path-as-is", "-u", "u:p", url+"../secret"); err == nil || strings.Contains(out, "secret\n") {
			t.Errorf("%s: a name leads out: %s", name, out)
		}
	}
	scp := func(args ...string) (string, error) {
		return peertest.Try(t, dir, "/usr/bin/env", append(peertest.SCPWithPassword(t, "p", fmt.Sprint(h.SSH.Port())), args...)...)
	}
	if out, err := scp("u@127.0.0.1:big", "down-scp"); err != nil {
		t.Fatal(err, out)
	}
	same(filepath.Join(dir, "down-scp"))
	if out, err := scp("srv/big", "u@127.0.0.1:up-scp"); err != nil {
		t.Fatal(err, out)
	}
	same(filepath.Join(root, "up-scp"))
	for _, bad := range [][]string{{"u@127.0.0.1:../secret", "x"}, {"u@127.0.0.1:none", "x"}} {
		if out, err := scp(bad...); err == nil || !strings.Contains(out, "No such file") {
			t.Errorf("%v: %v %s", bad, err, out)
		}
	}
}
