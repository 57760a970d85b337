package httpfs

import (
	"crypto/x509"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
)

// Config is the HTTP client configuration of a device and its lab.
type Config struct {
	// User and Password are used if the name has none (ip http client username, ip
	// http client password).
	User, Password string
	// Trust holds the certificate authorities that are accepted; nil means those of
	// the host. Insecure accepts any certificate.
	Trust    *x509.CertPool
	Insecure bool
}

// FS is the file system http: or https:.
//
// A path is what follows the first slash, as typed; characters that a URL cannot
// contain are escaped.
type FS struct {
	scheme string
	port   string
	net    ifs.Net
	clk    ifs.Clock
	config func() Config

	answerTime time.Duration
}

// Time-outs in device time: of opening a connection (10 s, the default of ip http
// client connection timeout), and of silence on an open one [UNSOURCED].
const (
	connectTimeout = 10 * time.Second
	idleTimeout    = 60 * time.Second
)

// minAnswerTime is the minimum time-out in real time.
const minAnswerTime = 10 * time.Second

// New returns the file system of scheme, "http" or "https", of a device whose
// network is n. config is called once per operation and must be safe for concurrent
// use; nil means no credentials and the authorities of the host.
func New(scheme string, n ifs.Net, c ifs.Clock, config func() Config) *FS {
	if config == nil {
		config = func() Config { return Config{} }
	}
	port := "80"
	if scheme == "https" {
		port = "443"
	}
	return &FS{scheme: scheme, port: port, net: n, clk: c, config: config, answerTime: minAnswerTime}
}

var _ ifs.FS = (*FS)(nil)

// Info returns the row of show file systems (ios-files.md 2.1).
func (f *FS) Info() ifs.Info {
	return ifs.Info{Size: -1, Free: -1, Type: ifs.Network, Access: ifs.ReadWrite}
}

// Session returns the user with whom the transfer of a file begins; there are no modes.
func (f *FS) Session(n ifs.Name) (user, mode string) {
	if n.HasUser {
		return n.User, ""
	}
	return f.config().User, ""
}

// wait returns the time-out in real time for d of device time.
func (f *FS) wait(d time.Duration) time.Duration {
	return max(clock.RealTimeout(f.clk, d), f.answerTime)
}
