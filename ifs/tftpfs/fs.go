package tftpfs

import (
	"context"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/tftp"
)

// FS is the tftp: file system. TFTP knows no directories, so an FS opens and
// creates files and does nothing else.
type FS struct {
	net     ifs.Net
	clk     clock.Clock
	config  func() Config
	dallies dallies
}

// New makes the tftp: file system of a device. config is asked at the begin of
// every transfer and must be safe for concurrent use; nil means the defaults.
func New(n ifs.Net, c clock.Clock, config func() Config) *FS {
	if config == nil {
		config = func() Config { return Config{} }
	}
	return &FS{net: n, clk: c, config: config}
}

// Close ends what transfers have left in the background (see dally) and waits for
// it. The file system can still be used.
func (fs *FS) Close() error {
	fs.dallies.end()
	return nil
}

// Info is the row of show file systems (ios-files.md 2.1).
func (fs *FS) Info() ifs.Info {
	return ifs.Info{Size: -1, Free: -1, Type: ifs.Network, Access: ifs.ReadWrite}
}

// Open sends a read request and waits for the answer. The size is the one that the
// server tells (RFC 2349), else -1; in netascii it is -1, as the server counts
// other bytes. The whole transfer ends with ctx.
//
// Errors: KindNoHost, KindBadHost, KindInvalid (before anything is sent),
// KindTimeout, KindProtocol, KindAborted, and what the server says: KindNotExist,
// KindPermission and the others of ios-files.md 6.11.
func (fs *FS) Open(ctx context.Context, name ifs.Name) (ifs.File, error) {
	r := &dialogue{fs: fs, name: name, op: tftp.RRQ}
	if err := r.prepare(ctx); err != nil {
		return nil, err
	}
	exact := r.config.Mode == tftp.Octet
	var core *receiver
	l, first, err := r.run(ctx, readTerms(r.config), func(req []byte, asked terms) machine {
		core = newReceiver(req, asked, r.config.Retries, exact)
		return core
	})
	if err != nil {
		return nil, err
	}
	f := &reader{name: name, link: l, core: core, dallies: &fs.dallies, rest: first.data}
	if !exact {
		f.text = new(tftp.Decoder)
		f.accept(first.data)
	}
	return f, nil
}

// Create sends a write request and waits for the answer; size is told to the
// server if it is known. See Open for the errors.
func (fs *FS) Create(ctx context.Context, name ifs.Name, size int64) (ifs.Writer, error) {
	r := &dialogue{fs: fs, name: name, op: tftp.WRQ}
	if err := r.prepare(ctx); err != nil {
		return nil, err
	}
	var core *sender
	l, _, err := r.run(ctx, writeTerms(r.config, size), func(req []byte, asked terms) machine {
		core = newSender(req, asked, r.config.Retries)
		return core
	})
	if err != nil {
		return nil, err
	}
	return &writer{name: name, link: l, core: core, text: r.config.Mode == tftp.Netascii}, nil
}
