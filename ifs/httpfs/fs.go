package httpfs

import (
	"crypto/x509"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
)

// Config is what a device's configuration and its lab say at the moment.
type Config struct {
	// User and Password are used where the name has none (ip http client username, ip
	// http client password).
	User, Password string
	// Trust are the authorities whose certificates are taken; nil stands for those
	// of the machine. Insecure takes any certificate.
	Trust    *x509.CertPool
	Insecure bool
}

// FS is the file system http: or https:.
//
// A path is what follows the first slash, as it was typed; characters that no URL
// can have are escaped.
type FS struct {
	scheme string
	port   string
	net    ifs.Net
	clk    clock.Clock
	config func() Config

	answerTime time.Duration
}

// The time-outs in device time: that of a connection (the default of ip http client
// connection timeout is 10 s), and of the silence of an open one [UNSOURCED].
const (
	connectTimeout = 10 * time.Second
	idleTimeout    = 60 * time.Second
)

// floor is the least real time that an answer is waited for.
const floor = 10 * time.Second

// New makes the file system of a scheme, "http" or "https", of a device that
// reaches others through n. config is called once an operation; nil stands for
// nobody and the machine's authorities.
func New(scheme string, n ifs.Net, c clock.Clock, config func() Config) *FS {
	if config == nil {
		config = func() Config { return Config{} }
	}
	port := "80"
	if scheme == "https" {
		port = "443"
	}
	return &FS{scheme: scheme, port: port, net: n, clk: c, config: config, answerTime: floor}
}

var _ ifs.FS = (*FS)(nil)

// Info is the row of show file systems (ios-files.md 2.1).
func (f *FS) Info() ifs.Info {
	return ifs.Info{Size: -1, Free: -1, Type: ifs.Network, Access: ifs.ReadWrite}
}

// wait is how long in real time d of device time is waited for.
func (f *FS) wait(d time.Duration) time.Duration { return max(clock.Grace(f.clk, d), f.answerTime) }
