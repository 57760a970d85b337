package tftpfs

import (
	"context"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/tftp"
)

// FS is the file system tftp:. It can only open and create files: TFTP has no
// directories.
type FS struct {
	net     ifs.Net
	clk     ifs.Clock
	config  func() Config
	dallies dallies
}

// New returns the file system of a device whose network is n and whose clock is c.
// config is called at the start of every transfer and must be safe for concurrent
// use; nil means the defaults.
func New(n ifs.Net, c ifs.Clock, config func() Config) *FS {
	if config == nil {
		config = func() Config { return Config{} }
	}
	return &FS{net: n, clk: c, config: config}
}

// Close ends what finished transfers have left in the background (see dallies) and
// waits for it. The file system remains usable.
func (fs *FS) Close() error {
	fs.dallies.end()
	return nil
}

// Info returns the row of show file systems (ios-files.md 2.1).
func (fs *FS) Info() ifs.Info {
	return ifs.Info{Size: -1, Free: -1, Type: ifs.Network, Access: ifs.ReadWrite}
}

// Session returns how the transfer of a file begins: without a user, in the mode of the
// configuration ("octet", "netascii").
func (fs *FS) Session(ifs.Name) (user, mode string) { return "", fs.config().withDefaults().Mode }

// Open sends a read request and waits for the answer. The size is the one the
// server reports (RFC 2349), or -1; in netascii it is -1, because the length on the
// wire differs. ctx bounds the whole transfer.
//
// Errors are of KindNoHost, KindBadHost and KindInvalid before anything is sent,
// then of KindTimeout, KindProtocol, KindAborted, and those the server reports:
// KindNotExist, KindPermission and others of ios-files.md 6.11.
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

// Create sends a write request and waits for the answer. A known size is sent with
// the request. The errors are those of Open.
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
