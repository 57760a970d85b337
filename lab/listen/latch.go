package listen

import "sync"

// latch is a condition that comes true once.
type latch struct {
	opened chan struct{} // closed when it is true
	once   sync.Once
}

func newLatch() *latch { return &latch{opened: make(chan struct{})} }

func (l *latch) open() { l.once.Do(func() { close(l.opened) }) }
