package system

import (
	"time"

	"github.com/iosim/iosim/ifs/ftpfs"
	"github.com/iosim/iosim/ifs/httpfs"
	"github.com/iosim/iosim/ifs/tftpfs"
)

// The TFTP client asks for no options but tsize; time-outs of 4 s and 4 repeats, so that
// the file system gives up after the five dots of ios-files.md 6.4 [UNSOURCED seconds].
const (
	tftpTimeout = 4 * time.Second
	tftpRetries = 4
)

func (sys *System) tftpConfig() tftpfs.Config {
	return tftpfs.Config{BlockSize: sys.Running().Clients.TFTP.BlockSize, WindowSize: 1, Timeout: tftpTimeout, Retries: tftpRetries}
}

func (sys *System) ftpConfig() ftpfs.Config {
	c := sys.Running().Clients.FTP
	return ftpfs.Config{
		User: c.User, Password: c.Password, Anonymous: sys.Hostname() + "@", Passive: c.Passive,
		Trust: sys.opt.Trust, Insecure: sys.opt.Insecure,
	}
}

func (sys *System) httpConfig() httpfs.Config {
	c := sys.Running().Clients.HTTP
	return httpfs.Config{User: c.User, Password: c.Password, Trust: sys.opt.Trust, Insecure: sys.opt.Insecure}
}
