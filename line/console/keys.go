package console

import (
	"context"
	"io"
	"sync"

	"github.com/iosim/iosim/internal/safego"
)

// blocking reads in a goroutine from a file whose reads cannot be interrupted.
// Close ends a pending Read; the goroutine ends with the next key, or with the
// process.
type blocking struct {
	r      io.Reader
	start  sync.Once
	keys   chan []byte
	err    error // valid when keys is closed
	rest   []byte
	done   chan struct{}
	finish sync.Once
}

func newBlocking(r io.Reader) *blocking {
	return &blocking{r: r, keys: make(chan []byte), done: make(chan struct{})}
}

func (b *blocking) pump() {
	defer close(b.keys)
	for {
		buf := make([]byte, 64)
		n, err := b.r.Read(buf)
		if n > 0 {
			select {
			case b.keys <- buf[:n]:
			case <-b.done:
				return
			}
		}
		if err != nil {
			b.err = err
			return
		}
	}
}

func (b *blocking) Read(p []byte) (int, error) {
	b.start.Do(func() {
		safego.Go(context.Background(), "keyboard", func() error { b.pump(); return nil }, nil)
	})
	if len(b.rest) == 0 {
		select {
		case k, ok := <-b.keys:
			if !ok {
				return 0, b.err
			}
			b.rest = k
		case <-b.done:
			return 0, io.EOF
		}
	}
	n := copy(p, b.rest)
	b.rest = b.rest[n:]
	return n, nil
}

func (b *blocking) Close() error {
	b.finish.Do(func() { close(b.done) })
	return nil
}
