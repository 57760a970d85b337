//go:build unix

package console

import (
	"io"
	"os"
	"sync"
	"time"
)

// pollable reads a file whose reads a deadline can end.
type pollable struct {
	*os.File
	own    bool // ours to close
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

// Close ends a pending Read. The file of somebody else is left as it was.
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
