package line

import (
	"errors"
	"testing"

	"github.com/iosim/iosim/internal/safego"
)

// faulty is a transport that panics over what its peer has sent.
type faulty struct{ signals chan Signal }

func (f faulty) Read([]byte) (int, error)    { panic("a bad option") }
func (f faulty) Write(p []byte) (int, error) { return len(p), nil }
func (f faulty) Signals() <-chan Signal      { return f.signals }
func (f faulty) Close() error                { return nil }

// A panic in the transport, in the terminal's own goroutine, hangs the line up.
func TestPanicHangsUp(t *testing.T) {
	panics := make(chan *safego.Panic, 1)
	ctx := safego.With(t.Context(), func(p *safego.Panic) { panics <- p })
	term := NewTerminal(faulty{make(chan Signal)}, Options{Context: ctx})
	defer term.Close()
	if _, err := term.ReadLine(t.Context(), Request{}); err == nil {
		t.Error("a line was read")
	}
	if p := <-panics; p.Value != "a bad option" || p.Where != "terminal" {
		t.Error(p)
	}
	<-term.done
	if _, err := term.Write([]byte("x")); !errors.Is(err, ErrHangup) {
		t.Error(err)
	}
}
