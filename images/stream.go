package images

import (
	"bytes"
	"context"
	"errors"
	"io"
)

// stream reads a file once, sequentially. The bytes are taken in pieces; all of
// them are hashed and searched for tags.
type stream struct {
	ctx      context.Context
	r        io.Reader
	h        *hashes
	progress func(int64)
	tags     tagFinder

	blk    *block
	b      []byte // part of blk that was read and not taken yet
	hashed []byte // part of blk that was taken and not hashed yet
	pos    int64  // number of bytes taken
	end    bool   // the file has ended
	err    error  // error of the source or of ctx
}

func newStream(ctx context.Context, r io.Reader, progress func(int64)) *stream {
	s := &stream{ctx: ctx, r: r, h: newHashes(), progress: progress}
	s.blk = s.h.take()
	return s
}

// fill reads the next block if all bytes were taken. It reports whether there are
// bytes.
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
		// A failed source returns an error of its own kind.
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

// flush hashes the bytes taken.
func (s *stream) flush() {
	s.h.write(s.blk, s.hashed)
	s.hashed = s.hashed[len(s.hashed):]
}

// takeUpTo takes up to n bytes of those available. It returns none at the end.
func (s *stream) takeUpTo(n int64) []byte {
	if n <= 0 || !s.fill() {
		return nil
	}
	p := s.b[:min(n, int64(len(s.b)))]
	s.b = s.b[len(p):]
	s.hashed = s.hashed[:len(s.hashed)+len(p)]
	s.pos += int64(len(p))
	return p
}

// each takes n bytes, or all if n is negative, and writes them to the writers. It
// reports whether there were n bytes.
func (s *stream) each(n int64, ws ...io.Writer) bool {
	for n != 0 {
		want := n
		if n < 0 {
			want = blockSize
		}
		p := s.takeUpTo(want)
		if p == nil {
			return n < 0
		}
		for _, w := range ws {
			_, _ = w.Write(p) // the writers are sums and buffers, which do not fail
		}
		if n > 0 {
			n -= int64(len(p))
		}
	}
	return true
}

// next takes n bytes, or fewer at the end of the file.
func (s *stream) next(n int64) []byte {
	var b bytes.Buffer
	s.each(n, &b)
	return b.Bytes()
}

// sumMD5 and sumSHA request the sums of all bytes taken; dst is valid after close.
func (s *stream) sumMD5(dst []byte) { s.flush(); s.h.sumMD5(dst) }
func (s *stream) sumSHA(dst []byte) { s.flush(); s.h.sumSHA(dst) }

func (s *stream) close() {
	s.flush()
	s.h.close()
}
