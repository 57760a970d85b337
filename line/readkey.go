package line

import (
	"context"
	"io"
)

// ReadKey reads the key that answers a question such as [confirm]. All forms of
// Return are '\r'; ESC is a key, and the rest of an arrow key is dropped. Nothing
// is echoed: the caller prints a printable key without a newline, as IOS does at
// [confirm] (ios-files.md 9). On a Script the key is the first character of a line;
// an empty line is '\r'. The errors are those of ReadLine.
func (t *Terminal) ReadKey(ctx context.Context) (byte, error) { return t.readKey(ctx, ReadingKey) }

// RelayKey is ReadKey for a key that is passed on to another machine.
func (t *Terminal) RelayKey(ctx context.Context) (byte, error) { return t.readKey(ctx, ReadingRelay) }

func (t *Terminal) readKey(ctx context.Context, how Reading) (byte, error) {
	defer t.in.claim()()
	for {
		p, err := t.in.peek(ctx, how, "")
		if err != nil {
			return 0, err
		}
		for i, b := range p {
			// The decoder is guarded by wmu, because other goroutines may redraw
			// the line.
			t.wmu.Lock()
			k, ok := t.ed.dec.single(b)
			if ok && t.Script() {
				t.ed.dec = decoder{} // the next line starts anew
			}
			t.unlock()
			if !ok {
				continue
			}
			t.in.advance(i + 1)
			if t.Script() && k != '\r' {
				t.in.dropLine()
			}
			return k, nil
		}
		t.in.advance(len(p))
	}
}

// WaitReturn waits for Return and ignores all other keys: "Press RETURN to get
// started!". On a Script it reads one line: an empty one is the Return, any other
// counts as Return and is kept for the next read.
func (t *Terminal) WaitReturn(ctx context.Context) error {
	if !t.Script() {
		for {
			k, err := t.readKey(ctx, ReadingReturn)
			if err != nil || k == '\r' {
				return err
			}
		}
	}
	defer t.in.claim()()
	p, err := t.in.peek(ctx, ReadingReturn, "")
	if err == nil && p[0] == '\r' {
		t.in.advance(1)
	}
	return err
}

// eof returns the error of a read after the peer has disconnected.
func eof(err error) error {
	if err != nil {
		return io.EOF
	}
	return nil
}
