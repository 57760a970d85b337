package scpfs

import (
	"testing"

	"github.com/iosim/iosim/ifs/ifstest"
)

// BenchmarkSCP gets and puts 100 MB beside OpenSSH's scp in its own protocol.
func BenchmarkSCP(b *testing.B) { ifstest.AgainstSCP(b, newFS(), "scp", "-O") }
