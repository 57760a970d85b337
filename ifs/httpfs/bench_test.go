package httpfs

import (
	"fmt"
	"path/filepath"
	"testing"

	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/peertest"
)

const benchSize = 100 << 20

// BenchmarkHTTP gets 100 MB beside curl, both from nginx.
func BenchmarkHTTP(b *testing.B) {
	peertest.Need(b, "curl")
	s := peertest.Nginx(b)
	peertest.RandomFile(b, filepath.Join(s.Root, "big"), benchSize, 1)
	for scheme, addr := range map[string]string{"http": s.Addr.String(), "https": s.TLSAddr.String()} {
		b.Run(scheme, func(b *testing.B) {
			d := b.TempDir()
			f := newFS(scheme, Config{Insecure: true})
			n := ifstest.ParseName(b, fmt.Sprintf("%s://%s:%s@%s/big", scheme, s.User, s.Password, addr))
			peertest.Against(b, benchSize, "curl", func() {
				if got := ifstest.Fetch(b, f, n, filepath.Join(d, "mine")); got != benchSize {
					b.Fatalf("%d bytes of %d", got, benchSize)
				}
			}, func() {
				peertest.Run(b, d, "curl", "-sS", "-f", "-k", "-u", s.User+":"+s.Password, "-o", "curls", scheme+"://"+addr+"/big")
			})
		})
	}
}
