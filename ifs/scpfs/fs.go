package scpfs

import (
	"context"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/sshclient"
)

// FS is the file system scp:. A path is relative to the directory of the login; one
// with a slash in front, scp://host//file, is absolute on the server.
//
// A write goes straight to its name on the server, and one that breaks off leaves
// there what the server makes of it: the protocol can remove nothing.
type FS struct {
	net ifs.Net
	clk clock.Clock
	// answerTime is the least real time that an answer is waited for.
	answerTime time.Duration
}

// New makes the file system of a device that reaches others through n.
func New(n ifs.Net, c clock.Clock) *FS { return &FS{n, c, sshclient.Floor} }

var _ ifs.FS = (*FS)(nil)

// Info is the row of show file systems (ios-files.md 2.1).
func (f *FS) Info() ifs.Info {
	return ifs.Info{Size: -1, Free: -1, Type: ifs.Network, Access: ifs.ReadWrite}
}

// Open logs in and asks for name; the size is what the server announces. ctx bounds
// the whole transfer.
func (f *FS) Open(ctx context.Context, name ifs.Name) (ifs.File, error) {
	s, err := f.login(ctx, name, "-f")
	if err != nil {
		return nil, err
	}
	size, err := s.announced()
	if err != nil {
		err = s.fail(ifs.OpOpen, err)
		s.close()
		return nil, err
	}
	return &file{s: s, size: size, left: size}, nil
}

// Create logs in and announces a file. One whose size is not known is kept in
// memory, up to maxKept bytes, until Commit: the protocol wants the size first.
func (f *FS) Create(ctx context.Context, name ifs.Name, size int64) (ifs.Writer, error) {
	s, err := f.login(ctx, name, "-t")
	if err != nil {
		return nil, err
	}
	if err = s.status(); err != nil {
		err = s.begun(err)
	}
	if err == nil && size >= 0 {
		err = s.announce(size)
	}
	if err != nil {
		err = s.fail(ifs.OpWrite, err)
		s.close()
		return nil, err
	}
	return &writer{s: s, size: size}, nil
}
