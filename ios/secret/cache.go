package secret

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"sync"
)

// known caches the passwords that have been right. Hashes of types 8 and 9 are designed to
// be slow. The cache recognizes a right password by a keyed digest, which only this process
// can compute, so that a tool that logs in a thousand times computes the hash once. A wrong
// password always takes the time of the hash.
var known = secretCache{of: map[string][sha256.Size]byte{}}

// maxKnown is the maximum number of cached secrets.
const maxKnown = 1024

type secretCache struct {
	mu  sync.Mutex
	key []byte
	of  map[string][sha256.Size]byte // digest of the password by stored secret
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

// check is Compare with the cache.
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
