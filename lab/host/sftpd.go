package host

import (
	"context"
	"errors"
	"io"
	"io/fs"
	"os"
	"path"
	"sync"
	"syscall"
	"time"

	"github.com/pkg/sftp"

	"github.com/iosim/iosim/internal/share"
	"github.com/iosim/iosim/line/ssh"
)

// serveSFTP speaks SFTP over a session until the client ends it, and gives the
// exit status.
func serveSFTP(ctx context.Context, s *ssh.Session, f *share.Folder, note func(text string)) int {
	h := &sftpFolder{Folder: f, note: note, pending: map[string]*share.Upload{}}
	if err := h.serve(ctx, s); err != nil && !errors.Is(err, io.EOF) {
		return 1
	}
	return 0
}

// serve answers the requests of a client until it ends them.
func (h *sftpFolder) serve(ctx context.Context, client io.ReadWriteCloser) error {
	safe := sftpHandlers{ctx, h}
	ordered := newSFTPOrder(client)
	server := sftp.NewRequestServer(ordered, sftp.Handlers{FileGet: safe, FilePut: safe, FileCmd: safe, FileList: safe}, sftp.WithRSAllocator())
	err := server.Serve()
	ordered.stop()
	return err
}

// sftpFolder is a host's folder as one SFTP client sees it.
type sftpFolder struct {
	*share.Folder
	note func(text string)

	mu      sync.Mutex
	pending map[string]*share.Upload // by the names that they will have
	open    int                      // handles
}

// maxHandles is how many files and folders a client may have open at once.
const maxHandles = 100

// errHandles is the error of one more.
var errHandles = errors.New("too many open handles")

// takeHandle counts a handle until release is called, which may be more than once.
func (h *sftpFolder) takeHandle() (release func(), err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.open >= maxHandles {
		return nil, errHandles
	}
	h.open++
	return sync.OnceFunc(func() {
		h.mu.Lock()
		defer h.mu.Unlock()
		h.open--
	}), nil
}

// openFile is a file that a client reads.
type openFile struct {
	io.ReaderAt
	file    io.Closer
	release func()
}

// Close implements io.Closer.
func (f *openFile) Close() error {
	defer f.release()
	return f.file.Close()
}

// sftpText names a request: "Get /file".
func sftpText(r *sftp.Request) string {
	text := r.Method + " " + r.Filepath
	if r.Target != "" {
		text += " " + r.Target
	}
	return text
}

// sftpError is a folder's error as the protocol can say it.
func sftpError(err error) error {
	switch {
	case err == nil, errors.Is(err, fs.ErrNotExist), errors.Is(err, fs.ErrPermission), err == io.EOF:
		return err
	}
	return errors.New(hostText(err)) // SSH_FX_FAILURE with words
}

// Fileread implements sftp.FileReader.
func (h *sftpFolder) Fileread(r *sftp.Request) (io.ReaderAt, error) {
	h.note(sftpText(r))
	p, err := share.Clean(r.Filepath)
	if err != nil {
		return nil, sftpError(err)
	}
	release, err := h.takeHandle()
	if err != nil {
		return nil, err
	}
	f, _, err := h.OpenRegular(p)
	if err != nil {
		release()
		return nil, sftpError(err)
	}
	return &openFile{f, f, release}, nil
}

// Filewrite implements sftp.FileWriter.
func (h *sftpFolder) Filewrite(r *sftp.Request) (io.WriterAt, error) {
	h.note(sftpText(r))
	p, err := share.Clean(r.Filepath)
	if err != nil {
		return nil, sftpError(err)
	}
	flags := r.Pflags()
	info, err := h.Regular(p)
	keep := int64(0)
	switch {
	case err == nil && flags.Creat && flags.Excl:
		return nil, sftpError(share.ErrExist)
	case err == nil && !flags.Trunc:
		keep = info.Size()
	case errors.Is(err, fs.ErrNotExist) && flags.Creat:
	case err != nil:
		return nil, sftpError(err)
	}
	release, err := h.takeHandle()
	if err != nil {
		return nil, err
	}
	u, err := h.Create(p, keep)
	if err != nil {
		release()
		return nil, sftpError(err)
	}
	h.set(p, u)
	return &sftpUpload{Upload: u, h: h, name: p, atEnd: flags.Append, release: release}, nil
}

func (h *sftpFolder) set(name string, u *share.Upload) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if u == nil {
		delete(h.pending, name)
		return
	}
	h.pending[name] = u
}

func (h *sftpFolder) coming(name string) *share.Upload {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.pending[name]
}

// sftpUpload is an open file of a client: whole when the client closes it, and nothing
// when it goes away before.
type sftpUpload struct {
	*share.Upload
	h     *sftpFolder
	name  string
	atEnd bool // SSH_FXF_APPEND: offsets do not count

	release func()

	mu     sync.Mutex
	broken error // of the first write that failed
}

// WriteAt implements io.WriterAt. The client has many writes on the way: all of them
// fail for the reason of the first.
func (u *sftpUpload) WriteAt(p []byte, off int64) (int, error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	if u.broken != nil {
		return 0, u.broken
	}
	var n int
	var err error
	if u.atEnd {
		n, err = u.Write(p)
	} else {
		n, err = u.Upload.WriteAt(p, off)
	}
	if err != nil {
		u.broken = sftpError(err)
		_ = u.Abort() // a file that lacks something is none
	}
	return n, u.broken
}

// TransferError implements sftp.TransferError.
func (u *sftpUpload) TransferError(error) { _ = u.Abort() }

// Close implements io.Closer.
func (u *sftpUpload) Close() error {
	u.h.set(u.name, nil)
	defer u.release()
	if u.broken != nil {
		return u.broken
	}
	return sftpError(u.Commit())
}

// Filecmd implements sftp.FileCmder.
func (h *sftpFolder) Filecmd(r *sftp.Request) error {
	h.note(sftpText(r))
	p, err := share.Clean(r.Filepath)
	if err != nil {
		return sftpError(err)
	}
	switch r.Method {
	case "Setstat":
		return sftpError(h.setstat(p, r))
	case "Mkdir":
		if err := h.MayMake(); err != nil {
			return err
		}
		if err := h.Vacant(p); err != nil {
			return sftpError(err)
		}
		return sftpError(h.Mkdir(p, 0o755))
	case "Remove", "Rmdir":
		return sftpError(h.remove(p, r.Method == "Rmdir"))
	case "Rename":
		return sftpError(h.rename(p, r.Target, false))
	}
	return sftp.ErrSSHFxOpUnsupported
}

// PosixRename implements sftp.PosixRenameFileCmder.
func (h *sftpFolder) PosixRename(r *sftp.Request) error {
	p, err := share.Clean(r.Filepath)
	if err == nil {
		err = h.rename(p, r.Target, true)
	}
	return sftpError(err)
}

// setstat sets dates; the rest of what clients set has no meaning here.
func (h *sftpFolder) setstat(p string, r *sftp.Request) error {
	attributes := r.Attributes()
	if attributes == nil { // shorter than the flags say
		return sftp.ErrSSHFxBadMessage
	}
	times := r.AttrFlags().Acmodtime
	date := attributes.ModTime()
	if u := h.coming(p); u != nil {
		if times {
			u.SetModTime(date)
		}
		return nil
	}
	if _, err := h.Stat(p); err != nil {
		return err
	}
	if err := h.MayChange(); err != nil {
		return err
	}
	if times {
		return h.Chtimes(p, date, date)
	}
	return nil
}

func (h *sftpFolder) remove(p string, dir bool) error {
	info, err := h.Stat(p)
	if u := h.coming(p); u != nil && !dir && errors.Is(err, fs.ErrNotExist) {
		return u.Abort() // the client takes back what it is about to send
	}
	switch {
	case err != nil:
		return err
	case h.MayChange() != nil, p == "/":
		return fs.ErrPermission
	case dir && !info.IsDir():
		return syscall.ENOTDIR
	case !dir && info.IsDir():
		return syscall.EISDIR
	}
	if dir { // some file systems would remove what is in it
		d, err := h.Fs.Open(p)
		if err != nil {
			return err
		}
		names, _ := d.Readdirnames(1)
		d.Close()
		if len(names) > 0 {
			return syscall.ENOTEMPTY
		}
	}
	return h.Remove(p)
}

func (h *sftpFolder) rename(from, target string, replace bool) error {
	if err := h.MayChange(); err != nil {
		return err
	}
	to, err := share.Clean(target)
	if err != nil {
		return err
	}
	src, err := h.Stat(from)
	if err != nil {
		return err
	}
	switch err := h.Vacant(to); {
	case err == share.ErrExist && (!replace || src.IsDir()):
		return err
	case err == share.ErrExist:
		if _, err := h.Regular(to); err != nil {
			return err
		}
	case err != nil:
		return err
	}
	return h.Folder.Rename(from, to)
}

// openList is an open folder.
type openList struct {
	rows
	release func()
}

// Close implements io.Closer.
func (l *openList) Close() error {
	l.release()
	return nil
}

// rows is a list of entries as the library asks for it.
type rows []os.FileInfo

// ListAt implements sftp.ListerAt.
func (l rows) ListAt(to []os.FileInfo, off int64) (int, error) {
	if off >= int64(len(l)) {
		return 0, io.EOF
	}
	n := copy(to, l[off:])
	if n < len(to) {
		return n, io.EOF
	}
	return n, nil
}

// Filelist implements sftp.FileLister.
func (h *sftpFolder) Filelist(r *sftp.Request) (sftp.ListerAt, error) {
	h.note(sftpText(r))
	p, err := share.Clean(r.Filepath)
	if err != nil {
		return nil, sftpError(err)
	}
	switch r.Method {
	case "List":
		release, err := h.takeHandle()
		if err != nil {
			return nil, err
		}
		l, err := h.List(p)
		if err != nil {
			release()
			return nil, sftpError(err)
		}
		return &openList{l, release}, nil
	case "Stat":
		if u := h.coming(p); u != nil {
			return rows{coming{path.Base(p), u}}, nil
		}
		info, err := h.Stat(p)
		return rows{info}, sftpError(err)
	}
	return nil, sftp.ErrSSHFxOpUnsupported
}

// coming is what is known of a file that still comes in.
type coming struct {
	name string
	u    *share.Upload
}

func (c coming) Name() string       { return c.name }
func (c coming) Size() int64        { return c.u.Size() }
func (c coming) Mode() fs.FileMode  { return 0o644 }
func (c coming) ModTime() time.Time { return time.Now() }
func (c coming) IsDir() bool        { return false }
func (c coming) Sys() any           { return nil }
