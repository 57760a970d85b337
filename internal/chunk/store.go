// Package chunk implements an afero.Fs in memory whose files share their bytes. A
// file is a list of chunks of 64 KiB; a full chunk is immutable and is kept once in
// its Store, however many files of however many Fs contain it. A thousand routers
// with the same image keep its bytes once.
//
//	store := chunk.NewStore()
//	flash, stick := chunk.NewFs(store), chunk.NewFs(store)
//	_ = flash.Link("/image.bin", image, image.Size(), mtime) // costs no memory
//	n, ok := chunk.Clone(stickFile, flashFile) // open files; shares the bytes
package chunk

import (
	"hash/maphash"
	"runtime"
	"sync"
	"weak"
)

// Size is the length of a chunk in bytes.
const Size = 64 << 10

// block holds the bytes of one chunk. It is immutable once it belongs to a Store.
type block struct{ data [Size]byte }

const shards = 32

// Store keeps every full chunk once. It refers to its chunks by weak pointers, so
// that a chunk is freed with the last file or open handle that has it, and a handle
// that is never closed keeps only its own file. A Store is safe for concurrent use.
type Store struct {
	seed   maphash.Seed
	shards [shards]shard
}

type shard struct {
	mu     sync.Mutex
	blocks map[uint64]weak.Pointer[block]
}

// NewStore returns an empty store.
func NewStore() *Store {
	s := &Store{seed: maphash.MakeSeed()}
	for i := range s.shards {
		s.shards[i].blocks = map[uint64]weak.Pointer[block]{}
	}
	return s
}

// Chunks returns the number of chunks in the store. Unused chunks count until the
// garbage collector has run.
func (s *Store) Chunks() int {
	n := 0
	for i := range s.shards {
		sh := &s.shards[i]
		sh.mu.Lock()
		for _, w := range sh.blocks {
			if w.Value() != nil {
				n++
			}
		}
		sh.mu.Unlock()
	}
	return n
}

// intern returns the store's block that equals b: an older one, or b itself, which
// must not be changed any more.
func (s *Store) intern(b *block) *block {
	h := maphash.Bytes(s.seed, b.data[:])
	sh := &s.shards[h%shards]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if w, ok := sh.blocks[h]; ok {
		if old := w.Value(); old != nil {
			if old.data == b.data {
				return old
			}
			return b // a hash collision: the second content is not shared
		}
	}
	sh.blocks[h] = weak.Make(b)
	runtime.AddCleanup(b, s.forget, h)
	return b
}

// forget deletes the entry of a freed chunk, unless it was replaced.
func (s *Store) forget(h uint64) {
	sh := &s.shards[h%shards]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if w, ok := sh.blocks[h]; ok && w.Value() == nil {
		delete(sh.blocks, h)
	}
}
