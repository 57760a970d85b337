package secret

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

// check is Compare of a hash.
func (c *secretCache) check(stored, typed string) bool {
	c.mu.Lock()
	sum := c.digest(stored, typed)
	was, there := c.of[stored]
	c.mu.Unlock()
	if there && subtle.ConstantTimeCompare(sum[:], was[:]) == 1 {
		return true
	}
	if !Compare(stored, typed) {
		return false
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.of) >= maxKnown {
		clear(c.of)
	}
	c.of[stored] = sum
	return true
}
