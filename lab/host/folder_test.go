package host_test

import (
	"context"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/pin/tftp/v3"
)

// A link in a served folder that leads out of it is served by no protocol, and
// nothing is written through it.
func TestFolderLinks(t *testing.T) {
	dir := t.TempDir()
	root := filepath.Join(dir, "srv")
	secret := filepath.Join(dir, "secret")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{secret: "secret", filepath.Join(root, "open"): "open"} {
		if err := os.WriteFile(name, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	for link, to := range map[string]string{"out": "../secret", "in": "open"} {
		if err := os.Symlink(to, filepath.Join(root, link)); err != nil {
			if runtime.GOOS == "windows" {
				t.Skip("symbolic links are a privilege here")
			}
			t.Fatal(err)
		}
	}
	h := start(t, dir, `name: links
devices: { R2: { platform: c2901 } }
hosts:
  srv:
    address: 10.1.1.1
    http: { root: { dir: `+root+` }, write: true }
    tftp: { root: { dir: `+root+` }, write: true }
`)
	for name, get := range map[string]func(context.Context, string) (string, error){"http": func(ctx context.Context, name string) (string, error) {
		return httpGet(ctx, "http://"+h.HTTP.String()+"/"+name)
	}, "tftp": func(_ context.Context, name string) (string, error) { return tftpGet(h.TFTP.String(), name) }} {
		if got, err := get(t.Context(), "in"); err != nil || got != "open" {
			t.Errorf("%s: a link within the folder gives %q, %v", name, got, err)
		}
		if got, _ := get(t.Context(), "out"); got == "secret" {
			t.Errorf("%s serves a file beside its folder", name)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, "http://"+h.HTTP.String()+"/out", http.NoBody)
	if err != nil {
		t.Fatal(err)
	}
	if a, err := http.DefaultClient.Do(r); err == nil {
		a.Body.Close()
	}
	if b, err := os.ReadFile(secret); err != nil || string(b) != "secret" {
		t.Errorf("the file beside the folder holds %q, %v", b, err)
	}
}

func httpGet(ctx context.Context, url string) (string, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return "", err
	}
	a, err := http.DefaultClient.Do(r)
	if err != nil {
		return "", err
	}
	defer a.Body.Close()
	b, err := io.ReadAll(a.Body)
	return string(b), err
}

func tftpGet(addr, name string) (string, error) {
	c, err := tftp.NewClient(addr)
	if err != nil {
		return "", err
	}
	w, err := c.Receive(name, "octet")
	if err != nil {
		return "", err
	}
	var b strings.Builder
	_, err = w.WriteTo(&b)
	return b.String(), err
}
