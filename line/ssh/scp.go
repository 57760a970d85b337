package ssh

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"github.com/iosim/iosim/internal/printable"
	"io"
	"strings"
	"time"
)

// Files is the interface to the files that scp reads and writes. Paths are as sent
// by the client. The texts of its errors are sent to the client.
type Files interface {
	// Create starts a file. path is that of the command; name is the client's name
	// for the file, used if path is a directory. size is in bytes; a file that
	// cannot fit is refused here.
	Create(ctx context.Context, path, name string, size int64) (Upload, error)
	// Open opens a file to be sent to the client.
	Open(ctx context.Context, path string) (*Download, error)
}

// Upload receives the bytes of a file. The first call of Commit or Abort ends it.
type Upload interface {
	io.Writer
	// Commit makes the complete file visible.
	Commit() error
	// Abort discards the file.
	Abort() error
}

// Dated is an Upload that can keep the modification time sent by the client (-p).
type Dated interface{ SetModTime(t time.Time) }

// Trees are Files that support directories, for -r and -d.
type Trees interface {
	Files
	// IsDir reports whether a path is a directory.
	IsDir(ctx context.Context, path string) (bool, error)
	// MakeDir makes the directory that the client calls name: in path if that is a
	// directory, and path itself if it does not exist. It succeeds if the directory
	// exists. It returns the path of the directory.
	MakeDir(ctx context.Context, path, name string) (dir string, err error)
	// List returns the paths of the entries of a directory, and the directory's own
	// name.
	List(ctx context.Context, path string) (name string, paths []string, err error)
}

// maxDepth is the maximum nesting of directories.
const maxDepth = 32

// Download is a file to be sent to the client.
type Download struct {
	io.ReadCloser
	Name    string    // the name sent to the client
	Size    int64     // in bytes
	ModTime time.Time // for -p
}

// RunSCP runs the scp protocol with the client of an exec request and returns the
// exit status.
func RunSCP(ctx context.Context, rw io.ReadWriter, c SCP, files Files) int {
	t := &transfer{ctx: ctx, into: []string{c.Path}, r: bufio.NewReaderSize(rw, scpBuffer), w: rw, c: c, files: files}
	switch {
	case c.Problems != "":
		t.refuse("scp: " + c.Problems)
	case c.Sink:
		t.sink()
	default:
		t.source()
	}
	if t.failed {
		return 1
	}
	return 0
}

const scpBuffer = 64 << 10

// transfer is a run of scp.
type transfer struct {
	ctx    context.Context
	r      *bufio.Reader
	w      io.Writer
	c      SCP
	files  Files
	failed bool
	date   time.Time // of the next file; zero if the client did not send it
	into   []string  // the command's path and the directories the client has entered
}

// ok sends an acknowledgement.
func (t *transfer) ok() error {
	_, err := t.w.Write([]byte{0})
	return err
}

// refuse sends an error message.
func (t *transfer) refuse(text string) {
	t.failed = true
	_, _ = fmt.Fprintf(t.w, "\x01%s\n", printable.Text(text)) // the next read reports an error
}

// readReply reads the client's acknowledgement or error.
func (t *transfer) readReply() error {
	b, err := t.r.ReadByte()
	if err != nil || b == 0 {
		return err
	}
	if b != 1 && b != 2 {
		return fmt.Errorf("%w: unexpected response", errRecord)
	}
	text, err := readLine(t.r)
	if err != nil {
		return err
	}
	return &peerError{text: text, fatal: b == 2}
}

// sink receives files until the client has no more.
func (t *transfer) sink() {
	if t.c.Dir && !t.targetIsDir() {
		t.refuse("scp: " + t.c.Path + ": Not a directory")
		return
	}
	if t.ok() != nil {
		t.failed = true
		return
	}
	for {
		rec, err := readRecord(t.r)
		switch peer := (*peerError)(nil); {
		case errors.Is(err, io.EOF):
			t.failed = t.failed || len(t.into) > 1 // the connection ended within a directory
			return
		case errors.As(err, &peer):
			t.failed = true // the client could not read one of its files
			if peer.fatal {
				return
			}
			continue
		case err == nil && (rec.kind == 'D' || rec.kind == 'E'):
			err = t.changeDir(rec)
		}
		if err != nil {
			t.refuse("scp: " + strings.TrimPrefix(err.Error(), "scp: "))
			return
		}
		switch rec.kind {
		case 'T':
			t.date = rec.modTime
			err = t.ok()
		case 'D', 'E':
			t.date = time.Time{}
			err = t.ok()
		case 'C':
			err = t.receive(rec)
			t.date = time.Time{}
		}
		if err != nil {
			t.failed = true
			return
		}
	}
}

func (t *transfer) targetIsDir() bool {
	trees, ok := t.files.(Trees)
	if !ok {
		return true // Create reports the error
	}
	is, err := trees.IsDir(t.ctx, t.c.Path)
	return is && err == nil
}

// changeDir enters a directory of the client, or leaves one.
func (t *transfer) changeDir(rec record) error {
	n := len(t.into)
	if rec.kind == 'E' {
		if n == 1 {
			return fmt.Errorf("%w: E without D", errRecord)
		}
		t.into = t.into[:n-1]
		return nil
	}
	trees, ok := t.files.(Trees)
	switch {
	case !t.c.Recurse:
		return fmt.Errorf("%w: received directory without -r", errRecord)
	case !ok:
		return errors.New(rec.name + ": directories are not supported")
	case n > maxDepth:
		return errors.New(rec.name + ": directories lie too deep")
	}
	dir, err := trees.MakeDir(t.ctx, t.into[n-1], rec.name)
	if err != nil {
		return err
	}
	t.into = append(t.into, dir)
	return nil
}

// receive receives one file. Only errors of the connection are returned; others are
// sent to the client, which may continue.
func (t *transfer) receive(rec record) error {
	up, err := t.files.Create(t.ctx, t.into[len(t.into)-1], rec.name, rec.size)
	if err != nil {
		t.refuse(err.Error())
		return nil
	}
	defer func() { _ = up.Abort() }() // does nothing after Commit
	if d, ok := up.(Dated); ok && !t.date.IsZero() {
		d.SetModTime(t.date)
	}
	if err := t.ok(); err != nil {
		return err
	}
	var broken error // error of the file; the rest of the bytes is read nevertheless
	buf := make([]byte, scpBuffer/2)
	for left := rec.size; left > 0; {
		n, err := t.r.Read(buf[:min(left, int64(len(buf)))])
		if n > 0 && broken == nil {
			_, broken = up.Write(buf[:n])
		}
		left -= int64(n)
		if err != nil && left > 0 {
			return err
		}
	}
	peer := (*peerError)(nil)
	if err := t.readReply(); errors.As(err, &peer) {
		t.failed = true // the client reports that what it sent is not the file
		return t.ok()
	} else if err != nil {
		return err
	}
	if broken == nil {
		broken = up.Commit()
	}
	if broken != nil {
		t.refuse(broken.Error())
		return nil
	}
	return t.ok()
}

// source sends the file of the command, or with -r the directory.
func (t *transfer) source() {
	if err := t.readReply(); err != nil {
		t.failed = true
		return
	}
	if err := t.sendPath(t.c.Path, 0); err != nil {
		t.failed = true
	}
}

// sendPath sends a file or directory. Only errors of the connection are returned;
// others are sent to the client, which may continue.
func (t *transfer) sendPath(path string, depth int) error {
	if trees, ok := t.files.(Trees); ok && t.c.Recurse {
		is, err := trees.IsDir(t.ctx, path)
		if err == nil && is {
			return t.sendDir(trees, path, depth)
		}
	}
	f, err := t.files.Open(t.ctx, path)
	if err != nil {
		t.refuse(err.Error())
		return nil
	}
	defer f.Close()
	return t.send(f)
}

func (t *transfer) sendDir(trees Trees, path string, depth int) error {
	if depth >= maxDepth {
		t.refuse("scp: " + path + ": directories lie too deep")
		return nil
	}
	name, paths, err := trees.List(t.ctx, path)
	if err != nil {
		t.refuse(err.Error())
		return nil
	}
	if err := t.sendRecord("D0755 0 %s\n", name); err != nil {
		return err
	}
	for _, p := range paths {
		if err := t.sendPath(p, depth+1); err != nil {
			return err
		}
	}
	return t.sendRecord("E\n")
}

func (t *transfer) send(f *Download) error {
	if t.c.Times {
		sec := max(f.ModTime.Unix(), 0)
		if err := t.sendRecord("T%d 0 %d 0\n", sec, sec); err != nil {
			return err
		}
	}
	if err := t.sendRecord("C0644 %d %s\n", f.Size, f.Name); err != nil {
		return err
	}
	n, err := io.CopyBuffer(struct{ io.Writer }{t.w}, io.LimitReader(f, f.Size), make([]byte, scpBuffer/2))
	if err != nil {
		return err
	}
	if n < f.Size {
		return io.ErrUnexpectedEOF // more bytes were announced: the client notices only if the connection ends
	}
	if err := t.ok(); err != nil {
		return err
	}
	return t.readReply()
}

// sendRecord sends a record and waits for the client's acknowledgement.
func (t *transfer) sendRecord(format string, args ...any) error {
	if _, err := fmt.Fprintf(t.w, format, args...); err != nil {
		return err
	}
	return t.readReply()
}
