package tftpfs

import (
	"context"
	"net/netip"
	"os"
	"path/filepath"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/internal/wire"
)

// recorded is loopback with a recorder, where ctx has one.
type recorded struct{ loopback }

func (n recorded) ListenPacket(ctx context.Context, to netip.Addr) (ifs.PacketConn, error) {
	c, err := n.loopback.ListenPacket(ctx, to)
	if err != nil {
		return nil, err
	}
	return wire.From(ctx).Packets(c, netip.Addr{}), nil
}

func cpuTime(b *testing.B) time.Duration {
	var u unix.Rusage
	if err := unix.Getrusage(unix.RUSAGE_SELF, &u); err != nil {
		b.Fatal(err)
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// What a capture and its ladder cost a get with 512-byte blocks from tftpd-hpa:
// x_of_untraced is how much longer it takes than without, medians of rounds that take
// turns, cpu_x how much more of the CPU the client takes (the server does not count).
func BenchmarkCapture(b *testing.B) {
	onOneCPU(b)
	server := peertest.TFTPDHPA(b)
	peertest.RandomFile(b, filepath.Join(server.Root, "image"), benchSize, 1)
	shm, err := os.MkdirTemp("/dev/shm", "iosim-bench-")
	if err != nil {
		shm = b.TempDir()
	}
	b.Cleanup(func() { os.RemoveAll(shm) })
	fs := New(recorded{}, wallClock, nil)
	defer fs.Close()
	round := func(d *wire.Dir) (took, cpu time.Duration) {
		ctx := b.Context()
		var rec *wire.Recorder
		start, used := time.Now(), cpuTime(b)
		if d != nil {
			rec = d.Begin("R2", "tftp", "image", time.Now)
			ctx = wire.With(ctx, rec)
		}
		f, err := fs.Open(ctx, at(server.Addr, "image"))
		if err != nil {
			b.Fatal(err)
		}
		buf := make([]byte, ifs.BufferSize)
		n := 0
		for err == nil {
			var m int
			m, err = f.Read(buf)
			n += m
		}
		_ = f.Close()
		_ = fs.Close()
		if err := rec.End(); err != nil || n != benchSize {
			b.Fatal(n, err)
		}
		return time.Since(start), cpuTime(b) - used
	}
	var plain, traced, plainCPU, tracedCPU []time.Duration
	b.SetBytes(benchSize)
	for b.Loop() {
		d, err := wire.OpenDir(filepath.Join(shm, "wire"))
		if err != nil {
			b.Fatal(err)
		}
		took, cpu := round(d)
		traced, tracedCPU = append(traced, took), append(tracedCPU, cpu)
		b.StopTimer()
		took, cpu = round(nil)
		plain, plainCPU = append(plain, took), append(plainCPU, cpu)
		if err := os.RemoveAll(filepath.Join(shm, "wire")); err != nil {
			b.Fatal(err)
		}
		b.StartTimer()
	}
	b.ReportMetric(median(traced).Seconds()/median(plain).Seconds(), "x_of_untraced")
	b.ReportMetric(median(tracedCPU).Seconds()/median(plainCPU).Seconds(), "cpu_x")
}
