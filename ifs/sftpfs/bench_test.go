package sftpfs

import (
	"testing"

	"github.com/iosim/iosim/ifs/ifstest"
)

// BenchmarkSFTP gets and puts 100 MB beside OpenSSH's scp in its SFTP mode.
func BenchmarkSFTP(b *testing.B) { ifstest.AgainstSCP(b, newFS(), "sftp") }
