package ftpfs

import (
	"context"
	"io"
	"net"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/clock"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var epoch = time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC)

// newFS is a file system that does not wait long for those who are silent.
func newFS(passive bool) *FS {
	f := New(ifstest.Loopback{}, clock.Simulated(epoch), func() Config { return Config{Passive: passive, Anonymous: "R1@"} })
	f.answerTime = 20 * time.Second // for real servers on a busy machine
	return f
}

// pipeNet gives one connection at port 21, and any number elsewhere that bring
// four bytes and take all.
type pipeNet struct {
	ifstest.Loopback
	conn net.Conn
}

func (p *pipeNet) DialContext(_ context.Context, address string) (net.Conn, error) {
	if address == "127.0.0.1:21" {
		return p.conn, nil
	}
	if address == "127.0.0.1:1" {
		return nil, &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindRefused}
	}
	a, b := net.Pipe()
	go func() {
		defer b.Close()
		go func() { _, _ = io.Copy(io.Discard, b) }()
		_, _ = io.WriteString(b, "data")
	}()
	return a, nil
}
