package tftpfs

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/peertest"
)

// The speed of a transfer is told as its ratio to that of a real client, against
// the same server with the same file in the same run. All ends stand on one CPU:
// otherwise the kernel's choice of CPUs decides, not the program (a factor of
// three between runs). Rounds of the two take turns, and the medians are compared.

const benchSize = 64 << 20

// onOneCPU puts this process on one CPU, and with it all that it starts from now on.
func onOneCPU(b *testing.B) {
	var old, one unix.CPUSet
	if err := unix.SchedGetaffinity(0, &old); err != nil {
		b.Fatal(err)
	}
	for i := range 1024 {
		if old.IsSet(i) {
			one.Set(i)
			break
		}
	}
	setAffinity(b, &one)
	procs := runtime.GOMAXPROCS(1) // what the runtime chooses when it starts on one CPU
	b.Cleanup(func() {
		runtime.GOMAXPROCS(procs)
		setAffinity(b, &old)
	})
}

// setAffinity sets that of every thread of the process; new ones inherit it.
func setAffinity(b *testing.B, set *unix.CPUSet) {
	for range 2 { // a thread may be born meanwhile
		tasks, err := os.ReadDir("/proc/self/task")
		if err != nil {
			b.Fatal(err)
		}
		for _, t := range tasks {
			tid, err := strconv.Atoi(t.Name())
			if err != nil {
				b.Fatal(err)
			}
			if err := unix.SchedSetaffinity(tid, set); err != nil && err != unix.ESRCH {
				b.Fatal(err)
			}
		}
	}
}

type peerGet struct {
	server func(testing.TB, ...string) peertest.TFTPServer
	peer   string // the client
	args   func(s peertest.TFTPServer, file string) []string
	config Config
}

func benchGet(b *testing.B, p peerGet) {
	peertest.Need(b, p.peer)
	onOneCPU(b)
	server := p.server(b)
	peertest.RandomFile(b, filepath.Join(server.Root, "image"), benchSize, 1)
	sum := peertest.MD5(b, filepath.Join(server.Root, "image"))
	dir, err := os.MkdirTemp("/dev/shm", "iosim-bench-")
	if err != nil {
		dir = b.TempDir()
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	got := filepath.Join(dir, "got")
	check := func() {
		b.Helper()
		if s := peertest.MD5(b, got); s != sum {
			b.Fatalf("md5 of the copy is %s, not %s", s, sum)
		}
	}
	fs := New(loopback{}, clock.Real(time.Now(), 1), func() Config { return p.config })
	defer fs.Close()

	var ours, theirs []time.Duration
	b.SetBytes(benchSize)
	b.ReportAllocs()
	for b.Loop() {
		runtime.GC()
		start := time.Now()
		fetch(b, fs, at(server.Addr, "image"), got)
		ours = append(ours, time.Since(start))

		b.StopTimer()
		check()
		cmd := exec.Command(peertest.Path(b, p.peer), p.args(server, got)...)
		start = time.Now()
		out, err := cmd.CombinedOutput()
		theirs = append(theirs, time.Since(start))
		if err != nil {
			b.Fatalf("%s: %v\n%s", p.peer, err, out)
		}
		check()
		b.StartTimer()
	}
	our, their := median(ours), median(theirs)
	b.ReportMetric(their.Seconds()/our.Seconds(), "x_of_peer")
	b.ReportMetric(benchSize/1e6/their.Seconds(), "peer_MB/s")
}

// fetch is copy tftp: to a file of the machine, through the buffer of ifs.Copy.
func fetch(b *testing.B, fs ifs.FS, name ifs.Name, to string) {
	r, err := fs.Open(b.Context(), name)
	if err != nil {
		b.Fatal(err)
	}
	defer r.Close()
	f, err := os.Create(to)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	if _, err := io.CopyBuffer(struct{ io.Writer }{f}, struct{ io.Reader }{r}, make([]byte, ifs.BufferSize)); err != nil {
		b.Fatal(err)
	}
}

func tftpHPA(s peertest.TFTPServer, file string) []string {
	return []string{"-m", "binary", s.Addr.Addr().String(), fmt.Sprint(s.Addr.Port()), "-c", "get", "image", file}
}

func atftp(options ...string) func(peertest.TFTPServer, string) []string {
	return func(s peertest.TFTPServer, file string) []string {
		var args []string
		for _, o := range options {
			args = append(args, "--option", o)
		}
		return append(args, "-g", "-r", "image", "-l", file, s.Addr.Addr().String(), fmt.Sprint(s.Addr.Port()))
	}
}

func BenchmarkGet512(b *testing.B) {
	benchGet(b, peerGet{server: peertest.TFTPDHPA, peer: "tftp", args: tftpHPA})
}

func BenchmarkGet1468(b *testing.B) {
	benchGet(b, peerGet{peertest.TFTPDHPA, "atftp", atftp("blksize 1468"), Config{BlockSize: 1468}})
}

func BenchmarkGet8192(b *testing.B) {
	benchGet(b, peerGet{peertest.TFTPDHPA, "atftp", atftp("blksize 8192"), Config{BlockSize: 8192}})
}

func BenchmarkGetWindow16(b *testing.B) {
	benchGet(b, peerGet{peertest.ATFTPD, "atftp", atftp("blksize 1468", "windowsize 16"), Config{BlockSize: 1468, WindowSize: 16}})
}

// median sorts d.
func median(d []time.Duration) time.Duration {
	for i := range d {
		for j := i; j > 0 && d[j] < d[j-1]; j-- {
			d[j], d[j-1] = d[j-1], d[j]
		}
	}
	return d[len(d)/2]
}
