package device

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"sync"
)

// Hashes of types 8 and 9 are made to cost time. A password that has been right
// once is known again by a keyed digest that only this process can make, so that a
// tool that logs in a thousand times pays once; a wrong one always pays.
var known = secretCache{of: map[string][sha256.Size]byte{}}

// maxKnown bounds how many stored secrets are known.
const maxKnown = 1024

type secretCache struct {
	mu  sync.Mutex
	key []byte
	of  map[string][sha256.Size]byte // stored secret to the digest of its password
}

func (c *secretCache) digest(stored, typed string) (sum [sha256.Size]byte) {
	if c.key == nil {
		c.key = make([]byte, sha256.Size)
		_, _ = rand.Read(c.key)
	}
	m := hmac.New(sha256.New, c.key)
	m.Write([]byte(stored))
	m.Write([]byte{0})
	m.Write([]byte(typed))
	m.Sum(sum[:0])
	return sum
}

// checkCached is CheckSecret that remembers what was right.
func checkCached(stored, typed string) bool {
	if !IsHash(stored) {
		return CheckSecret(stored, typed)
	}
	known.mu.Lock()
	sum := known.digest(stored, typed)
	was, there := known.of[stored]
	known.mu.Unlock()
	if there && subtle.ConstantTimeCompare(sum[:], was[:]) == 1 {
		return true
	}
	if !CheckSecret(stored, typed) {
		return false
	}
	known.mu.Lock()
	defer known.mu.Unlock()
	if len(known.of) >= maxKnown {
		clear(known.of)
	}
	known.of[stored] = sum
	return true
}
