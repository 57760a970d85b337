package ssh

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
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
	t := &transfer{ctx: ctx, r: bufio.NewReaderSize(rw, scpBuffer), w: rw, c: c, files: files}
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
	if t.ok() != nil {
		t.failed = true
		return
	}
	for {
		rec, err := readRecord(t.r)
		switch peer := (*peerError)(nil); {
		case errors.Is(err, io.EOF):
			return
		case errors.As(err, &peer):
			t.failed = true // the client could not read one of its files
			if peer.fatal {
				return
			}
			continue
		case err != nil:
			t.refuse("scp: " + err.Error())
			return
		}
		switch rec.kind {
		case 'T', 'E':
			err = t.ok()
		case 'D':
			t.refuse("scp: " + rec.name + ": directories are not supported")
			return
		case 'C':
			err = t.receive(rec)
		}
		if err != nil {
			t.failed = true
			return
		}
	}
}

// receive takes one file. The error is one of the line; what the files refuse is
// told to the client, who may go on.
func (t *transfer) receive(rec record) error {
	up, err := t.files.Create(t.ctx, t.c.Path, rec.name, rec.size)
	if err != nil {
		t.refuse(err.Error())
		return nil
	}
	defer func() { _ = up.Abort() }() // nothing, after Commit
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

// source sends the file of the command.
func (t *transfer) source() {
	if err := t.await(); err != nil {
		t.failed = true
		return
	}
	f, err := t.files.Open(t.ctx, t.c.Path)
	if err != nil {
		t.refuse(err.Error())
		return
	}
	defer f.Close()
	if err := t.send(f); err != nil {
		t.failed = true
	}
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
