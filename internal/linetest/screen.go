// Package linetest has ends of a terminal's line for tests.
package linetest

import (
	"io"
	"strings"
	"sync"

	"github.com/iosim/iosim/line"
)

// Screen is a line at which nothing is typed. It keeps what is printed.
type Screen struct {
	mu      sync.Mutex
	text    strings.Builder
	closed  chan struct{}
	once    sync.Once
	signals chan line.Signal
}

var _ line.Conn = (*Screen)(nil)

// NewScreen is an empty screen.
func NewScreen() *Screen {
	return &Screen{closed: make(chan struct{}), signals: make(chan line.Signal)}
}

// Read implements line.Conn: it waits for the end.
func (s *Screen) Read([]byte) (int, error) { <-s.closed; return 0, io.EOF }

// Write implements line.Conn.
func (s *Screen) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.text.Write(p)
}

// Signals implements line.Conn.
func (s *Screen) Signals() <-chan line.Signal { return s.signals }

// Close implements line.Conn.
func (s *Screen) Close() error {
	s.once.Do(func() { close(s.closed); close(s.signals) })
	return nil
}

// String is what was printed, line ends as "\n".
func (s *Screen) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return strings.ReplaceAll(s.text.String(), "\r\n", "\n")
}

// Take is String, and empties the screen.
func (s *Screen) Take() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	text := strings.ReplaceAll(s.text.String(), "\r\n", "\n")
	s.text.Reset()
	return text
}
