package host

import (
	"encoding/binary"
	"io"
	"sync"
)

// sftpOrder keeps an SFTP client that does not wait in order. A request that opens a file
// or a directory is answered before the library gets the next one: it is not safe for
// requests that use a handle, which a client can guess, before its open has been answered.
// And the end of what the client sends is the library's after the last answer.
type sftpOrder struct {
	io.ReadWriteCloser
	in, out sftpFrames

	mu       sync.Mutex
	changed  sync.Cond
	opening  bool   // a request to open has passed, with the number open
	open     uint32 // its number
	requests int    // passed and not answered
	broken   bool   // nothing is answered any more
}

func newSFTPOrder(c io.ReadWriteCloser) *sftpOrder {
	o := &sftpOrder{ReadWriteCloser: c}
	o.changed.L = &o.mu
	return o
}

// The types of messages of SFTP version 3 that matter here
// (draft-ietf-secsh-filexfer-02, section 3).
const (
	sftpInit    = 1
	sftpVersion = 2
	sftpOpening = 3
	sftpOpenDir = 11
)

// Read implements io.Reader: up to the end of a message.
func (o *sftpOrder) Read(p []byte) (int, error) {
	o.mu.Lock()
	for o.opening && !o.broken {
		o.changed.Wait()
	}
	o.mu.Unlock()
	n, err := o.ReadWriteCloser.Read(o.in.limit(p))
	if kind, number, ok := o.in.pass(p[:n]); ok && kind != sftpInit {
		o.mu.Lock()
		o.requests++
		if kind == sftpOpening || kind == sftpOpenDir {
			o.opening, o.open = true, number
		}
		o.mu.Unlock()
	}
	if err == io.EOF {
		o.mu.Lock()
		for o.requests > 0 && !o.broken {
			o.changed.Wait()
		}
		o.mu.Unlock()
	}
	return n, err
}

// Write implements io.Writer.
func (o *sftpOrder) Write(p []byte) (int, error) {
	n, err := o.ReadWriteCloser.Write(p)
	o.mu.Lock()
	defer o.mu.Unlock()
	for rest := p[:n]; len(rest) > 0; {
		piece := o.out.limit(rest)
		rest = rest[len(piece):]
		if kind, number, ok := o.out.pass(piece); ok && kind != sftpVersion {
			o.requests--
			o.opening = o.opening && number != o.open
			o.changed.Broadcast()
		}
	}
	if err != nil {
		o.broken = true
		o.changed.Broadcast()
	}
	return n, err
}

// stop ends the waits.
func (o *sftpOrder) stop() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.broken = true
	o.changed.Broadcast()
}

// Close implements io.Closer.
func (o *sftpOrder) Close() error {
	o.stop()
	return o.ReadWriteCloser.Close()
}

// sftpHead is how many bytes a message begins with: its length, its type, its number.
const sftpHead = 9

// sftpFrames finds the messages in a stream of SFTP.
type sftpFrames struct {
	head [sftpHead]byte
	seen int64 // bytes of the current message
	size int64 // its length, once it is known
}

// limit returns as much of p as belongs to the current message, so far as that is known.
func (f *sftpFrames) limit(p []byte) []byte {
	left := int64(4) - f.seen
	if f.seen >= 4 {
		left = f.size - f.seen
	}
	return p[:min(int64(len(p)), left)]
}

// pass notes bytes that limit allowed. At the end of a message it returns its type and
// number; one that is too short to have them is none.
func (f *sftpFrames) pass(p []byte) (kind byte, number uint32, ok bool) {
	if f.seen < sftpHead {
		copy(f.head[f.seen:], p)
	}
	f.seen += int64(len(p))
	if f.seen < 4 {
		return 0, 0, false
	}
	f.size = 4 + int64(binary.BigEndian.Uint32(f.head[:]))
	if f.seen < f.size {
		return 0, 0, false
	}
	ok = f.size >= sftpHead
	f.seen = 0
	return f.head[4], binary.BigEndian.Uint32(f.head[5:]), ok
}
