package sftpfs

import (
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/sshclient"
)

// FS is the file system sftp:. It implements ifs.FS, Statter, DirReader, Remover,
// DirMaker and Renamer. A path is relative to the directory of the login; one with a
// slash in front, sftp://host//file, is absolute on the server.
//
// Writes go straight to their name: a server shows a partial file while one lasts, and
// a file of that name that was there before is lost once a write has begun. A write that
// fails or is aborted removes what it has left if there was no such file before.
type FS struct {
	net ifs.Net
	clk clock.Clock
	// answerTime is the least real time that an answer is waited for.
	answerTime time.Duration
}

// New makes the file system of a device that reaches others through n.
func New(n ifs.Net, c clock.Clock) *FS { return &FS{n, c, sshclient.Floor} }

var (
	_ ifs.FS        = (*FS)(nil)
	_ ifs.Statter   = (*FS)(nil)
	_ ifs.DirReader = (*FS)(nil)
	_ ifs.Remover   = (*FS)(nil)
	_ ifs.DirMaker  = (*FS)(nil)
	_ ifs.Renamer   = (*FS)(nil)
)

// Info is the row of sftp: in show file systems of later releases (ios-files.md 2.2).
func (f *FS) Info() ifs.Info {
	return ifs.Info{Size: -1, Free: -1, Type: ifs.Network, Access: ifs.ReadWrite}
}
