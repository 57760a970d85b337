package images

import (
	"crypto/md5"
	"crypto/sha512"
	"hash"
	"sync"
)

// hashes computes the MD5 and the SHA-512 of a stream, each in its own goroutine:
// they take most of the time.
type hashes struct {
	md5, sha chan job
	wg       sync.WaitGroup
	free     chan *block
}

// block is a buffer shared by the hashes; it is reused when all are done with it.
type block struct {
	b    []byte
	left sync.WaitGroup
}

// job is bytes to hash, or a function to call with the sum so far.
type job struct {
	b    []byte
	done func()
	sum  func([]byte)
}

// A stream has blocks buffers of blockSize bytes. They are small because a fleet
// may verify its images all at once.
const (
	blockSize = 64 << 10
	blocks    = 4
)

// bufferPool holds buffers that no stream uses.
var bufferPool = sync.Pool{New: func() any { return &block{b: make([]byte, blockSize)} }}

func newHashes() *hashes {
	h := &hashes{md5: make(chan job, 2*blocks), sha: make(chan job, 2*blocks), free: make(chan *block, blocks)}
	for range blocks {
		h.free <- bufferPool.Get().(*block)
	}
	h.wg.Go(func() { work(md5.New(), h.md5) })
	h.wg.Go(func() { work(sha512.New(), h.sha) })
	return h
}

func work(h hash.Hash, jobs chan job) {
	for j := range jobs {
		if j.sum != nil {
			j.sum(h.Sum(nil))
			continue
		}
		_, _ = h.Write(j.b) // never fails
		if j.done != nil {
			j.done()
		}
	}
}

// take waits for a free buffer.
func (h *hashes) take() *block {
	b := <-h.free
	b.left.Wait()
	return b
}

// give returns a buffer; it may still be hashed.
func (h *hashes) give(b *block) { h.free <- b }

// write hashes part of blk, which must not change until it was given back and taken
// again.
func (h *hashes) write(blk *block, p []byte) {
	if len(p) == 0 {
		return
	}
	blk.left.Add(2)
	h.md5 <- job{b: p, done: blk.left.Done}
	h.sha <- job{b: p, done: blk.left.Done}
}

// sumMD5 and sumSHA copy the sum of all that was written into dst, at the latest
// when wait or close returns.
func (h *hashes) sumMD5(dst []byte) { h.md5 <- job{sum: func(s []byte) { copy(dst, s) }} }
func (h *hashes) sumSHA(dst []byte) { h.sha <- job{sum: func(s []byte) { copy(dst, s) }} }

// wait returns when all requests so far are done.
func (h *hashes) wait() {
	var wg sync.WaitGroup
	wg.Add(2)
	for _, c := range []chan job{h.md5, h.sha} {
		c <- job{sum: func([]byte) { wg.Done() }}
	}
	wg.Wait()
}

// close waits for the goroutines to end. Buffers that were given back must not be
// used any more.
func (h *hashes) close() {
	close(h.md5)
	close(h.sha)
	h.wg.Wait()
	for {
		select {
		case b := <-h.free:
			bufferPool.Put(b)
		default:
			return
		}
	}
}
