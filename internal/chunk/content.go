package chunk

import (
	"io"
	"math"
	"sync"
	"syscall"
	"time"
)

// content is the bytes and times of a file, or the times of a directory. It
// outlives its directory entry as long as a handle refers to it.
type content struct {
	store *Store

	mu     sync.RWMutex
	size   int64
	pieces []piece
	link   io.ReaderAt // source of a linked file; pieces is empty then
	spare  *block      // a buffer to reuse, because the store already had its content
	mtime  time.Time
	mode   uint32
}

// piece is one chunk of a file. Without block and small it is a hole: zeros. In a
// private piece the bytes beyond the file's size are zero.
type piece struct {
	b      *block
	small  []byte // instead of b in a small file
	shared bool   // b belongs to the store and must be copied before a write
}

func (p *piece) bytes() []byte {
	if p.b != nil {
		return p.b.data[:]
	}
	return p.small
}

// writable returns the first end bytes of a piece, allocated and private.
func (c *content) writable(idx, end int) []byte {
	p := &c.pieces[idx]
	switch {
	case p.b != nil && !p.shared:
		return p.b.data[:]
	case p.b == nil && idx == 0 && end <= Size/2:
		if len(p.small) < end {
			n := 512
			for n < end {
				n *= 2
			}
			p.small = append(make([]byte, 0, n), p.small...)[:n]
		}
		return p.small
	}
	b := c.spare
	c.spare = nil
	if b == nil {
		b = new(block)
	} else {
		clear(b.data[:])
	}
	copy(b.data[:], p.bytes())
	*p = piece{b: b}
	return b.data[:]
}

// seal gives a full chunk to the store.
func (c *content) seal(idx int) {
	p := &c.pieces[idx]
	if p.b == nil || p.shared {
		return
	}
	b := c.store.intern(p.b)
	if b != p.b && c.spare == nil {
		c.spare = p.b
	}
	*p = piece{b: b, shared: true}
}

// writeAt writes all of p. The caller holds c.mu.
func (c *content) writeAt(p []byte, off int64) (int, error) {
	if c.link != nil {
		return 0, syscall.EPERM // a linked file can be replaced, but not changed
	}
	if off < 0 || off > math.MaxInt64-int64(len(p)) {
		return 0, syscall.EINVAL
	}
	end := off + int64(len(p))
	if len(p) > 0 {
		c.extend(end)
	}
	total := len(p)
	for len(p) > 0 {
		idx, o := int(off/Size), int(off%Size)
		n := min(len(p), Size-o)
		copy(c.writable(idx, o+n)[o:], p[:n])
		if o+n == Size {
			c.seal(idx)
		}
		p, off = p[n:], off+int64(n)
	}
	c.size = max(c.size, end)
	c.mtime = time.Now()
	return total, nil
}

// extend adds holes until the pieces reach size.
func (c *content) extend(size int64) {
	n := int((size + Size - 1) / Size)
	for len(c.pieces) < n {
		c.pieces = append(c.pieces, piece{})
	}
}

func (c *content) readAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, syscall.EINVAL
	}
	c.mu.RLock()
	if c.link != nil {
		link, size := c.link, c.size
		c.mu.RUnlock() // the source may be slow
		return readLink(link, size, p, off)
	}
	defer c.mu.RUnlock()
	if off >= c.size {
		return 0, io.EOF
	}
	want := len(p)
	p = p[:min(int64(len(p)), c.size-off)]
	total := len(p)
	for len(p) > 0 {
		idx, o := int(off/Size), int(off%Size)
		n := min(len(p), Size-o)
		have := 0
		if b := c.pieces[idx].bytes(); o < len(b) {
			have = copy(p[:n], b[o:])
		}
		clear(p[have:n])
		p, off = p[n:], off+int64(n)
	}
	if total < want {
		return total, io.EOF
	}
	return total, nil
}

func readLink(link io.ReaderAt, size int64, p []byte, off int64) (int, error) {
	if off >= size {
		return 0, io.EOF
	}
	short := int64(len(p)) > size-off
	if short {
		p = p[:size-off]
	}
	n, err := link.ReadAt(p, off)
	switch {
	case n < len(p) && (err == nil || err == io.EOF):
		err = io.ErrUnexpectedEOF // the source is shorter than announced
	case n == len(p) && short:
		err = io.EOF
	case n == len(p):
		err = nil
	}
	return n, err
}

func (c *content) truncate(size int64) error {
	if size < 0 {
		return syscall.EINVAL
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.link != nil && size != 0 && size != c.size {
		return syscall.EPERM
	}
	if c.link != nil && size == 0 {
		c.link, c.size = nil, 0
	}
	if size < c.size && c.link == nil {
		n := int((size + Size - 1) / Size)
		clear(c.pieces[n:])
		c.pieces = c.pieces[:n]
		if o := int(size % Size); o > 0 && len(c.pieces[n-1].bytes()) > o {
			clear(c.writable(n-1, o)[o:]) // zeros must be read if the file grows again
		}
	}
	if c.link == nil {
		c.extend(size)
		c.size = size
	}
	c.mtime = time.Now()
	return nil
}

// copyFrom makes c share the present bytes of src.
func (c *content) copyFrom(src *content) int64 {
	src.mu.Lock()
	pieces := make([]piece, len(src.pieces))
	for i := range src.pieces {
		if p := &src.pieces[i]; p.b != nil && !p.shared {
			// A partly filled last chunk is shared too; the next write to it makes
			// a copy.
			src.seal(i)
		} else if p.small != nil {
			pieces[i].small = append([]byte(nil), p.small...)
			continue
		}
		pieces[i] = src.pieces[i]
	}
	link, size := src.link, src.size
	src.mu.Unlock()

	c.mu.Lock()
	defer c.mu.Unlock()
	c.pieces, c.link, c.size, c.mtime = pieces, link, size, time.Now()
	return size
}
