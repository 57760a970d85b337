package device

import (
	"strconv"
	"strings"
	"time"

	"github.com/iosim/iosim/ifs/ftpfs"
	"github.com/iosim/iosim/ifs/httpfs"
	"github.com/iosim/iosim/ifs/tftpfs"
)

// The TFTP client's settings when nothing is configured: 512-byte blocks, no
// options but tsize; time-outs of 4 s and 4 repeats, so that the file system gives
// up after the five dots of ios-files.md 6.4 [UNSOURCED seconds].
const (
	tftpBlock   = 512
	tftpTimeout = 4 * time.Second
	tftpRetries = 4
)

func (d *Device) tftpConfig() tftpfs.Config {
	c := tftpfs.Config{BlockSize: tftpBlock, WindowSize: 1, Timeout: tftpTimeout, Retries: tftpRetries}
	if n, err := strconv.Atoi(d.config.Value(nil, "ip tftp blocksize")); err == nil {
		c.BlockSize = n
	}
	return c
}

func (d *Device) ftpConfig() ftpfs.Config {
	c := ftpfs.Config{
		User:      d.config.Value(nil, "ip ftp username"),
		Password:  PlainPassword(d.config.Value(nil, "ip ftp password")),
		Anonymous: d.Hostname() + "@",
		Passive:   true,
		Trust:     d.trust, Insecure: d.insecure,
	}
	if text, ok := d.config.Get(nil, "ip ftp passive"); ok {
		c.Passive = !strings.HasPrefix(text, "no ")
	}
	return c
}

func (d *Device) httpConfig() httpfs.Config {
	return httpfs.Config{
		User:     d.config.Value(nil, "ip http client username"),
		Password: PlainPassword(d.config.Value(nil, "ip http client password")),
		Trust:    d.trust, Insecure: d.insecure,
	}
}

// PlainPassword is a password of the configuration without the digit that says
// how it is written: "0 odom" is "odom", and a type 7 is read.
func PlainPassword(s string) string {
	if rest, ok := strings.CutPrefix(s, "0 "); ok {
		return rest
	}
	if rest, ok := strings.CutPrefix(s, "7 "); ok {
		if clear, ok := Decrypt7(rest); ok {
			return clear
		}
	}
	return s
}
