package peertest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fileSize is the size of a file of many blocks, the last of them short.
const fileSize = 1<<20 + 1

// tftpWords returns the address and the port of the server as the two arguments of tftp
// and atftp.
func tftpWords(s TFTPServer) (host, port string) {
	return s.Addr.Addr().String(), fmt.Sprint(s.Addr.Port())
}

func same(t *testing.T, a, b string) {
	t.Helper()
	if x, y := MD5(t, a), MD5(t, b); x != y {
		t.Errorf("%s is %s, %s is %s", a, x, b, y)
	}
}

func tftpURL(s TFTPServer, name string) string { return fmt.Sprintf("tftp://%s/%s", s.Addr, name) }

func TestTFTPServersGive(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(testing.TB, ...string) TFTPServer{"tftpd-hpa": TFTPDHPA, "atftpd": ATFTPD, "dnsmasq": DNSMasq} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			Need(t, "curl", "tftp", "atftp")
			s, d := start(t), t.TempDir()
			RandomFile(t, filepath.Join(s.Root, "big"), fileSize, 1)
			Run(t, d, "curl", "-sS", "--tftp-blksize", "1400", "-o", "curl", tftpURL(s, "big"))
			same(t, filepath.Join(d, "curl"), filepath.Join(s.Root, "big"))
			host, port := tftpWords(s)
			Run(t, d, "tftp", "-m", "binary", host, port, "-c", "get", "big", "hpa")
			same(t, filepath.Join(d, "hpa"), filepath.Join(s.Root, "big"))
			Run(t, d, "atftp", "--option", "blksize 1428", "-g", "-r", "big", "-l", "atftp", host, port)
			same(t, filepath.Join(d, "atftp"), filepath.Join(s.Root, "big"))
			if out, err := Try(t, d, "curl", "-sS", "-o", "none", tftpURL(s, "none")); err == nil {
				t.Errorf("a missing file is no error: %s", out)
			}
		})
	}
}

func TestTFTPServersTake(t *testing.T) {
	t.Parallel()
	for name, start := range map[string]func(testing.TB, ...string) TFTPServer{"tftpd-hpa": TFTPDHPA, "atftpd": ATFTPD} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			Need(t, "curl", "tftp", "atftp")
			s, d := start(t), t.TempDir()
			RandomFile(t, filepath.Join(d, "big"), fileSize, 2)
			Run(t, d, "curl", "-sS", "--tftp-blksize", "1400", "-T", "big", tftpURL(s, "curl"))
			host, port := tftpWords(s)
			Run(t, d, "tftp", "-m", "binary", host, port, "-c", "put", "big", "hpa")
			Run(t, d, "atftp", "-p", "-l", "big", "-r", "atftp", host, port)
			for _, up := range []string{"curl", "hpa", "atftp"} {
				Arrives(t, filepath.Join(s.Root, up), MD5(t, filepath.Join(d, "big")))
			}
			// A second time over the same name.
			RandomFile(t, filepath.Join(d, "big"), 700, 3)
			Run(t, d, "curl", "-sS", "-T", "big", tftpURL(s, "curl"))
			Arrives(t, filepath.Join(s.Root, "curl"), MD5(t, filepath.Join(d, "big")))
		})
	}
}

func TestDNSMasqTakesNothing(t *testing.T) {
	Need(t, "curl")
	s, d := DNSMasq(t), t.TempDir()
	RandomFile(t, filepath.Join(d, "f"), 10, 1)
	if out, err := Try(t, d, "curl", "-sS", "-T", "f", tftpURL(s, "f")); err == nil {
		t.Errorf("dnsmasq took a file: %s", out)
	}
}

func TestWindowOfATFTPD(t *testing.T) {
	Need(t, "atftp")
	s, d := ATFTPD(t), t.TempDir()
	host, port := tftpWords(s)
	RandomFile(t, filepath.Join(s.Root, "big"), fileSize, 1)
	out := Run(t, d, "atftp", "--trace", "--option", "blksize 1428", "--option", "windowsize 16", "-g", "-r", "big", "-l", "g", host, port)
	same(t, filepath.Join(d, "g"), filepath.Join(s.Root, "big"))
	if !strings.Contains(out, "windowsize: 16") {
		t.Errorf("no windowsize in the answer:\n%.500s", out)
	}
	Run(t, d, "atftp", "--option", "windowsize 16", "-p", "-l", "g", "-r", "up", host, port)
	Arrives(t, filepath.Join(s.Root, "up"), MD5(t, filepath.Join(d, "g")))
}

func TestExtraArguments(t *testing.T) {
	Need(t, "curl")
	s, d := TFTPDHPA(t, "-B", "1024"), t.TempDir()
	if err := os.WriteFile(filepath.Join(s.Root, "f"), make([]byte, 5000), 0o644); err != nil {
		t.Fatal(err)
	}
	out := Run(t, d, "curl", "-v", "--tftp-blksize", "1400", "-o", "f", tftpURL(s, "f"))
	if !strings.Contains(out, "blksize parsed from OACK (1024)") {
		t.Errorf("the block size is not clamped to 1024:\n%s", out)
	}
}
