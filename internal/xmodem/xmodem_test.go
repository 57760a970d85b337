package xmodem

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/iosim/iosim/internal/peertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// wire is a line whose other end a test has, or a program.
type wire struct {
	in  chan []byte
	out io.Writer
	cut []byte
}

func newWire(in io.Reader, out io.Writer) *wire {
	w := &wire{in: make(chan []byte, 16), out: out}
	go func() {
		defer close(w.in)
		for {
			b := make([]byte, 700)
			n, err := in.Read(b)
			if n > 0 {
				w.in <- b[:n]
			}
			if err != nil {
				return
			}
		}
	}()
	return w
}

func (w *wire) Receive(ctx context.Context, p []byte, d time.Duration) (int, error) {
	if len(w.cut) == 0 {
		select {
		case b, ok := <-w.in:
			if !ok {
				return 0, io.EOF
			}
			w.cut = b
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(d):
			return 0, os.ErrDeadlineExceeded
		}
	}
	n := copy(p, w.cut)
	w.cut = w.cut[n:]
	return n, nil
}

func (w *wire) Send(p []byte) error {
	_, err := w.out.Write(p)
	return err
}

// Real senders, with blocks of 128 and of 1024 bytes, with CRC and with checksums.
func TestLrzsz(t *testing.T) {
	peertest.Need(t, "sx", "sb")
	for _, tt := range []struct {
		name string
		args []string
		o    Options
	}{
		{"xmodem", []string{"sx", "-q"}, Options{}},
		{"xmodem-1k", []string{"sx", "-k", "-q"}, Options{}},
		{"checksum", []string{"sx", "-q"}, Options{Sum: true}},
		{"ymodem", []string{"sb", "-k", "-q"}, Options{Y: true}},
		{"ymodem 128", []string{"sb", "-q"}, Options{Y: true}},
	} {
		for _, size := range []int64{1, 128, 1023, 1024, 300_001} {
			t.Run(fmt.Sprint(tt.name, " ", size), func(t *testing.T) {
				t.Parallel()
				from := filepath.Join(t.TempDir(), "file")
				peertest.RandomFile(t, from, size, uint64(size))
				want, err := os.ReadFile(from)
				if err != nil {
					t.Fatal(err)
				}
				cmd := exec.CommandContext(t.Context(), peertest.Path(t, tt.args[0]), append(tt.args[1:], from)...)
				in, err := cmd.StdinPipe()
				if err != nil {
					t.Fatal(err)
				}
				out, err := cmd.StdoutPipe()
				if err != nil {
					t.Fatal(err)
				}
				if err := cmd.Start(); err != nil {
					t.Fatal(err)
				}
				r, err := Receive(t.Context(), newWire(out, in), tt.o)
				if err != nil {
					t.Fatal(err)
				}
				got, err := io.ReadAll(r)
				if err != nil {
					t.Fatal(err)
				}
				if tt.o.Y {
					if r.Size() != size || !bytes.Equal(got, want) {
						t.Errorf("%d bytes of %d, %d announced", len(got), size, r.Size())
					}
				} else if full := (size + 127) / 128 * 128; int64(len(got)) != full || !bytes.Equal(got[:size], want) ||
					len(bytes.Trim(got[size:], "\x1a")) != 0 {
					t.Errorf("%d bytes of %d, filled up to %d", len(got), size, full)
				}
				if err := cmd.Wait(); err != nil { // the sender is content too
					t.Error(err)
				}
			})
		}
	}
}

// say runs a receiver against a sender that sends text at once, then nothing.
func say(t *testing.T, text string, o Options) ([]byte, error) {
	t.Helper()
	w := &wire{in: make(chan []byte, 1), out: io.Discard}
	w.in <- []byte(text)
	close(w.in)
	r, err := Receive(t.Context(), w, o)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

func block(begin, number byte, data string) string {
	p := make([]byte, sizes[begin])
	copy(p, data)
	v := crc16(p)
	return string(append(append([]byte{begin, number, ^number}, p...), byte(v>>8), byte(v)))
}

func TestBadSenders(t *testing.T) {
	for _, tt := range []struct {
		name, says string
		o          Options
		want       error
	}{
		{"canceled", block(soh, 1, "x") + "\x18\x18", Options{}, ErrCanceled},
		{"canceled at once", "\x18\x18", Options{}, ErrCanceled},
		{"stopped", "\x03", Options{}, ErrStopped},
		{"lost count", block(soh, 1, "x") + block(soh, 3, "y"), Options{}, ErrSequence},
		{"gone", block(soh, 1, "x"), Options{}, io.ErrUnexpectedEOF},
		{"gone at once", "", Options{}, io.ErrUnexpectedEOF},
		{"no name", block(soh, 0, ""), Options{Y: true}, ErrGarbled},
		{"no size", block(soh, 0, "x\x00y"), Options{Y: true}, ErrGarbled},
		{"short", block(soh, 0, "x\x00200") + block(soh, 1, "") + "\x04", Options{Y: true}, io.ErrUnexpectedEOF},
	} {
		t.Run(tt.name, func(t *testing.T) {
			_, err := say(t, tt.says, tt.o)
			if !errors.Is(err, tt.want) {
				t.Errorf("%v, want %v", err, tt.want)
			}
		})
	}
	b, err := say(t, block(soh, 1, "a")+block(soh, 1, "a")+block(soh, 2, "b")+"\x04", Options{})
	if err != nil || len(b) != 256 || b[0] != 'a' || b[128] != 'b' {
		t.Errorf("a block that comes twice: %d bytes, %v", len(b), err)
	}
	if b, err := say(t, "\x04", Options{}); err != nil || len(b) != 0 {
		t.Errorf("an empty file: %q, %v", b, err)
	}
}

// silent is a line without a sender.
type silent struct{ sent []byte }

func (*silent) Receive(context.Context, []byte, time.Duration) (int, error) {
	return 0, os.ErrDeadlineExceeded
}

func (s *silent) Send(p []byte) error {
	s.sent = append(s.sent, p...)
	return nil
}

// Without a sender the receiver calls for CRCs, then for checksums, and gives up.
func TestNoSender(t *testing.T) {
	var s silent
	if _, err := Receive(t.Context(), &s, Options{}); !errors.Is(err, ErrTimeout) {
		t.Error(err)
	}
	if want := "CCCCCCCCCC" + "\x15\x15\x15\x15\x15\x15\x15\x15\x15\x15" + "\x18\x18\x18\x18\x18"; string(s.sent) != want {
		t.Errorf("%q, want %q", s.sent, want)
	}
}

func FuzzBlock(f *testing.F) {
	for _, s := range []string{block(soh, 1, "x"), block(stx, 255, "y"), "", "\x01\x01", "\x01\x01\xfe"} {
		f.Add([]byte(s), true)
		f.Add([]byte(s), false)
	}
	f.Fuzz(func(t *testing.T, b []byte, withCRC bool) {
		if _, data, ok := parseBlock(b, withCRC); ok && len(data) != 128 && len(data) != 1024 {
			t.Errorf("%d bytes of data", len(data))
		}
	})
}

func FuzzHeader(f *testing.F) {
	for _, s := range []string{"a\x0012 1 0", "a\x00", "", "\x00", "a\x00-1", "a\x0099999999999999999999\x00"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		if h, ok := parseHeader(b); ok && h.size < -1 {
			t.Errorf("%q: %d", b, h.size)
		}
	})
}

// A sender that says anything ends the transfer, or gives no more than it has said.
func FuzzReceive(f *testing.F) {
	f.Add([]byte(block(soh, 1, "x")+"\x04"), false)
	f.Add([]byte(block(soh, 0, "x\x001")+block(soh, 1, "x")+"\x04"), true)
	f.Fuzz(func(t *testing.T, b []byte, y bool) {
		w := &wire{in: make(chan []byte, 1), out: io.Discard}
		w.in <- b
		close(w.in)
		r, err := Receive(t.Context(), w, Options{Y: y})
		if err != nil {
			return
		}
		if got, err := io.ReadAll(r); len(got) > len(b) {
			t.Errorf("%d bytes out of %d, %v", len(got), len(b), err)
		}
	})
}
