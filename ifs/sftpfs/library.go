package sftpfs

import (
	"errors"
	"io/fs"

	"github.com/pkg/sftp"

	"github.com/iosim/iosim/ifs"
)

// library is the client of pkg/sftp without its (nil, nil): a server that answers a
// request for a handle or for attributes with SSH_FX_OK, and so with neither, has broken
// the protocol (draft-ietf-secsh-filexfer-02, sections 6.3 and 6.8).
type library struct{ *sftp.Client }

var errEmpty = errors.New("the server has said yes and given nothing")

// given is v, which is what a successful call of the library has returned.
func given[T comparable](v T, err error) (T, error) {
	var none T
	if err == nil && v == none {
		return none, &ifs.Error{Kind: ifs.KindProtocol, Err: errEmpty}
	}
	return v, err
}

// Open is that of the library.
func (l library) Open(path string) (*sftp.File, error) { return given(l.Client.Open(path)) }

// OpenFile is that of the library.
func (l library) OpenFile(path string, flags int) (*sftp.File, error) {
	return given(l.Client.OpenFile(path, flags))
}

// Stat is that of the library, which makes an fs.FileInfo of attributes that are not
// there.
func (l library) Stat(path string) (info fs.FileInfo, err error) {
	return attributes(l.Client.Stat(path))
}

// statFile returns the attributes of an open file.
func statFile(f *sftp.File) (fs.FileInfo, error) { return attributes(f.Stat()) }

func attributes(info fs.FileInfo, err error) (fs.FileInfo, error) {
	if info, err = given(info, err); err != nil {
		return nil, err
	}
	if s, ok := info.Sys().(*sftp.FileStat); !ok || s == nil {
		return nil, &ifs.Error{Kind: ifs.KindProtocol, Err: errEmpty}
	}
	return info, nil
}
