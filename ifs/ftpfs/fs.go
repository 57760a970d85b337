package ftpfs

import (
	"context"
	"crypto/x509"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
)

// Config is what a device's configuration says about FTP at the moment.
type Config struct {
	// User and Password are used where the name has none (ip ftp username, ip ftp
	// password). Each is looked for by itself: name, configuration, anonymous
	// (ios-files.md 6.5).
	User, Password string
	// Passive makes the client open the data connections (ip ftp passive, the
	// default of IOS); otherwise the server does.
	Passive bool
	// Anonymous is the password where there is none else: "user@host".
	Anonymous string
	// Trust are the authorities whose certificates ftps: takes; nil stands for those of
	// the machine. Insecure takes any certificate.
	Trust    *x509.CertPool
	Insecure bool
}

// FS is the file system ftp:. It implements ifs.FS, Statter, DirReader, Remover
// and DirMaker.
//
// A path is relative to the directory that the login leads to; one with a slash
// in front, ftp://host//file, is absolute on the server.
//
// Writes go straight to their name, as an FTP client's do: a server shows a
// partial file while one lasts, and a file of that name that was there before is
// lost once a write has begun. A write that fails or is aborted removes what it has
// left if there was no such file before and the server lets it.
type FS struct {
	net    ifs.Net
	clk    clock.Clock
	config func() Config

	answerTime time.Duration
	secure     bool   // ftps:
	implicit   uint16 // the port where TLS begins at once
}

// The time-outs in device time. A TCP connection is given up after 30 s (the
// default of ip tcp synwait-time); the silence of an open one after 60 s
// [UNSOURCED].
const (
	connectTimeout = 30 * time.Second
	idleTimeout    = 60 * time.Second
)

// answerTime is the least real time that an answer is waited for: real servers
// take some seconds to refuse a password.
const minAnswerTime = 10 * time.Second

// New makes the file system of a device that reaches others through n. config is
// called once an operation; nil stands for passive mode and anonymous.
func New(n ifs.Net, c clock.Clock, config func() Config) *FS {
	if config == nil {
		config = func() Config { return Config{Passive: true} }
	}
	return &FS{net: n, clk: c, config: config, answerTime: minAnswerTime}
}

// NewSecure makes ftps: likewise, FTP under TLS on both connections: implicit at
// port 990, which is the default, explicit (AUTH TLS) at every other.
func NewSecure(n ifs.Net, c clock.Clock, config func() Config) *FS {
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

// Info is the row of ftp: in show file systems (ios-files.md 2.1).
func (f *FS) Info() ifs.Info {
	return ifs.Info{Size: -1, Free: -1, Type: ifs.Network, Access: ifs.ReadWrite}
}

// wait is how long in real time d of device time is waited for.
func (f *FS) wait(d time.Duration) time.Duration { return max(clock.Grace(f.clk, d), f.answerTime) }

// settle makes a wait since a device time have lasted d. It reports nothing: a
// context that ends meanwhile is seen by whoever asks next.
func (f *FS) settle(ctx context.Context, since time.Time, d time.Duration) {
	_ = clock.Settle(ctx, f.clk, since, d)
}
