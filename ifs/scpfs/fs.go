package scpfs

import (
	"context"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/sshclient"
)

// FS is the file system scp:. A path is relative to the login directory; with a
// second slash, as in scp://host//file, it is absolute on the server.
//
// Files are written under their own name, and the server decides what becomes of a
// file whose transfer breaks off: the protocol cannot remove files.
type FS struct {
	net ifs.Net
	clk ifs.Clock
	// answerTime is the minimum time-out in real time.
	answerTime time.Duration
}

// New returns the file system of a device whose network is n and whose clock is c.
func New(n ifs.Net, c ifs.Clock) *FS { return &FS{n, c, sshclient.Floor} }

var _ ifs.FS = (*FS)(nil)

// Info returns the row of show file systems (ios-files.md 2.1).
func (f *FS) Info() ifs.Info {
	return ifs.Info{Size: -1, Free: -1, Type: ifs.Network, Access: ifs.ReadWrite}
}

// Open logs in and requests name. The size is the one the server announces. ctx
// bounds the whole transfer.
func (f *FS) Open(ctx context.Context, name ifs.Name) (ifs.File, error) {
	s, err := f.login(ctx, name, "-f")
	if err != nil {
		return nil, err
	}
	size, err := s.receiveRecord()
	if err != nil {
		err = s.fail(ifs.OpOpen, err)
		s.close()
		return nil, err
	}
	return &file{s: s, size: size, left: size}, nil
}

// Create logs in and announces a file. The protocol needs the size first, so a file
// of unknown size is kept in memory until Commit, up to maxBuffered bytes. ctx
// bounds the whole transfer.
func (f *FS) Create(ctx context.Context, name ifs.Name, size int64) (ifs.Writer, error) {
	s, err := f.login(ctx, name, "-t")
	if err != nil {
		return nil, err
	}
	if err = s.status(); err != nil {
		err = s.startError(err)
	}
	if err == nil && size >= 0 {
		err = s.sendRecord(size)
	}
	if err != nil {
		err = s.fail(ifs.OpWrite, err)
		s.close()
		return nil, err
	}
	return &writer{s: s, size: size}, nil
}
