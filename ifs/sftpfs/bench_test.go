package sftpfs

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/peertest"
)

const benchSize = 100 << 20

// BenchmarkSFTP gets and puts 100 MB beside OpenSSH's scp in its SFTP mode, with the same server.
func BenchmarkSFTP(b *testing.B) {
	peertest.Need(b, "scp")
	s, f := peertest.SSHD(b), newFS()
	url := func(path string) string {
		return fmt.Sprintf("sftp://%s:%s@%s/%s", s.User, s.Password, s.Addr, path)
	}
	big, mine, scps := filepath.Join(s.Root, "big"), filepath.Join(s.Root, "mine"), filepath.Join(s.Root, "scps")
	peertest.RandomFile(b, big, benchSize, 1)
	scp := func(d string, args ...string) {
		peertest.Run(b, d, "scp", append(append([]string{"-q"}, s.Options()...), args...)...)
	}
	moved := func(b *testing.B, n int64) {
		if n != benchSize {
			b.Fatalf("%d bytes of %d", n, benchSize)
		}
	}
	at := s.User + "@" + s.Addr.Addr().String() + ":"
	b.Run("get", func(b *testing.B) {
		d := b.TempDir()
		peertest.Against(b, benchSize, "scp", func() { moved(b, ifstest.Fetch(b, f, ifstest.ParseName(b, url(big)), filepath.Join(d, "mine"))) },
			func() { scp(d, at+big, "scps") })
	})
	b.Run("put", func(b *testing.B) {
		d := b.TempDir()
		peertest.Against(b, benchSize, "scp", func() { moved(b, ifstest.Store(b, f, ifstest.ParseName(b, url(mine)), big)) },
			func() { scp(d, big, at+scps) })
	})
}
