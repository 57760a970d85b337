package lab_test

import (
	"context"
	"crypto/ed25519"
	"fmt"
	"io"
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
)

// benchLab is a lab that a benchmark serves: its own, because those of tests report
// to a test.
func benchLab(b *testing.B, text string) (*lab.Lab, lab.Endpoints) {
	b.Helper()
	sp, err := spec.Read(strings.NewReader(text), "x.yaml")
	if err != nil {
		b.Fatal(err)
	}
	l, err := lab.Open(b.Context(), sp, lab.Options{Ports: true})
	if err != nil {
		b.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	ready, ended := make(chan lab.Endpoints, 1), make(chan error, 1)
	go func() {
		ended <- l.Serve(ctx, lab.ServeOptions{Ready: func(e lab.Endpoints) error { ready <- e; return nil }})
	}()
	b.Cleanup(func() {
		cancel()
		if err := <-ended; err != nil {
			b.Error(err)
		}
		if err := l.Close(); err != nil {
			b.Error(err)
		}
	})
	select {
	case e := <-ready:
		return l, e
	case err := <-ended:
		ended <- err
		b.Fatal(err)
		return nil, lab.Endpoints{}
	}
}

// rss is the memory of the process that is resident, in bytes.
func rss(b *testing.B) float64 {
	b.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Skip("only Linux tells")
	}
	var kb float64
	_, after, _ := strings.Cut(string(text), "VmRSS:")
	if _, err := fmt.Sscan(after, &kb); err != nil {
		b.Fatal(err)
	}
	return kb * 1024
}

// BenchmarkFleetStart: five hundred routers from the lab file to the last port that
// answers.
func BenchmarkFleetStart(b *testing.B) {
	for b.Loop() {
		sp, err := spec.Read(strings.NewReader(fleetLab(500)), "x.yaml")
		if err != nil {
			b.Fatal(err)
		}
		l, err := lab.Open(b.Context(), sp, lab.Options{Ports: true})
		if err != nil {
			b.Fatal(err)
		}
		began, done := time.Now(), fmt.Errorf("done")
		err = l.Serve(b.Context(), lab.ServeOptions{Ready: func(lab.Endpoints) error {
			b.ReportMetric(float64(time.Since(began))/1e6, "listening_ms")
			b.ReportMetric(float64(runtime.NumGoroutine())/500, "goroutines/device")
			return done
		}})
		if err != done {
			b.Fatal(err)
		}
		if err := l.Close(); err != nil {
			b.Fatal(err)
		}
	}
}

// floor is the least that an SSH server can be: golang.org/x/crypto/ssh with an
// Ed25519 key, which answers every command with the same text, and every shell with
// nothing.
type floor struct {
	ln net.Listener
	wg sync.WaitGroup
}

func newFloor(b *testing.B, text string) *floor {
	b.Helper()
	_, key, err := ed25519.GenerateKey(nil)
	if err != nil {
		b.Fatal(err)
	}
	signer, err := gossh.NewSignerFromKey(key)
	if err != nil {
		b.Fatal(err)
	}
	conf := &gossh.ServerConfig{PasswordCallback: func(_ gossh.ConnMetadata, p []byte) (*gossh.Permissions, error) {
		if string(p) != "cisco" {
			return nil, fmt.Errorf("no")
		}
		return nil, nil
	}}
	conf.AddHostKey(signer)
	f := new(floor)
	if f.ln, err = net.Listen("tcp", "127.0.0.1:0"); err != nil {
		b.Fatal(err)
	}
	f.wg.Go(func() {
		for {
			c, err := f.ln.Accept()
			if err != nil {
				return
			}
			f.wg.Go(func() { serveFloor(c, conf, text) })
		}
	})
	b.Cleanup(func() {
		f.ln.Close()
		f.wg.Wait()
	})
	return f
}

func serveFloor(c net.Conn, conf *gossh.ServerConfig, text string) {
	defer c.Close()
	_, channels, requests, err := gossh.NewServerConn(c, conf)
	if err != nil {
		return
	}
	go gossh.DiscardRequests(requests)
	for n := range channels {
		ch, reqs, err := n.Accept()
		if err != nil {
			return
		}
		for r := range reqs {
			_ = r.Reply(true, nil)
			if r.Type == "exec" {
				_, _ = io.WriteString(ch, text)
				_, _ = ch.SendRequest("exit-status", false, []byte{0, 0, 0, 0})
				_ = ch.Close()
			}
		}
	}
}

// showVersion logs in, runs the command and logs out. The client asks for host keys of
// those kinds; without, it is one of golang.org/x/crypto/ssh as it comes.
func showVersion(addr string, hostKeys ...string) (string, error) {
	conf := sshConfig()
	conf.HostKeyAlgorithms = hostKeys
	c, err := gossh.Dial("tcp", addr, conf)
	if err != nil {
		return "", err
	}
	defer c.Close()
	s, err := c.NewSession()
	if err != nil {
		return "", err
	}
	out, err := s.Output("show version")
	return string(out), err
}

// BenchmarkLogin is a login with `show version` against the floor, one at a time and
// fifty at once, as the ratio of the medians: with an Ed25519 key on both sides, and
// with the key that a Go client takes by itself.
func BenchmarkLogin(b *testing.B) {
	l, e := benchLab(b, fleetLab(50))
	l.Devices()
	text, err := showVersion(e.Devices[0].SSH)
	if err != nil || !strings.Contains(text, "Configuration register") {
		b.Fatal(text, err)
	}
	f := newFloor(b, text)
	once := func(addr string, hostKeys []string) time.Duration {
		began := time.Now()
		if out, err := showVersion(addr, hostKeys...); err != nil || len(out) != len(text) && len(out) < len(text)-10 {
			b.Errorf("%q, %v", out, err)
		}
		return time.Since(began)
	}
	for i := range 4 {
		at, key, hostKeys := []int{1, 50}[i%2], "ed25519", []string{gossh.KeyAlgoED25519}
		if i >= 2 {
			key, hostKeys = "default", nil
		}
		b.Run(fmt.Sprintf("at=%d/key=%s", at, key), func(b *testing.B) {
			var took [2][]time.Duration
			for b.Loop() {
				for i := range took {
					var wg sync.WaitGroup
					var mu sync.Mutex
					for n := range at {
						addr := f.ln.Addr().String()
						if i == 0 {
							addr = e.Devices[n].SSH
						}
						wg.Go(func() {
							d := once(addr, hostKeys)
							mu.Lock()
							defer mu.Unlock()
							took[i] = append(took[i], d)
						})
					}
					wg.Wait()
				}
			}
			for i := range took {
				slices.Sort(took[i])
			}
			mine, its := took[0][len(took[0])/2], took[1][len(took[1])/2]
			b.ReportMetric(float64(mine)/float64(its), "times_floor")
			b.ReportMetric(float64(mine)/1e6, "median_ms")
		})
	}
}

// held is what n open shells cost in memory, each, in bytes: the heap and the stacks of
// both ends.
func held(b *testing.B, n int, addr func(int) string, wait string) float64 {
	b.Helper()
	var before, after runtime.MemStats
	measure := func(m *runtime.MemStats) {
		runtime.GC()
		runtime.GC()
		runtime.ReadMemStats(m)
	}
	measure(&before)
	var open []*gossh.Client
	for i := range n {
		c, err := gossh.Dial("tcp", addr(i), sshConfig())
		if err != nil {
			b.Fatal(err)
		}
		open = append(open, c)
		s, err := c.NewSession()
		if err != nil {
			b.Fatal(err)
		}
		out, _ := s.StdoutPipe()
		if err := s.RequestPty("vt100", 24, 80, nil); err != nil {
			b.Fatal(err)
		}
		if err := s.Shell(); err != nil {
			b.Fatal(err)
		}
		if wait != "" {
			if _, err := (&patient{in: out, shut: c.Close}).expect(wait); err != nil {
				b.Fatal(err)
			}
		}
	}
	measure(&after)
	for _, c := range open {
		_ = c.Close()
	}
	return float64(after.HeapAlloc+after.StackInuse-before.HeapAlloc-before.StackInuse) / float64(n)
}

// BenchmarkHeldSession is the memory of a session at its prompt beyond that of the
// floor's.
func BenchmarkHeldSession(b *testing.B) {
	l, e := benchLab(b, fleetLab(40))
	l.Devices()
	f := newFloor(b, "")
	mineAt, floorAt := func(i int) string { return e.Devices[i/5].SSH }, func(int) string { return f.ln.Addr().String() }
	held(b, 200, floorAt, "") // what is kept for the next
	held(b, 200, mineAt, "#")
	for b.Loop() {
		floor := held(b, 200, floorAt, "")
		mine := held(b, 200, mineAt, "#")
		b.ReportMetric((mine-floor)/1024, "KB/session_beyond_SSH")
		b.ReportMetric(floor/1024, "KB/session_of_SSH")
	}
}

// BenchmarkSharedImage: a thousand routers, all awake, that each hold the same image of
// 100 MB; some got it by a copy over TFTP instead of from the lab file.
func BenchmarkSharedImage(b *testing.B) {
	const size, copies = 100_000_000, 5
	for b.Loop() {
		l, _ := benchLab(b, fmt.Sprintf(`name: shared
devices:
  R: { count: 1000, running: %[1]s, files: { "flash0:big": { image: %[2]s, size: %[3]d } } }
hosts:
  srv: { address: 10.1.1.1, tftp: { root: { files: { big: { image: %[2]s, size: %[3]d } } } } }
`, oldImage, newImage, size))
		name := func(s string) ifs.Name {
			n, err := ifs.ParseName(s)
			if err != nil {
				b.Fatal(err)
			}
			return n
		}
		for i, d := range l.Devices() {
			for d.Phase() != device.Up {
				time.Sleep(time.Millisecond)
			}
			fs, n, err := d.Files().Resolve(name("flash0:big"))
			if err != nil {
				b.Fatal(err)
			}
			if st, err := ifs.Stat(b.Context(), fs, n); err != nil || st.Size != size {
				b.Fatalf("%+v, %v", st, err)
			}
			if i < copies {
				if err := d.Merge(b.Context(), "ip tftp blocksize 8192\n", "console"); err != nil {
					b.Fatal(err)
				}
				if n, err := ifs.Copy(b.Context(), d.Files(), name("flash0:big"), name("tftp://10.1.1.1/big")); n != size || err != nil {
					b.Fatal(n, err)
				}
			}
		}
		b.ReportMetric(rss(b)/1e6, "MB_resident")
	}
}

// BenchmarkSessions is ten thousand sessions, one after the other: what the process has
// more of at the end than after the first thousand.
func BenchmarkSessions(b *testing.B) {
	const many, warm = 10_000, 1000
	_, e := benchLab(b, fleetLab(10))
	for b.Loop() {
		var base weight
		for i := range many {
			if i == warm {
				base = weigh()
			}
			if _, err := showVersion(e.Devices[i%len(e.Devices)].SSH); err != nil {
				b.Fatal(err)
			}
		}
		last := weigh()
		b.ReportMetric(float64(last.goroutines-base.goroutines), "more_goroutines")
		b.ReportMetric(float64(last.files-base.files), "more_files")
		b.ReportMetric(float64(int64(last.heap)-int64(base.heap))/1024, "more_KB")
	}
}
