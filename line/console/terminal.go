package console

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"runtime"
	"sync"

	"github.com/chzyer/readline"

	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/line"
)

// terminal is a local terminal in raw mode.
type terminal struct {
	in, out *os.File
	keys    keys
	tty     bool // out is a terminal as well
	menu    menu
	signals chan line.Signal
	done    chan struct{}
	wg      safego.Group

	mu      sync.Mutex
	state   *readline.State // mode before raw mode; nil once restored
	closed  bool
	actions []Action // added by Offer
	size    [2]int   // last size sent to the session
}

var _ line.Attended = (*terminal)(nil)

// Attended implements line.Attended.
func (t *terminal) Attended() {}

// keys reads what is typed. Close ends a pending Read if the system supports it.
type keys interface{ io.ReadCloser }

func openTerminal(in, out *os.File) (*terminal, error) {
	t := &terminal{
		in:      in,
		out:     out,
		tty:     isTerminal(out),
		signals: make(chan line.Signal, 16),
		done:    make(chan struct{}),
	}
	if err := t.raw(); err != nil {
		return nil, err
	}
	t.keys = openKeys(in)
	t.size[0], t.size[1] = t.Size()
	t.watch()
	return t, nil
}

// raw puts the terminal into raw mode.
func (t *terminal) raw() error {
	t.mu.Lock()
	defer t.mu.Unlock()
	var err error
	var state *readline.State
	cerr := onFD(t.in, func(fd int) { state, err = readline.MakeRaw(fd) })
	if cerr != nil {
		err = cerr
	}
	if err != nil {
		return fmt.Errorf("console: raw mode: %w", err)
	}
	if t.state == nil {
		t.state = state
	}
	return nil
}

func (t *terminal) restore() {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.state == nil {
		return
	}
	// An error means that the terminal no longer exists.
	_ = onFD(t.in, func(fd int) { _ = readline.Restore(fd, t.state) })
	t.state = nil
}

// Size implements line.Sizer.
func (t *terminal) Size() (width, height int) {
	for _, f := range []*os.File{t.out, t.in} {
		err := onFD(f, func(fd int) {
			if w, h, err := readline.GetSize(fd); err == nil {
				width, height = w, h
			}
		})
		if err == nil && width > 0 {
			return width, height
		}
	}
	return 0, 0
}

// resized sends a Resize signal if the size has changed.
func (t *terminal) resized() {
	w, h := t.Size()
	t.mu.Lock()
	same := t.size == [2]int{w, h}
	t.size = [2]int{w, h}
	t.mu.Unlock()
	if !same && w > 0 {
		t.signal(line.Signal{Kind: line.Resize, Width: w, Height: h})
	}
}

func (t *terminal) Signals() <-chan line.Signal { return t.signals }

// signal delivers s. Up to 16 signals wait to be received; more are lost.
func (t *terminal) signal(s line.Signal) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.closed {
		return
	}
	select {
	case t.signals <- s:
	default:
	}
}

// Read returns what was typed for the session, without the keys of the menu.
func (t *terminal) Read(p []byte) (int, error) {
	for len(p) > 0 {
		n, err := t.keys.Read(p)
		if runtime.GOOS == "windows" {
			t.resized() // the system does not signal it
		}
		n, err = t.filter(p, n, err)
		if n > 0 || err != nil {
			return n, err
		}
	}
	return 0, nil
}

// filter removes the menu's keys from p[:n].
func (t *terminal) filter(p []byte, n int, err error) (int, error) {
	rest := p[:0]
	for _, b := range p[:n] {
		pass, act := t.menu.key(b, t.offered())
		switch {
		case pass:
			rest = append(rest, b)
		case act == menuOpen:
			t.print("\r\n" + menuText(t.offered()))
		case act == menuBreak:
			t.signal(line.Signal{Kind: line.Break})
			t.signal(line.Signal{Kind: line.Redraw})
		case act == menuAsk:
			t.print("\r\niosim: " + t.menu.chosen.Ask)
		case act == menuEcho:
			t.print(t.menu.echo)
		case act == menuDo:
			if err := t.menu.chosen.Do(string(t.menu.answer)); err != nil {
				t.print("\r\niosim: " + err.Error())
			}
			t.signal(line.Signal{Kind: line.Redraw})
		case act == menuBack:
			t.signal(line.Signal{Kind: line.Redraw})
		case act == menuQuit:
			t.print("\r\n")
			t.signal(line.Signal{Kind: line.Hangup})
			return len(rest), io.EOF
		}
	}
	if err != nil {
		t.signal(line.Signal{Kind: line.Hangup})
		return len(rest), io.EOF
	}
	return len(rest), nil
}

// offered returns the actions added by Offer.
func (t *terminal) offered() []Action {
	t.mu.Lock()
	defer t.mu.Unlock()
	return t.actions
}

// print prints text of the menu. If it fails, so will the session's next write.
func (t *terminal) print(s string) { _, _ = t.Write([]byte(s)) }

// Write prints p. Raw mode on Unix keeps the conversion of "\n" to "\r\n", so that
// a crash report is readable; the session's own "\r" would be doubled.
func (t *terminal) Write(p []byte) (int, error) {
	q := p
	if t.tty && runtime.GOOS != "windows" {
		q = bytes.ReplaceAll(p, []byte("\r\n"), []byte("\n"))
	}
	if _, err := t.out.Write(q); err != nil {
		return 0, err
	}
	return len(p), nil
}

// Close restores the terminal's mode and ends a pending Read.
func (t *terminal) Close() error {
	t.mu.Lock()
	if t.closed {
		t.mu.Unlock()
		return nil
	}
	t.closed = true
	close(t.signals)
	t.mu.Unlock()
	close(t.done)
	err := t.keys.Close()
	t.wg.Wait()
	t.restore()
	return err
}
