package xmodemfs

import (
	"context"
	"errors"
	"io"
	"os"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
)

// sender is the other end of a line: what it says, then silence.
type sender struct{ says []byte }

func (s *sender) Receive(ctx context.Context, p []byte, _ time.Duration) (int, error) {
	if err := ctx.Err(); err != nil {
		return 0, err
	}
	if len(s.says) == 0 {
		return 0, os.ErrDeadlineExceeded
	}
	n := copy(p, s.says)
	s.says = s.says[n:]
	return n, nil
}

func (s *sender) Send([]byte) error { return nil }

func wantKind(t *testing.T, err error, op ifs.Op, k ifs.Kind) {
	t.Helper()
	var e *ifs.Error
	if !errors.As(err, &e) || e.Op != op || e.Kind != k {
		t.Errorf("%v, want %s: %s", err, op, k)
	}
}

func TestKinds(t *testing.T) {
	epoch := time.Unix(0, 0)
	clk := clock.Simulated(epoch)
	f, name := New(clk, ifs.ReadWrite, false), ifs.Name{Prefix: "xmodem"}
	_, err := f.Open(t.Context(), name)
	wantKind(t, err, ifs.OpOpen, ifs.KindUnsupported) // without a line
	_, err = f.Create(t.Context(), name, 1)
	wantKind(t, err, ifs.OpOpen, ifs.KindUnsupported)
	_, err = New(clk, ifs.ReadOnly, false).Create(t.Context(), name, 1)
	wantKind(t, err, ifs.OpOpen, ifs.KindReadOnly)

	_, err = f.Open(WithLine(t.Context(), &sender{}), name)
	wantKind(t, err, ifs.OpOpen, ifs.KindTimeout)
	if d := clk.Now().Sub(epoch); d < 30*time.Second || d > 5*time.Minute { // the device has waited
		t.Errorf("it took %v", d)
	}
	_, err = f.Open(WithLine(t.Context(), &sender{says: []byte{0x18, 0x18}}), name)
	wantKind(t, err, ifs.OpOpen, ifs.KindAborted)
	_, err = f.Open(WithLine(t.Context(), &sender{says: []byte{3}}), name)
	wantKind(t, err, ifs.OpOpen, ifs.KindAborted)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err = f.Open(WithLine(ctx, &sender{}), name)
	wantKind(t, err, ifs.OpOpen, ifs.KindAborted)

	// A first block, by checksum, and then nothing.
	block := append([]byte{1, 1, 0xfe}, make([]byte, 129)...)
	r, err := f.Open(WithLine(WithChecksum(t.Context()), &sender{says: block}), name)
	if err != nil {
		t.Fatal(err)
	}
	b, err := io.ReadAll(r)
	wantKind(t, err, ifs.OpRead, ifs.KindTimeout)
	if len(b) != 128 || r.Size() != -1 || r.Close() != nil {
		t.Errorf("%d bytes, size %d", len(b), r.Size())
	}
}
