package ftpd

import (
	"crypto/tls"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
)

const lftp = "set net:max-retries 1; set net:timeout 10; set xfer:clobber yes; set ssl:verify-certificate no; "

// size is a few blocks and a byte.
const size = 5<<20 + 1

func sameFile(t *testing.T, got, want string) {
	t.Helper()
	if a, b := peertest.MD5(t, got), peertest.MD5(t, want); a != b {
		t.Errorf("%s: %s, want %s", filepath.Base(got), a, b)
	}
}

func TestClientsGetAndPut(t *testing.T) {
	r := start(t, Options{})
	d := t.TempDir()
	peertest.RandomFile(t, filepath.Join(r.root, "big"), size, 1)
	peertest.RandomFile(t, filepath.Join(d, "mine"), size, 2)
	clients := map[string]func(get, put string) [][]string{
		"curl EPSV": func(get, put string) [][]string {
			return [][]string{{"curl", "-sS", "-o", get, r.url("big")}, {"curl", "-sS", "-T", "mine", r.url(put)}}
		},
		"curl PASV": func(get, put string) [][]string {
			return [][]string{{"curl", "-sS", "--disable-epsv", "-o", get, r.url("big")}, {"curl", "-sS", "--disable-epsv", "-T", "mine", r.url(put)}}
		},
		"curl EPRT": func(get, put string) [][]string {
			return [][]string{{"curl", "-sS", "-P", "127.0.0.1", "-o", get, r.url("big")}, {"curl", "-sS", "-P", "127.0.0.1", "-T", "mine", r.url(put)}}
		},
		"curl PORT": func(get, put string) [][]string {
			return [][]string{{"curl", "-sS", "--disable-eprt", "-P", "127.0.0.1", "-o", get, r.url("big")}, {"curl", "-sS", "--disable-eprt", "-P", "127.0.0.1", "-T", "mine", r.url(put)}}
		},
		"lftp": func(get, put string) [][]string {
			return [][]string{{"lftp", "-c", lftp + "open " + r.url("") + "; get big -o " + get + "; put mine -o " + put}}
		},
		"lftp active": func(get, put string) [][]string {
			return [][]string{{"lftp", "-c", lftp + "set ftp:passive-mode no; open " + r.url("") + "; get big -o " + get + "; put mine -o " + put}}
		},
		"wget": func(get, _ string) [][]string {
			return [][]string{{"wget", "-q", "-O", get, r.url("big")}}
		},
		"wget active": func(get, _ string) [][]string {
			return [][]string{{"wget", "-q", "--no-passive-ftp", "-O", get, r.url("big")}}
		},
	}
	for name, commands := range clients {
		t.Run(name, func(t *testing.T) {
			id := strings.ReplaceAll(name, " ", "-")
			cmds := commands("got-"+id, "put-"+id)
			for _, c := range cmds {
				peertest.Run(t, d, c[0], c[1:]...)
			}
			sameFile(t, filepath.Join(d, "got-"+id), filepath.Join(r.root, "big"))
			if !strings.HasPrefix(name, "wget") { // it only gets
				sameFile(t, filepath.Join(r.root, "put-"+id), filepath.Join(d, "mine"))
			}
		})
	}
}

// What clients do beside get and put.
func TestClientsManage(t *testing.T) {
	r := start(t, Options{})
	d := t.TempDir()
	r.write(t, "a", "0123456789")
	out := peertest.Run(t, d, "curl", "-sS", r.url(""))
	if !strings.Contains(out, " a") {
		t.Errorf("list: %s", out)
	}
	if out = peertest.Run(t, d, "curl", "-sS", "-r", "3-5", r.url("a")); out != "345" {
		t.Errorf("range: %q", out)
	}
	if out = peertest.Run(t, d, "curl", "-sS", "-I", r.url("a")); !strings.Contains(out, "Content-Length: 10") || !strings.Contains(out, "Last-Modified") {
		t.Errorf("head: %q", out)
	}
	if out = peertest.Run(t, d, "curl", "-sS", "-B", r.url("a")); out != "0123456789" {
		t.Errorf("ASCII: %q", out)
	}
	if err := os.WriteFile(filepath.Join(d, "tail"), []byte("0123456789abc"), 0o644); err != nil {
		t.Fatal(err)
	}
	peertest.Run(t, d, "curl", "-sS", "-C", "10", "-T", "tail", r.url("a"))
	r.want(t, "a", "0123456789abc")
	peertest.Run(t, d, "lftp", "-c", lftp+"open "+r.url("")+"; mkdir -p x/y; put tail -o x/y/t; mv x/y/t x/t; rmdir x/y; mirror x got; rm a; cls -l x")
	if b, err := os.ReadFile(filepath.Join(d, "got", "t")); err != nil || string(b) != "0123456789abc" {
		t.Errorf("mirror: %q, %v", b, err)
	}
	peertest.Run(t, d, "lftp", "-c", lftp+"open "+r.url("")+"; mirror -R got back; glob rm x/*; rmdir x")
	r.want(t, "back/t", "0123456789abc")
	peertest.Run(t, d, "wget", "-q", "-r", "-nH", "-P", "deep", r.url("back/"))
	if b, err := os.ReadFile(filepath.Join(d, "deep", "back", "t")); err != nil || string(b) != "0123456789abc" {
		t.Errorf("wget -r: %q, %v", b, err)
	}
	if got := r.files(t); got != "back" {
		t.Errorf("left: %s", got)
	}
}

func TestClientsAreRefused(t *testing.T) {
	r := start(t, Options{})
	d := t.TempDir()
	for want, args := range map[string][]string{
		"530": {"-u", "wendell:wrong", "ftp://" + r.addr + "/x"},
		"550": {r.url("x")},
		"553": {"--path-as-is", "-T", "/dev/null", r.url("x%5cy")},
	} {
		out, err := peertest.Try(t, d, "curl", append([]string{"-sSv"}, args...)...)
		if err == nil || !strings.Contains(out, "< "+want) {
			t.Errorf("%s: %v %s", want, err, out)
		}
	}
}

func TestClientsUnderTLS(t *testing.T) {
	peertest.Need(t, "curl", "lftp")
	c := peertest.NewCertificate(t)
	pair, err := tls.LoadX509KeyPair(c.Cert, c.Key)
	if err != nil {
		t.Fatal(err)
	}
	conf := &tls.Config{Certificates: []tls.Certificate{pair}}
	d := t.TempDir()
	peertest.RandomFile(t, filepath.Join(d, "mine"), size, 2)
	if err := os.WriteFile(filepath.Join(d, "empty"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	for name, o := range map[string]Options{"explicit": {TLS: conf, RequireTLS: true}, "implicit": {TLS: conf, Implicit: true, RequireTLS: true}} {
		t.Run(name, func(t *testing.T) {
			r := start(t, o)
			peertest.RandomFile(t, filepath.Join(r.root, "big"), size, 1)
			url := r.url
			if o.Implicit {
				url = func(n string) string { return "ftps" + strings.TrimPrefix(r.url(n), "ftp") }
			}
			curl := func(args ...string) []string {
				return append([]string{"curl", "-sS", "--ssl-reqd", "--cacert", c.Cert}, args...)
			}
			for _, cmd := range [][]string{
				curl("-o", "curl", url("big")), curl("--tls-max", "1.2", "-o", "curl12", url("big")),
				curl("-T", "mine", url("put-curl")), curl("-T", "empty", url("put-empty")),
				{"lftp", "-c", lftp + "set ftp:ssl-force yes; set ftp:ssl-protect-data yes; open " + url("") + "; get big -o lftp; put mine -o put-lftp"},
				{"lftp", "-c", lftp + "set ftp:passive-mode no; set ftp:ssl-force yes; set ftp:ssl-protect-data yes; open " + url("") + "; get big -o lftp-active"},
			} {
				peertest.Run(t, d, cmd[0], cmd[1:]...)
			}
			for _, n := range []string{"curl", "curl12", "lftp", "lftp-active"} {
				sameFile(t, filepath.Join(d, n), filepath.Join(r.root, "big"))
			}
			for _, n := range []string{"put-curl", "put-lftp"} {
				sameFile(t, filepath.Join(r.root, n), filepath.Join(d, "mine"))
			}
			r.want(t, "put-empty", "")
			if !o.Implicit {
				out, err := peertest.Try(t, d, "curl", "-sSv", r.url("big"))
				if err == nil || !strings.Contains(out, "< 530") {
					t.Errorf("without TLS: %v %s", err, out)
				}
			}
		})
	}
}
