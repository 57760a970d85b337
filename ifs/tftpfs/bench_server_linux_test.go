package tftpfs

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/peertest"
)

// The speed of the server is reported as its ratio to that of a real one, with the same
// client, the same file and the same run; the rest is as for clients (contest). For a
// window the other server is atftpd: tftpd-hpa knows none.
func serveContest(b *testing.B, other func(testing.TB, ...string) peertest.TFTPServer, client string, args func(peertest.TFTPServer, string) []string) {
	peertest.Need(b, client)
	onOneCPU(b)
	ours, theirs := startServer(b, nil), other(b)
	here := filepath.Join(b.TempDir(), "image")
	for _, s := range []peertest.TFTPServer{ours, theirs} {
		peertest.RandomFile(b, filepath.Join(s.Root, "image"), benchSize, 1)
	}
	sum := peertest.MD5(b, filepath.Join(ours.Root, "image"))
	get := func(s peertest.TFTPServer) time.Duration {
		cmd := exec.Command(peertest.Path(b, client), args(s, here)...)
		start := time.Now()
		out, err := cmd.CombinedOutput()
		took := time.Since(start)
		if err != nil || peertest.MD5(b, here) != sum {
			b.Fatalf("%s: %v\n%s", client, err, out)
		}
		if err := os.Remove(here); err != nil {
			b.Fatal(err)
		}
		return took
	}
	var our, their []time.Duration
	b.SetBytes(benchSize)
	for b.Loop() {
		our = append(our, get(ours))
		b.StopTimer()
		their = append(their, get(theirs))
		b.StartTimer()
	}
	report(b, our, their)
}

func BenchmarkServe512(b *testing.B) {
	serveContest(b, peertest.TFTPDHPA, "tftp", tftpHPA("get"))
}

func BenchmarkServe1468(b *testing.B) {
	serveContest(b, peertest.TFTPDHPA, "atftp", atftp("-g", "blksize 1468"))
}

func BenchmarkServe8192(b *testing.B) {
	serveContest(b, peertest.TFTPDHPA, "atftp", atftp("-g", "blksize 8192"))
}

func BenchmarkServeWindow16(b *testing.B) {
	serveContest(b, peertest.ATFTPD, "atftp", atftp("-g", "blksize 1468", "windowsize 16"))
}
