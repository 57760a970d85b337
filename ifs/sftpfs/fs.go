package sftpfs

import (
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/sshclient"
)

// FS is the file system sftp:. It implements ifs.FS, ifs.Statter, ifs.DirReader,
// ifs.Remover, ifs.DirMaker and ifs.Renamer. A path is relative to the login
// directory; with a second slash, as in sftp://host//file, it is absolute on the
// server.
//
// Files are written under their own name: the server shows a partial file during
// the transfer, and an older file of that name is lost when it begins. A write that
// fails or is aborted removes the partial file if there was no older one.
type FS struct {
	net ifs.Net
	clk ifs.Clock
	// answerTime is the minimum time-out in real time.
	answerTime time.Duration
}

// New returns the file system of a device whose network is n and whose clock is c.
func New(n ifs.Net, c ifs.Clock) *FS { return &FS{n, c, sshclient.Floor} }

var (
	_ ifs.FS        = (*FS)(nil)
	_ ifs.Statter   = (*FS)(nil)
	_ ifs.DirReader = (*FS)(nil)
	_ ifs.Remover   = (*FS)(nil)
	_ ifs.DirMaker  = (*FS)(nil)
	_ ifs.Renamer   = (*FS)(nil)
)

// Info returns the row of show file systems of later releases (ios-files.md 2.2).
func (f *FS) Info() ifs.Info {
	return ifs.Info{Size: -1, Free: -1, Type: ifs.Network, Access: ifs.ReadWrite}
}
