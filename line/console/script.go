package console

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"time"

	"github.com/iosim/iosim/line"
)

// MaxScriptLine is the maximum length of a line of a script in bytes. The editor
// accepts only line.MaxLine of it.
const MaxScriptLine = 1 << 20

// script is a line.Script with the lines of a file.
type script struct {
	in, out *os.File
	r       *bufio.Reader
	n       int // lines read so far
	poll    bool
	signals chan line.Signal

	reading sync.Mutex // held while reading from in
	mu      sync.Mutex
	closed  bool
}

var _ line.Script = (*script)(nil)

// canPoll reports whether a deadline can end a read of f.
func canPoll(f *os.File) bool { return f.SetReadDeadline(time.Time{}) == nil }

func newScript(in, out *os.File) *script {
	return &script{in: in, out: out, r: bufio.NewReader(in), poll: canPoll(in), signals: make(chan line.Signal)}
}

// NextLine implements line.Script. Lines end in "\n" or "\r\n"; the last one need
// not. A line longer than MaxScriptLine, and a failed read, is an error with the
// line's number.
func (s *script) NextLine() (string, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	if s.isClosed() {
		return "", io.EOF
	}
	var text []byte
	for {
		p, err := s.r.ReadSlice('\n')
		if len(text)+len(p) > MaxScriptLine+len("\r\n") {
			return "", fmt.Errorf("standard input, line %d: longer than %d bytes", s.n+1, MaxScriptLine)
		}
		text = append(text, p...)
		switch {
		case err == nil:
		case errors.Is(err, bufio.ErrBufferFull):
			continue
		case errors.Is(err, io.EOF):
			if len(text) == 0 {
				return "", io.EOF
			}
		case s.isClosed():
			return "", io.EOF
		default:
			return "", fmt.Errorf("standard input, line %d: %w", s.n+1, err)
		}
		s.n++
		text = bytes.TrimSuffix(text, []byte("\n"))
		return string(bytes.TrimSuffix(text, []byte("\r"))), nil
	}
}

// Read implements line.Conn for callers that do not use NextLine.
func (s *script) Read(p []byte) (int, error) {
	s.reading.Lock()
	defer s.reading.Unlock()
	if s.isClosed() {
		return 0, io.EOF
	}
	n, err := s.r.Read(p)
	if err != nil && s.isClosed() {
		err = io.EOF
	}
	return n, err
}

// Write prints p with "\n" as line end: out is a file, or a terminal that adds the
// "\r" itself.
func (s *script) Write(p []byte) (int, error) {
	if _, err := s.out.Write(bytes.ReplaceAll(p, []byte("\r\n"), []byte("\n"))); err != nil {
		return 0, err
	}
	return len(p), nil
}

func (s *script) Signals() <-chan line.Signal { return s.signals }

func (s *script) isClosed() bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.closed
}

// Close closes the line, but not in and out. A pending NextLine ends at once if the
// system supports it, otherwise after the line it waits for.
func (s *script) Close() error {
	s.mu.Lock()
	if s.closed {
		s.mu.Unlock()
		return nil
	}
	s.closed = true
	close(s.signals)
	s.mu.Unlock()
	if !s.poll {
		return nil
	}
	if err := s.in.SetReadDeadline(time.Unix(1, 0)); err != nil {
		return err
	}
	s.reading.Lock()
	defer s.reading.Unlock()
	return s.in.SetReadDeadline(time.Time{})
}
