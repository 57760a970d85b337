package ftpfs

import (
	"crypto/x509"
	"os"
	"path/filepath"
	"testing"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/ftpd"
	"github.com/iosim/iosim/internal/peertest"
)

const benchSize = 100 << 20

func moved(b *testing.B, n int64) {
	b.Helper()
	if n != benchSize {
		b.Fatalf("%d bytes of %d", n, benchSize)
	}
}

// race gets and puts 100 MB beside curl, with the same server. More of curl's arguments
// may be given.
func race(b *testing.B, f ifs.FS, s server, curl ...string) {
	run := func(d string, args ...string) {
		peertest.Run(b, d, "curl", append(append([]string{"-sS"}, curl...), args...)...)
	}
	b.Run("get", func(b *testing.B) {
		d := b.TempDir()
		peertest.RandomFile(b, filepath.Join(s.root, "big"), benchSize, 1)
		n := ifstest.ParseName(b, s.url("big"))
		peertest.Against(b, benchSize, "curl", func() { moved(b, ifstest.Fetch(b, f, n, filepath.Join(d, "mine"))) },
			func() { run(d, "-o", "curls", s.url("big")) })
	})
	b.Run("put", func(b *testing.B) {
		d := b.TempDir()
		from := filepath.Join(d, "big")
		peertest.RandomFile(b, from, benchSize, 1)
		n := ifstest.ParseName(b, s.url("mine"))
		peertest.Against(b, benchSize, "curl", func() { moved(b, ifstest.Store(b, f, n, from)) },
			func() { run(d, "-T", from, s.url("curls")) })
	})
}

func BenchmarkFTP(b *testing.B) {
	peertest.Need(b, "curl")
	for name, s := range map[string]server{"vsftpd": peerServer(peertest.VSFTPD(b)), "ours": ours(b, ftpd.Options{})} {
		b.Run(name, func(b *testing.B) { race(b, newFS(true), s) })
	}
}

// BenchmarkFTPS has both connections under TLS, the second resuming the first.
func BenchmarkFTPS(b *testing.B) {
	peertest.Need(b, "curl")
	c := peertest.NewCertificate(b)
	pem, err := os.ReadFile(c.Cert)
	if err != nil {
		b.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AppendCertsFromPEM(pem)
	f := NewSecure(ifstest.Loopback{}, clock.Simulated(epoch), func() Config { return Config{Passive: true, Trust: pool} })
	race(b, f, peerServer(peertest.VSFTPD(b, c.VSFTPD()...)), "--ssl-reqd", "--cacert", c.Cert)
}
