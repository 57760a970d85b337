// Package chunk is a memory-backed afero.Fs whose files share their bytes. A file
// is a list of chunks of 64 KiB; a full chunk never changes again and is held once
// in its Store, however many files of however many Fs contain it. A thousand
// routers that hold one image hold its bytes once.
//
//	store := chunk.NewStore()
//	flash, stick := chunk.NewFs(store), chunk.NewFs(store)
//	_ = flash.Link("/image.bin", image, image.Size(), mtime) // costs no memory
//	_ = chunk.CloneFile(stick, "/image.bin", flash, "/image.bin")
package chunk

import (
	"hash/maphash"
	"runtime"
	"sync"
	"weak"
)

// Size is the length of a chunk in bytes.
const Size = 64 << 10

// block holds the bytes of one chunk. Once a Store has it, it never changes.
type block struct{ data [Size]byte }

const shards = 32

// Store holds every full chunk once. It counts no references itself: it knows its
// chunks by weak pointers, so a chunk goes with the last file or open handle that
// has it, and a handle that somebody forgot to close keeps nothing but its own
// file. A Store is safe for concurrent use.
type Store struct {
	seed   maphash.Seed
	shards [shards]shard
}

type shard struct {
	mu     sync.Mutex
	blocks map[uint64]weak.Pointer[block]
}

// NewStore makes an empty store.
func NewStore() *Store {
	s := &Store{seed: maphash.MakeSeed()}
	for i := range s.shards {
		s.shards[i].blocks = map[uint64]weak.Pointer[block]{}
	}
	return s
}

// Chunks is the number of chunks that the store holds at the moment. Chunks that
// no file has any more count until the garbage collector has run.
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

// intern gives the store's block that equals b: an older one, or b itself, which
// must then never change again.
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
			return b // two contents with one hash: the second is not shared
		}
	}
	sh.blocks[h] = weak.Make(b)
	runtime.AddCleanup(b, s.forget, h)
	return b
}

// forget drops the entry of a chunk that is gone, unless a new one took its place.
func (s *Store) forget(h uint64) {
	sh := &s.shards[h%shards]
	sh.mu.Lock()
	defer sh.mu.Unlock()
	if w, ok := sh.blocks[h]; ok && w.Value() == nil {
		delete(sh.blocks, h)
	}
}
