package images

import (
	"bytes"
	"context"
	"errors"
	"io"
)

// stream is a file that is read once from front to back: what reads it takes the
// bytes in pieces, and all of them are hashed and searched for tags on the way.
type stream struct {
	ctx      context.Context
	r        io.Reader
	h        *hashes
	progress func(int64)
	tags     tagFinder

	blk    *block
	b      []byte // of blk: read, and not yet taken
	hashed []byte // of blk: taken, and not yet given to the hashes
	pos    int64  // bytes taken
	end    bool   // the file has no more
	err    error  // a failure of the source or of ctx
}

func newStream(ctx context.Context, r io.Reader, progress func(int64)) *stream {
	s := &stream{ctx: ctx, r: r, h: newHashes(), progress: progress}
	s.blk = s.h.take()
	return s
}

// fill reads the next block when all is taken. It reports whether there are bytes.
func (s *stream) fill() bool {
	if len(s.b) > 0 {
		return true
	}
	if s.end || s.err != nil {
		return false
	}
	if s.err = s.ctx.Err(); s.err != nil {
		return false
	}
	s.flush()
	s.h.give(s.blk)
	s.blk = s.h.take()
	n, err := io.ReadFull(s.r, s.blk.b)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		// A source that failed says so by an error of its own kind.
		s.end = true
	case err != nil:
		s.err = err
	}
	s.b = s.blk.b[:n]
	s.hashed = s.b[:0]
	s.tags.write(s.b)
	if s.progress != nil && n > 0 {
		s.progress(s.pos + int64(n))
	}
	return n > 0
}

// flush gives the bytes that were taken to the hashes.
func (s *stream) flush() {
	s.h.write(s.blk, s.hashed)
	s.hashed = s.hashed[len(s.hashed):]
}

// some takes what is at hand, at most n bytes; none at the end.
func (s *stream) some(n int64) []byte {
	if n <= 0 || !s.fill() {
		return nil
	}
	p := s.b[:min(n, int64(len(s.b)))]
	s.b = s.b[len(p):]
	s.hashed = s.hashed[:len(s.hashed)+len(p)]
	s.pos += int64(len(p))
	return p
}

// each takes n bytes (to the end, if n is negative) and shows them to the writers.
// It reports whether they were all there.
func (s *stream) each(n int64, ws ...io.Writer) bool {
	for n != 0 {
		want := n
		if n < 0 {
			want = blockSize
		}
		p := s.some(want)
		if p == nil {
			return n < 0
		}
		for _, w := range ws {
			_, _ = w.Write(p) // only sums and buffers
		}
		if n > 0 {
			n -= int64(len(p))
		}
	}
	return true
}

// next takes n bytes; fewer at the end of the file.
func (s *stream) next(n int64) []byte {
	var b bytes.Buffer
	s.each(n, &b)
	return b.Bytes()
}

// sumMD5 and sumSHA note the sums of all that was taken; valid after close.
func (s *stream) sumMD5(dst []byte) { s.flush(); s.h.sumMD5(dst) }
func (s *stream) sumSHA(dst []byte) { s.flush(); s.h.sumSHA(dst) }

func (s *stream) close() {
	s.flush()
	s.h.close()
}
