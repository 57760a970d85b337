package state

import "sync"

// Cache keeps what is costly to make and the same for all devices of a lab: keys, hashes
// of passwords, images. The zero value is ready, and safe for concurrent use.
type Cache[K comparable, V any] struct {
	mu sync.Mutex
	m  map[K]V
}

// Get gives the value of a key; one that is not there is made. What failed is made again
// the next time.
func (c *Cache[K, V]) Get(key K, make func() (V, error)) (V, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if v, ok := c.m[key]; ok {
		return v, nil
	}
	v, err := make()
	if err == nil {
		if c.m == nil {
			c.m = map[K]V{}
		}
		c.m[key] = v
	}
	return v, err
}
