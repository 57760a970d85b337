package peertest

import (
	"path/filepath"
	"strings"
	"testing"
)

var ftpServers = map[string]func(testing.TB, ...string) FTPServer{"vsftpd": VSFTPD, "proftpd": ProFTPD, "pure-ftpd": PureFTPD}

const lftpSettings = "set net:max-retries 1; set net:timeout 5; set xfer:clobber yes; set ftp:ssl-allow no; "

func TestFTPServersGiveAndTake(t *testing.T) {
	t.Parallel()
	for name, start := range ftpServers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			Need(t, "curl", "lftp", "wget")
			s, d := start(t), t.TempDir()
			source := filepath.Join(s.Root, "big")
			RandomFile(t, source, fileSize, 1)
			for got, args := range map[string][]string{
				"epsv":        {"curl", "-sS", "-o", "epsv", s.URL("big")},
				"pasv":        {"curl", "-sS", "--disable-epsv", "-o", "pasv", s.URL("big")},
				"eprt":        {"curl", "-sS", "-P", "127.0.0.1", "-o", "eprt", s.URL("big")},
				"port":        {"curl", "-sS", "--disable-eprt", "-P", "127.0.0.1", "-o", "port", s.URL("big")},
				"wget":        {"wget", "-q", "-O", "wget", s.URL("big")},
				"lftp":        {"lftp", "-c", lftpSettings + "open " + s.URL("") + "; get big -o lftp"},
				"lftp-active": {"lftp", "-c", lftpSettings + "set ftp:passive-mode no; open " + s.URL("") + "; get big -o lftp-active"},
			} {
				Run(t, d, args[0], args[1:]...)
				same(t, filepath.Join(d, got), source)
			}
			RandomFile(t, filepath.Join(d, "up"), fileSize, 2)
			Run(t, d, "curl", "-sS", "-T", "up", s.URL("up"))
			same(t, filepath.Join(s.Root, "up"), filepath.Join(d, "up"))
			RandomFile(t, filepath.Join(d, "up"), 10, 3)
			Run(t, d, "lftp", "-c", lftpSettings+"open "+s.URL("")+"; put up")
			same(t, filepath.Join(s.Root, "up"), filepath.Join(d, "up"))
			if out := Run(t, d, "curl", "-sS", "-l", s.URL("")); !strings.Contains(out, "big") {
				t.Errorf("the list lacks the file:\n%s", out)
			}
		})
	}
}

func TestFTPServersRefuse(t *testing.T) {
	t.Parallel()
	for name, start := range ftpServers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			Need(t, "curl")
			s, d := start(t), t.TempDir()
			RandomFile(t, filepath.Join(s.Root, "f"), 100, 1)
			strangers := []string{"peer:Pw-1234", "root:Pw-12345"}
			if name == "pure-ftpd" { // it makes each wait for some seconds
				strangers = strangers[:1]
			}
			for _, user := range strangers {
				out, err := Try(t, d, "curl", "-sS", "-u", user, "-o", "f", "ftp://"+s.Addr.String()+"/f")
				if err == nil || !strings.Contains(out, "530") {
					t.Errorf("login as %q: %v %s", user, err, out)
				}
			}
			for _, name := range []string{"none", "//etc/passwd", "../../etc/passwd"} {
				if out, err := Try(t, d, "curl", "-sS", "--path-as-is", "-o", "f", s.URL(name)); err == nil {
					t.Errorf("%s was given: %s", name, out)
				}
			}
		})
	}
}
