package ssh

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Files is where scp puts and takes files. Paths are as the client wrote them.
// The texts of its errors go to the client.
type Files interface {
	// Create begins a file. path is that of the command; name is what the client
	// calls the file, for a path that is a directory. A file that cannot fit is
	// refused here.
	Create(ctx context.Context, path, name string, size int64) (Upload, error)
	// Open opens a file to be fetched.
	Open(ctx context.Context, path string) (*Download, error)
}

// Upload takes the bytes of a file. Exactly one of Commit and Abort ends it.
type Upload interface {
	io.Writer
	// Commit makes the file visible, complete.
	Commit() error
	// Abort leaves everything as it was.
	Abort() error
}

// Dated is an Upload that keeps the date that the client gives its file (-p).
type Dated interface{ SetModTime(t time.Time) }

// Trees are Files that have directories, for -r and -d.
type Trees interface {
	Files
	// IsDir reports whether a path is a directory.
	IsDir(ctx context.Context, path string) (bool, error)
	// MakeDir makes the directory that a client calls name: within path where that is a
	// directory, path itself where there is nothing. One that is there already is taken.
	// It gives the new directory's path.
	MakeDir(ctx context.Context, path, name string) (dir string, err error)
	// List gives the paths of what is in a directory, and the directory's own name.
	List(ctx context.Context, path string) (name string, paths []string, err error)
}

// maxDepth bounds how deep directories lie in each other.
const maxDepth = 32

// Download is a file to be fetched.
type Download struct {
	io.ReadCloser
	Name    string    // what the client is told
	Size    int64     // in bytes
	ModTime time.Time // for -p
}

// RunSCP speaks the protocol of scp with the client of an exec request and gives
// the exit status.
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

// transfer is one run of scp.
type transfer struct {
	ctx    context.Context
	r      *bufio.Reader
	w      io.Writer
	c      SCP
	files  Files
	failed bool
	date   time.Time // of the next file; zero: the client did not tell
	into   []string  // the directories that the client is in, and the command's path
}

// ok says that this side is ready for what is next.
func (t *transfer) ok() error {
	_, err := t.w.Write([]byte{0})
	return err
}

// refuse tells the client what went wrong.
func (t *transfer) refuse(text string) {
	t.failed = true
	_, _ = fmt.Fprintf(t.w, "\x01%s\n", printable(text)) // the next read tells
}

// await reads the client's word on what it got.
func (t *transfer) await() error {
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

// sink takes files until the client has no more.
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
			t.failed = t.failed || len(t.into) > 1 // it vanished within a directory
			return
		case errors.As(err, &peer):
			t.failed = true // the client could not read one of its files
			if peer.fatal {
				return
			}
			continue
		case err == nil && (rec.kind == 'D' || rec.kind == 'E'):
			err = t.walk(rec)
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
		return true // Create tells
	}
	is, err := trees.IsDir(t.ctx, t.c.Path)
	return is && err == nil
}

// walk enters a directory of the client's, or leaves one.
func (t *transfer) walk(rec record) error {
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

// receive takes one file. The error is one of the line; what the files refuse is
// told to the client, who may go on.
func (t *transfer) receive(rec record) error {
	up, err := t.files.Create(t.ctx, t.into[len(t.into)-1], rec.name, rec.size)
	if err != nil {
		t.refuse(err.Error())
		return nil
	}
	defer func() { _ = up.Abort() }() // nothing, after Commit
	if d, ok := up.(Dated); ok && !t.date.IsZero() {
		d.SetModTime(t.date)
	}
	if err := t.ok(); err != nil {
		return err
	}
	var broken error // of the file; the rest is read all the same
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
	if err := t.await(); errors.As(err, &peer) {
		t.failed = true // the client says that what it sent is not the file
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
	if err := t.await(); err != nil {
		t.failed = true
		return
	}
	if err := t.give(t.c.Path, 0); err != nil {
		t.failed = true
	}
}

// give sends one file or directory. The error is one of the line; what the files
// refuse is told to the client, who may get the rest.
func (t *transfer) give(path string, depth int) error {
	if trees, ok := t.files.(Trees); ok && t.c.Recurse {
		is, err := trees.IsDir(t.ctx, path)
		if err == nil && is {
			return t.giveDir(trees, path, depth)
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

func (t *transfer) giveDir(trees Trees, path string, depth int) error {
	if depth >= maxDepth {
		t.refuse("scp: " + path + ": directories lie too deep")
		return nil
	}
	name, paths, err := trees.List(t.ctx, path)
	if err != nil {
		t.refuse(err.Error())
		return nil
	}
	if err := t.say("D0755 0 %s\n", name); err != nil {
		return err
	}
	for _, p := range paths {
		if err := t.give(p, depth+1); err != nil {
			return err
		}
	}
	return t.say("E\n")
}

func (t *transfer) send(f *Download) error {
	if t.c.Times {
		sec := max(f.ModTime.Unix(), 0)
		if err := t.say("T%d 0 %d 0\n", sec, sec); err != nil {
			return err
		}
	}
	if err := t.say("C0644 %d %s\n", f.Size, f.Name); err != nil {
		return err
	}
	n, err := io.CopyBuffer(struct{ io.Writer }{t.w}, io.LimitReader(f, f.Size), make([]byte, scpBuffer/2))
	if err != nil {
		return err
	}
	if n < f.Size {
		return io.ErrUnexpectedEOF // the client has been promised more: only the end of the line tells it
	}
	if err := t.ok(); err != nil {
		return err
	}
	return t.await()
}

// say sends a record and waits until the client has taken it.
func (t *transfer) say(format string, args ...any) error {
	if _, err := fmt.Fprintf(t.w, format, args...); err != nil {
		return err
	}
	return t.await()
}
