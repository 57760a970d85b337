package ftpfs

import (
	"context"
	"crypto/x509"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
)

// Config is the FTP configuration of a device.
type Config struct {
	// User and Password are used if the name has none (ip ftp username, ip ftp
	// password). Each is taken from the first place that has it: the name, the
	// configuration, anonymous (ios-files.md 6.5).
	User, Password string
	// Passive selects passive mode (ip ftp passive, the default of IOS), in which
	// the client opens the data connections. Otherwise the server opens them.
	Passive bool
	// Anonymous is the password used if there is no other: "user@host".
	Anonymous string
	// Trust holds the certificate authorities that ftps: accepts; nil means those
	// of the host. Insecure accepts any certificate.
	Trust    *x509.CertPool
	Insecure bool
}

// FS is the file system ftp: or ftps:. It implements ifs.FS, ifs.Statter,
// ifs.DirReader, ifs.Remover and ifs.DirMaker.
//
// A path is relative to the login directory; with a second slash, as in
// ftp://host//file, it is absolute on the server.
//
// Files are written under their own name, as by any FTP client: the server shows a
// partial file during the transfer, and an older file of that name is lost when the
// transfer begins. A write that fails or is aborted removes the partial file if
// there was no older one and the server allows it.
type FS struct {
	net    ifs.Net
	clk    ifs.Clock
	config func() Config

	answerTime time.Duration
	secure     bool   // for ftps:
	implicit   uint16 // the port of implicit TLS
}

// Time-outs in device time: of opening a TCP connection (30 s, the default of ip
// tcp synwait-time), and of silence on an open one [UNSOURCED].
const (
	connectTimeout = 30 * time.Second
	idleTimeout    = 60 * time.Second
)

// minAnswerTime is the minimum time-out in real time: real servers take some
// seconds to refuse a password.
const minAnswerTime = 10 * time.Second

// New returns the file system ftp: of a device whose network is n. config is called
// once per operation and must be safe for concurrent use; nil means passive mode
// and anonymous login.
func New(n ifs.Net, c ifs.Clock, config func() Config) *FS {
	if config == nil {
		config = func() Config { return Config{Passive: true} }
	}
	return &FS{net: n, clk: c, config: config, answerTime: minAnswerTime}
}

// NewSecure returns the file system ftps:, which protects both connections with TLS
// (RFC 4217): implicitly on port 990, the default, and explicitly (AUTH TLS) on any
// other. The arguments are those of New.
func NewSecure(n ifs.Net, c ifs.Clock, config func() Config) *FS {
	f := New(n, c, config)
	f.secure, f.implicit = true, implicitPort
	return f
}

var (
	_ ifs.FS        = (*FS)(nil)
	_ ifs.Statter   = (*FS)(nil)
	_ ifs.DirReader = (*FS)(nil)
	_ ifs.Remover   = (*FS)(nil)
	_ ifs.DirMaker  = (*FS)(nil)
)

// Info returns the row of show file systems (ios-files.md 2.1).
func (f *FS) Info() ifs.Info {
	return ifs.Info{Size: -1, Free: -1, Type: ifs.Network, Access: ifs.ReadWrite}
}

// Session returns the user with whom the transfer of a file begins and its mode: "active"
// or "passive".
func (f *FS) Session(n ifs.Name) (user, mode string) {
	s := session{name: n, cfg: f.config()}
	user, _ = s.credentials()
	if s.cfg.Passive {
		return user, "passive"
	}
	return user, "active"
}

// wait returns the time-out in real time for d of device time.
func (f *FS) wait(d time.Duration) time.Duration {
	return max(clock.RealTimeout(f.clk, d), f.answerTime)
}

// finishWait lets a wait that began at the device time since last d. An error of
// the context is left to the next wait.
func (f *FS) finishWait(ctx context.Context, since time.Time, d time.Duration) {
	_ = clock.FinishWait(ctx, f.clk, since, d)
}
