package lab

import (
	"io"
	"sync"

	"github.com/iosim/iosim/line"
)

// unplugged is a console line with nothing at its end: output goes nowhere,
// input never comes.
type unplugged struct {
	once    sync.Once
	closed  chan struct{}
	signals chan line.Signal
}

func newUnplugged() line.Conn {
	return &unplugged{closed: make(chan struct{}), signals: make(chan line.Signal)}
}

func (u *unplugged) Read([]byte) (int, error) {
	<-u.closed
	return 0, io.EOF
}

func (u *unplugged) Write(p []byte) (int, error) { return len(p), nil }

func (u *unplugged) Signals() <-chan line.Signal { return u.signals }

func (u *unplugged) Close() error {
	u.once.Do(func() {
		close(u.closed)
		close(u.signals)
	})
	return nil
}
