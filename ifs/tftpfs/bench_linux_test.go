package tftpfs

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/peertest"
)

// The speed of a transfer is reported as its ratio to that of a real client, against
// the same server with the same file in the same run. All ends stand on one CPU:
// otherwise the kernel's choice of CPUs decides, not the program (a factor of
// three between runs). Rounds of the two take turns, and the medians are compared.

const benchSize = 32 << 20

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

// contest is one direction, one server and one client to compare with.
type contest struct {
	server func(testing.TB, ...string) peertest.TFTPServer
	peer   string // the client
	args   func(s peertest.TFTPServer, file string) []string
	config Config
	put    bool
}

func (c contest) run(b *testing.B) {
	peertest.Need(b, c.peer)
	onOneCPU(b)
	server := c.server(b)
	dir, err := os.MkdirTemp("/dev/shm", "iosim-bench-")
	if err != nil {
		dir = b.TempDir()
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	there, here := filepath.Join(server.Root, "image"), filepath.Join(dir, "image")
	src, dst := there, here
	if c.put {
		src, dst = here, there
	}
	peertest.RandomFile(b, src, benchSize, 1)
	sum := peertest.MD5(b, src)
	check := func() {
		b.Helper()
		var got string
		for range 500 { // a server may write on after its last ACK
			if got = peertest.MD5(b, dst); got == sum {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		if err := os.Remove(dst); err != nil || got != sum {
			b.Fatalf("md5 of the copy is %s, not %s (%v)", got, sum, err)
		}
	}
	fs := New(loopback{}, clock.Real(time.Now(), 1), func() Config { return c.config })
	defer fs.Close()

	var ours, theirs, ourCPU, theirCPU []time.Duration
	b.SetBytes(benchSize)
	b.ReportAllocs()
	for b.Loop() {
		runtime.GC()
		start, used := time.Now(), cpuTime(b)
		if c.put {
			send(b, fs, at(server.Addr, "image"), here)
		} else {
			fetch(b, fs, at(server.Addr, "image"), here)
		}
		ours, ourCPU = append(ours, time.Since(start)), append(ourCPU, cpuTime(b)-used)

		b.StopTimer()
		check()
		cmd := exec.Command(peertest.Path(b, c.peer), c.args(server, here)...)
		start = time.Now()
		out, err := cmd.CombinedOutput()
		theirs = append(theirs, time.Since(start))
		theirCPU = append(theirCPU, cmd.ProcessState.UserTime()+cmd.ProcessState.SystemTime())
		if err != nil {
			b.Fatalf("%s: %v\n%s", c.peer, err, out)
		}
		check()
		b.StartTimer()
	}
	report(b, ours, theirs)
	// The work of the two clients, which others on the machine do not disturb.
	b.ReportMetric(median(theirCPU).Seconds()/median(ourCPU).Seconds(), "x_of_peer_cpu")
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

// send is copy of a file of the machine to tftp:.
func send(b *testing.B, fs ifs.FS, name ifs.Name, from string) {
	f, err := os.Open(from)
	if err != nil {
		b.Fatal(err)
	}
	defer f.Close()
	w, err := fs.Create(b.Context(), name, benchSize)
	if err != nil {
		b.Fatal(err)
	}
	if _, err := io.CopyBuffer(struct{ io.Writer }{w}, struct{ io.Reader }{f}, make([]byte, ifs.BufferSize)); err != nil {
		b.Fatal(err)
	}
	if err := w.Commit(); err != nil {
		b.Fatal(err)
	}
}

// tftpHPA are the arguments of tftp-hpa's client, which knows blocks of 512 bytes only.
func tftpHPA(word string) func(peertest.TFTPServer, string) []string {
	return func(s peertest.TFTPServer, file string) []string {
		names := []string{"image", file}
		if word == "put" {
			names = []string{file, "image"}
		}
		args := []string{"-m", "binary", s.Addr.Addr().String(), fmt.Sprint(s.Addr.Port()), "-c", word}
		return append(args, names...)
	}
}

func atftp(word string, options ...string) func(peertest.TFTPServer, string) []string {
	return func(s peertest.TFTPServer, file string) []string {
		var args []string
		for _, o := range options {
			args = append(args, "--option", o)
		}
		return append(args, word, "-r", "image", "-l", file, s.Addr.Addr().String(), fmt.Sprint(s.Addr.Port()))
	}
}

func BenchmarkGet512(b *testing.B) {
	contest{server: peertest.TFTPDHPA, peer: "tftp", args: tftpHPA("get")}.run(b)
}

func BenchmarkGet1468(b *testing.B) {
	contest{peertest.TFTPDHPA, "atftp", atftp("-g", "blksize 1468"), Config{BlockSize: 1468}, false}.run(b)
}

func BenchmarkGet8192(b *testing.B) {
	contest{peertest.TFTPDHPA, "atftp", atftp("-g", "blksize 8192"), Config{BlockSize: 8192}, false}.run(b)
}

func BenchmarkGetWindow16(b *testing.B) {
	contest{peertest.ATFTPD, "atftp", atftp("-g", "blksize 1468", "windowsize 16"), Config{BlockSize: 1468, WindowSize: 16}, false}.run(b)
}

func BenchmarkPut512(b *testing.B) {
	contest{peertest.TFTPDHPA, "tftp", tftpHPA("put"), Config{}, true}.run(b)
}

func BenchmarkPut1468(b *testing.B) {
	contest{peertest.TFTPDHPA, "atftp", atftp("-p", "blksize 1468"), Config{BlockSize: 1468}, true}.run(b)
}

func BenchmarkPut8192(b *testing.B) {
	contest{peertest.TFTPDHPA, "atftp", atftp("-p", "blksize 8192"), Config{BlockSize: 8192}, true}.run(b)
}

func BenchmarkPutWindow16(b *testing.B) {
	contest{peertest.ATFTPD, "atftp", atftp("-p", "blksize 1468", "windowsize 16"), Config{BlockSize: 1468, WindowSize: 16}, true}.run(b)
}

// report reports the ratio of the medians, and of the best rounds, which other work on
// the machine disturbs least.
func report(b *testing.B, ours, theirs []time.Duration) {
	our, their := median(ours), median(theirs)
	b.ReportMetric(their.Seconds()/our.Seconds(), "x_of_peer")
	b.ReportMetric(theirs[0].Seconds()/ours[0].Seconds(), "x_of_best")
	b.ReportMetric(benchSize/1e6/their.Seconds(), "peer_MB/s")
}

// median of d, which it sorts.
func median(d []time.Duration) time.Duration {
	slices.Sort(d)
	return d[len(d)/2]
}
