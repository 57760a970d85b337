package serve

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"net/netip"
	"strings"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/line/ssh"
)

// scpFiles is the file systems of a device as a client of scp sees them.
type scpFiles struct {
	sys  *system.System
	peer netip.Addr
	user string
}

var _ ssh.Trees = scpFiles{}

// scpError is the error that the client gets [UNSOURCED].
type scpError struct {
	path string
	err  error
}

func (e *scpError) Error() string { return "scp: " + e.path + ": " + scpText(e.err) }

func (e *scpError) Unwrap() error { return e.err }

// scpText is the words for an error [UNSOURCED].
func scpText(err error) string {
	switch ifs.KindOf(err) {
	case ifs.KindNotExist:
		return "No such file or directory"
	case ifs.KindExist:
		return "File exists"
	case ifs.KindIsDir:
		return "not a regular file"
	case ifs.KindNotDir:
		return "Not a directory"
	case ifs.KindNoSpace, ifs.KindFull:
		return "No space left on device"
	case ifs.KindNoDevice:
		return "No such device"
	case ifs.KindReadOnly, ifs.KindWriteOnly, ifs.KindPermission:
		return "Permission denied"
	case ifs.KindInvalid:
		return "Invalid argument"
	case ifs.KindUnsupported:
		return "Operation not supported"
	}
	if errors.Is(err, fs.ErrNotExist) {
		return "No such file or directory"
	}
	return "I/O error"
}

// resolve finds the file of a path: what names no file system is below the
// default directory. Only what the device itself holds can be reached.
func (f scpFiles) resolve(path string) (ifs.FS, ifs.Name, error) {
	n, err := f.sys.Files().Parse(path)
	if err != nil {
		return nil, n, err
	}
	s, n, err := f.sys.Files().Resolve(f.sys.Files().Abs(f.sys.DefaultDirectory(), n))
	if err == nil && s.Info().Type == ifs.Network {
		err = &ifs.Error{Op: ifs.OpOpen, Name: n, Kind: ifs.KindInvalid}
	}
	return s, n, err
}

// Create implements ssh.Files.
func (f scpFiles) Create(ctx context.Context, path, name string, size int64) (ssh.Upload, error) {
	s, n, err := f.resolve(path)
	if err != nil {
		return nil, &scpError{path, err}
	}
	if e, serr := ifs.Stat(ctx, s, n); n.Path == "" || strings.HasSuffix(path, "/") || serr == nil && e.Dir {
		n = n.Join(name)
	}
	w, err := ifs.Create(ctx, s, n, size)
	if err != nil {
		return nil, &scpError{path, err}
	}
	return &inbound{w: w, path: path, transfer: scpTransfer(f.sys, "in", f.peer, f.user, path, n), err: errAborted}, nil
}

// transfer is what tells how the transfer of a file goes.
type transfer interface {
	Moved(n int)
	End(err error)
}

// errAborted is the end of a transfer that the client has broken off.
var errAborted = &ifs.Error{Op: ifs.OpCopy, Kind: ifs.KindAborted}

// inbound gives the errors of a writer their words.
type inbound struct {
	w        ifs.Writer
	path     string
	transfer transfer
	err      error // how the transfer ends if it is aborted now
}

func (u *inbound) words(err error) error {
	if err != nil {
		return &scpError{u.path, err}
	}
	return nil
}

// Write implements ssh.Upload.
func (u *inbound) Write(p []byte) (int, error) {
	n, err := u.w.Write(p)
	u.transfer.Moved(n)
	if err != nil {
		u.err = err
	}
	return n, u.words(err)
}

// SetModTime implements ssh.Dated.
func (u *inbound) SetModTime(t time.Time) { ifs.SetModTime(u.w, t) }

// Commit implements ssh.Upload.
func (u *inbound) Commit() error {
	err := u.w.Commit()
	u.transfer.End(err)
	return u.words(err)
}

// Abort implements ssh.Upload.
func (u *inbound) Abort() error {
	u.transfer.End(u.err)
	return u.words(u.w.Abort())
}

// outbound is a file that a client gets.
type outbound struct {
	ifs.File
	transfer transfer
	bytes    int64
	err      error // of the last Read
}

func (o *outbound) Read(p []byte) (int, error) {
	n, err := o.File.Read(p)
	o.bytes += int64(n)
	o.transfer.Moved(n)
	o.err = err
	return n, err
}

func (o *outbound) Close() error {
	switch {
	case o.bytes == o.Size():
		o.transfer.End(nil)
	case o.err != nil && o.err != io.EOF:
		o.transfer.End(o.err)
	default:
		o.transfer.End(errAborted)
	}
	return o.File.Close()
}

// Open implements ssh.Files.
func (f scpFiles) Open(ctx context.Context, path string) (*ssh.Download, error) {
	s, n, err := f.resolve(path)
	if err != nil {
		return nil, &scpError{path, err}
	}
	file, err := ifs.Open(ctx, s, n)
	if err != nil {
		return nil, &scpError{path, err}
	}
	if file.Size() < 0 {
		file.Close()
		return nil, &scpError{path, &ifs.Error{Op: ifs.OpOpen, Name: n, Kind: ifs.KindUnsupported}}
	}
	sent := &outbound{File: file, transfer: scpTransfer(f.sys, "out", f.peer, f.user, path, n)}
	d := &ssh.Download{ReadCloser: sent, Size: file.Size(), Name: path[strings.LastIndexAny(path, "/:")+1:]}
	if e, err := ifs.Stat(ctx, s, n); err == nil {
		d.ModTime = e.ModTime
	}
	return d, nil
}

// IsDir implements ssh.Trees.
func (f scpFiles) IsDir(ctx context.Context, path string) (bool, error) {
	s, n, err := f.resolve(path)
	if err != nil {
		return false, &scpError{path, err}
	}
	if strings.Trim(n.Path, "/") == "" {
		return true, nil
	}
	e, err := ifs.Stat(ctx, s, n)
	if err != nil {
		return false, &scpError{path, err}
	}
	return e.Dir, nil
}

// MakeDir implements ssh.Trees.
func (f scpFiles) MakeDir(ctx context.Context, path, name string) (string, error) {
	s, n, err := f.resolve(path)
	if err != nil {
		return "", &scpError{path, err}
	}
	if is, err := f.IsDir(ctx, path); err == nil && is {
		n = n.Join(name)
	}
	e, err := ifs.Stat(ctx, s, n)
	switch {
	case err == nil && !e.Dir:
		err = &ifs.Error{Op: ifs.OpMkdir, Name: n, Kind: ifs.KindNotDir}
	case ifs.KindOf(err) == ifs.KindNotExist:
		err = ifs.Mkdir(ctx, s, n)
	}
	if err != nil {
		return "", &scpError{path, err}
	}
	return n.String(), nil
}

// List implements ssh.Trees.
func (f scpFiles) List(ctx context.Context, path string) (string, []string, error) {
	s, n, err := f.resolve(path)
	var entries []ifs.Entry
	if err == nil {
		entries, err = ifs.ReadDir(ctx, s, n)
	}
	if err != nil {
		return "", nil, &scpError{path, err}
	}
	var paths []string
	for _, e := range entries {
		if e.Deleted {
			continue
		}
		paths = append(paths, n.Join(e.Name).String())
	}
	name := n.Base()
	if name == "" {
		name = n.Prefix
	}
	return name, paths, nil
}
