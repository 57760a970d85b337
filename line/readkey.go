package line

import (
	"context"
	"io"
)

// ReadKey reads the one key that answers a question such as [confirm]. All forms
// of Return are one '\r'; ESC is a key, and the rest of an arrow key is swallowed.
// Nothing is echoed: the caller prints a printable key, without a newline, as IOS
// does at [confirm] (ios-files.md 9), and whatever follows. On a Script the key is the
// first character of a line, an empty line is '\r'. Its errors are ReadLine's.
func (t *Terminal) ReadKey(ctx context.Context) (byte, error) { return t.readKey(ctx, ReadingKey) }

// RelayKey is ReadKey for a key that is passed on to another machine.
func (t *Terminal) RelayKey(ctx context.Context) (byte, error) { return t.readKey(ctx, ReadingRelay) }

func (t *Terminal) readKey(ctx context.Context, how Reading) (byte, error) {
	defer t.in.own()()
	for {
		p, err := t.in.peek(ctx, how, "")
		if err != nil {
			return 0, err
		}
		for i, b := range p {
			// The decoder belongs to wmu: the line may be drawn by others.
			t.wmu.Lock()
			k, ok := t.ed.dec.single(b)
			if ok && t.Script() {
				t.ed.dec = decoder{} // the next line is typed anew
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
// started!". On a Script it takes one line: an empty one is the Return, another
// counts as Return and stays for the next read.
func (t *Terminal) WaitReturn(ctx context.Context) error {
	if !t.Script() {
		for {
			k, err := t.readKey(ctx, ReadingReturn)
			if err != nil || k == '\r' {
				return err
			}
		}
	}
	defer t.in.own()()
	p, err := t.in.peek(ctx, ReadingReturn, "")
	if err == nil && p[0] == '\r' {
		t.in.advance(1)
	}
	return err
}

// eof is how a read tells that the other side is gone.
func eof(err error) error {
	if err != nil {
		return io.EOF
	}
	return nil
}
