//go:build unix

package console

import (
	"io"
	"os"
	"sync"
	"time"
)

// pollable reads a file whose reads can be ended by a deadline.
type pollable struct {
	*os.File
	own    bool // to be closed by Close
	mu     sync.Mutex
	closed bool
}

func (p *pollable) Read(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return 0, io.EOF
	}
	return p.File.Read(b)
}

// Close ends a pending Read. It closes the file only if it is owned.
func (p *pollable) Close() error {
	if err := p.SetReadDeadline(time.Unix(1, 0)); err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.closed = true
	if p.own {
		return p.File.Close()
	}
	return p.SetReadDeadline(time.Time{})
}
