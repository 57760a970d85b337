package tftpfs

import (
	"context"
	"net/netip"
	"testing"
	"testing/synctest"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/tftp"
)

// The round trip of a message that went out twice is not measured: it is not
// known which of the two was answered (Karn).
func TestRepeatsAreNotMeasured(t *testing.T) {
	for _, lost := range []int{0, 1} {
		synctest.Test(t, func(t *testing.T) {
			requests := 0
			r := newRig(func(c *fakeConn, b []byte, _ netip.AddrPort) {
				if requests++; requests > lost {
					time.AfterFunc(300*time.Millisecond, func() { c.reply(tftp.AppendData(nil, 1, nil)) })
				}
			}, Config{}, realTime())
			f, err := r.Open(t.Context(), image)
			if err != nil {
				t.Fatal(err)
			}
			if l := f.(*reader).link; l.rtt.measured != (lost == 0) || lost == 0 && l.rtt.mean != 300*time.Millisecond {
				t.Errorf("%d lost: %+v", lost, l.rtt)
			}
			_ = f.Close()
			_ = r.Close()
		})
	}
}

// The context ends just when the read deadline is being moved.
func TestCancelWhileTheDeadlineMoves(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		ctx, cancel := context.WithCancel(t.Context())
		n := &slowDeadlines{before: func() { cancel(); synctest.Wait() }}
		began := time.Now()
		_, err := New(n, realTime(), nil).Open(ctx, image)
		if ifs.KindOf(err) != ifs.KindAborted || time.Since(began) != 0 {
			t.Errorf("%v after %v", err, time.Since(began))
		}
	})
}

// slowDeadlines has a socket that does something before a later deadline is set.
type slowDeadlines struct {
	fakeNet
	before func()
}

func (n *slowDeadlines) ListenPacket(ctx context.Context, a netip.Addr) (ifs.PacketConn, error) {
	c, _ := n.fakeNet.ListenPacket(ctx, a)
	return &slowDeadline{c.(*fakeConn), n.before}, nil
}

type slowDeadline struct {
	*fakeConn
	before func()
}

func (c *slowDeadline) SetReadDeadline(t time.Time) error {
	if t.After(time.Now()) {
		c.before()
	}
	return c.fakeConn.SetReadDeadline(t)
}
