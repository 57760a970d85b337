package ifstest

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/peertest"
)

// benchSize is the length in bytes of the file of AgainstSCP.
const benchSize = 100 << 20

// AgainstSCP benchmarks f, whose names begin with prefix, against OpenSSH's scp
// with flags: both get and put 100 MB with the same OpenSSH server.
func AgainstSCP(b *testing.B, f ifs.FS, prefix string, flags ...string) {
	peertest.Need(b, "scp")
	s := peertest.SSHD(b)
	name := func(b *testing.B, path string) ifs.Name {
		return ParseName(b, fmt.Sprintf("%s://%s:%s@%s/%s", prefix, s.User, s.Password, s.Addr, path))
	}
	big, mine, scps := filepath.Join(s.Root, "big"), filepath.Join(s.Root, "mine"), filepath.Join(s.Root, "scps")
	peertest.RandomFile(b, big, benchSize, 1)
	scp := func(d string, args ...string) {
		peertest.Run(b, d, "scp", append(append(append([]string{"-q"}, flags...), s.Options()...), args...)...)
	}
	moved := func(b *testing.B, n int64) {
		if n != benchSize {
			b.Fatalf("%d bytes of %d", n, benchSize)
		}
	}
	at := s.User + "@" + s.Addr.Addr().String() + ":"
	b.Run("get", func(b *testing.B) {
		d := b.TempDir()
		peertest.Against(b, benchSize, "scp", func() { moved(b, Fetch(b, f, name(b, big), filepath.Join(d, "mine"))) },
			func() { scp(d, at+big, "scps") })
	})
	b.Run("put", func(b *testing.B) {
		d := b.TempDir()
		peertest.Against(b, benchSize, "scp", func() { moved(b, Store(b, f, name(b, mine), big)) },
			func() { scp(d, big, at+scps) })
	})
}
