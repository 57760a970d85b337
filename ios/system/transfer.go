package system

import (
	"strconv"
	"strings"
	"time"

	"github.com/iosim/iosim/ifs/ftpfs"
	"github.com/iosim/iosim/ifs/httpfs"
	"github.com/iosim/iosim/ifs/tftpfs"
	"github.com/iosim/iosim/ios/secret"
)

// The TFTP client's settings when nothing is configured: 512-byte blocks, no
// options but tsize; time-outs of 4 s and 4 repeats, so that the file system gives
// up after the five dots of ios-files.md 6.4 [UNSOURCED seconds].
const (
	tftpBlock   = 512
	tftpTimeout = 4 * time.Second
	tftpRetries = 4
)

func (sys *System) tftpConfig() tftpfs.Config {
	c := tftpfs.Config{BlockSize: tftpBlock, WindowSize: 1, Timeout: tftpTimeout, Retries: tftpRetries}
	if n, err := strconv.Atoi(sys.config.Value(nil, "ip tftp blocksize")); err == nil {
		c.BlockSize = n
	}
	return c
}

func (sys *System) ftpConfig() ftpfs.Config {
	c := ftpfs.Config{
		User:      sys.config.Value(nil, "ip ftp username"),
		Password:  secret.Plain(sys.config.Value(nil, "ip ftp password")),
		Anonymous: sys.Hostname() + "@",
		Passive:   true,
		Trust:     sys.opt.Trust, Insecure: sys.opt.Insecure,
	}
	if text, ok := sys.config.Get(nil, "ip ftp passive"); ok {
		c.Passive = !strings.HasPrefix(text, "no ")
	}
	return c
}

func (sys *System) httpConfig() httpfs.Config {
	return httpfs.Config{
		User:     sys.config.Value(nil, "ip http client username"),
		Password: secret.Plain(sys.config.Value(nil, "ip http client password")),
		Trust:    sys.opt.Trust, Insecure: sys.opt.Insecure,
	}
}
