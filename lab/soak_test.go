package lab_test

import (
	"bytes"
	"context"
	"crypto/md5"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	soakfor "github.com/iosim/iosim/internal/soak"
	"github.com/iosim/iosim/lab"
)

// soakTime is how long TestSoak lasts; IOSIM_SOAK=30m is the long one.
const soakTime = 3 * time.Second

const (
	soakDevices = 200
	soakClients = 4
	soakWait    = 2 * time.Minute
)

// soakLab is a fleet whose host has a file to fetch and takes others.
func soakLab() string {
	return fmt.Sprintf(`name: soak
devices:
  R:
    count: %d
    files: { "flash0:%[2]s": { image: %[2]s, size: 200000 } }
    startup-config:
      text: |
        hostname {{name}}
        boot system flash0:%[2]s
        ip scp server enable
        file prompt quiet
        interface GigabitEthernet0/0
         ip address {{address}} {{mask}}
        line vty 0 15
         exec-timeout 1 0
         login local
        end
    credentials: { username: admin, password: cisco, secret: secret }
hosts:
  srv:
    address: 10.1.1.1
    tftp: { write: true, root: { files: { image: { image: %[2]s, size: 300000 } } } }
    ftp: { write: true, users: { admin: cisco }, root: { files: { image: { image: %[2]s, size: 300000 } } } }
    http: { write: true, root: { files: { image: { image: %[2]s, size: 300000 } } } }
    sftp: { write: true, users: { admin: cisco }, root: { files: { image: { image: %[2]s, size: 300000 } } } }
`, soakDevices, oldImage)
}

// patient is a connection on which texts are waited for.
type patient struct {
	io.Writer
	in   io.Reader
	shut func() error
	seen bytes.Buffer
}

// expect reads up to a text.
func (p *patient) expect(text string) (string, error) {
	watch := time.AfterFunc(soakWait, func() { _ = p.shut() })
	defer watch.Stop()
	buf := make([]byte, 4096)
	for {
		if i := strings.Index(p.seen.String(), text); i >= 0 {
			return string(p.seen.Next(i + len(text))), nil
		}
		n, err := p.in.Read(buf)
		p.seen.Write(buf[:n])
		if err != nil && n == 0 {
			return "", fmt.Errorf("waiting for %q: %w after %q", text, err, p.seen.String())
		}
	}
}

// talk types lines, each after the text before it: text, line, text, line, text.
func (p *patient) talk(script ...string) (out string, err error) {
	for i := 0; i < len(script); i += 2 {
		if out, err = p.expect(script[i]); err != nil {
			return out, err
		}
		if i+1 < len(script) {
			if _, err := io.WriteString(p, script[i+1]+"\r"); err != nil {
				return out, err
			}
		}
	}
	return out, nil
}

// soaker is one client of the soak and the router that it has chosen.
type soaker struct {
	*soak
	rand *rand.Rand
	d    lab.DeviceEndpoints
}

// shell opens a session over SSH.
func (k *soaker) shell() (*patient, error) {
	c, err := gossh.Dial("tcp", k.d.SSH, sshConfig())
	if err != nil {
		return nil, err
	}
	s, err := c.NewSession()
	if err != nil {
		return nil, errors.Join(err, c.Close())
	}
	in, _ := s.StdinPipe()
	out, _ := s.StdoutPipe()
	if err := errors.Join(s.RequestPty("vt100", 24, 200, nil), s.Shell()); err != nil {
		return nil, errors.Join(err, c.Close())
	}
	return &patient{Writer: in, in: out, shut: c.Close}, nil
}

// in runs a script in a shell of its own.
func (k *soaker) in(script ...string) (string, error) {
	p, err := k.shell()
	if err != nil {
		return "", err
	}
	defer p.shut()
	return p.talk(script...)
}

func (k *soaker) prompt() string { return k.d.Name + "#" }

// deed is what a client does at a router, and how often.
type deed struct {
	name   string
	weight int
	alone  bool // no other may be at the router
	do     func(*soaker) error
}

var deeds = []deed{
	{"show version", 20, false, func(k *soaker) error {
		out, err := k.in(k.prompt(), "terminal length 0", k.prompt(), "show version", "Configuration register is 0x2102", "exit")
		if err == nil && !strings.Contains(out, "Version 15.2(4)M1") {
			err = errors.New(out)
		}
		return err
	}},
	{"telnet", 15, false, func(k *soaker) error {
		c, err := net.Dial("tcp", k.d.Telnet)
		if err != nil {
			return err
		}
		p := &patient{Writer: c, in: c, shut: c.Close}
		defer p.shut()
		_, err = p.talk("Username: ", "admin", "Password: ", "cisco", k.prompt(), "show users", k.prompt(), "exit")
		return err
	}},
	{"console", 10, true, func(k *soaker) error {
		c, err := net.Dial("tcp", k.d.Console)
		if err != nil {
			return err
		}
		p := &patient{Writer: c, in: c, shut: c.Close}
		defer p.shut()
		if _, err := io.WriteString(c, "\r"); err != nil {
			return err
		}
		_, err = p.talk(k.d.Name+">", "show clock", k.d.Name+">", "exit", "con0 is now available")
		return err
	}},
	{"copy tftp", 10, true, func(k *soaker) error {
		out, err := k.in(k.prompt(), "copy tftp://10.1.1.1/image flash0:new", k.prompt(), "verify /md5 flash0:new", "Done!", "", k.prompt())
		if err == nil && !strings.Contains(out, k.sum) {
			err = fmt.Errorf("another file arrived: %q", out)
		}
		return err
	}},
	{"copy ftp", 5, true, func(k *soaker) error {
		out, err := k.in(k.prompt(), "copy ftp://admin:cisco@10.1.1.1/image flash0:new", k.prompt())
		if err == nil && !strings.Contains(out, "300000 bytes copied") {
			err = errors.New(out)
		}
		return err
	}},
	{"back up", 5, false, func(k *soaker) error {
		out, err := k.in(k.prompt(), "copy running-config tftp://10.1.1.1/"+k.d.Name, k.prompt(), "exit")
		if err == nil && !strings.Contains(out, "bytes copied") {
			err = errors.New(out)
		}
		return err
	}},
	{"configure", 10, true, func(k *soaker) error {
		_, err := k.in(k.prompt(), "configure terminal", "(config)#", fmt.Sprintf("snmp-server location %d", k.rand.Int()), "(config)#",
			"end", k.prompt(), "write memory", "[OK]", "", k.prompt(), "exit")
		return err
	}},
	{"scp", 10, true, func(k *soaker) error { return k.scp(200_000) }},
	{"vanish", 10, true, func(k *soaker) error { // in the middle of whatever it is
		p, err := k.shell()
		if err != nil {
			return err
		}
		_, err = p.talk(k.prompt(), "copy tftp://10.1.1.1/image flash0:gone")
		time.Sleep(time.Duration(k.rand.Int64N(int64(5 * time.Millisecond))))
		return errors.Join(err, p.shut())
	}},
	{"reload", 5, true, func(k *soaker) error {
		p, err := k.shell()
		if err != nil {
			return err
		}
		defer p.shut()
		if _, err = p.talk(k.prompt(), "write memory", "[OK]", "", k.prompt(), "reload", "[confirm]", ""); err != nil {
			return err
		}
		_, _ = io.Copy(io.Discard, p.in) // the router cuts the line
		for deadline := time.Now().Add(soakWait); ; time.Sleep(5 * time.Millisecond) {
			c, err := gossh.Dial("tcp", k.d.SSH, sshConfig())
			if err == nil {
				return c.Close()
			}
			if time.Now().After(deadline) {
				return fmt.Errorf("it does not come back: %w", err)
			}
		}
	}},
}

// scp puts a file and gets it again.
func (k *soaker) scp(size int) error {
	content := bytes.Repeat([]byte{byte(k.rand.Uint32())}, size)
	c, err := gossh.Dial("tcp", k.d.SSH, sshConfig())
	if err != nil {
		return err
	}
	defer c.Close()
	s, err := c.NewSession()
	if err != nil {
		return err
	}
	s.Stdin = io.MultiReader(strings.NewReader(fmt.Sprintf("C0644 %d up\n", size)), bytes.NewReader(content), strings.NewReader("\x00"))
	if out, err := s.CombinedOutput("scp -t flash0:up"); strings.Trim(string(out), "\x00") != "" || err != nil && err != io.EOF {
		return fmt.Errorf("scp: %q, %w", out, err)
	}
	d, _ := k.served.Lab.Device(k.d.Name)
	got, err := lab.ReadDeviceFile(context.Background(), d, "flash0:up")
	if err == nil && !bytes.Equal(got, content) {
		err = errors.New("another file arrived by scp")
	}
	return err
}

// soak is a run.
type soak struct {
	served *served
	sum    string // MD5 of the image that the host gives
	busy   [soakDevices]sync.RWMutex
	done   [16]atomic.Int64 // deeds
	// What hostile clients did: hostileDeeds.
	hostile [16]atomic.Int64
}

// round sends clients to routers until the time is up. What fails is an error.
func (s *soak) round(t *testing.T, seed uint64, d time.Duration) {
	end := time.Now().Add(d)
	total := 0
	for _, deed := range deeds {
		total += deed.weight
	}
	var wg sync.WaitGroup
	s.attack(t, seed, end, &wg)
	for i := range soakClients {
		wg.Go(func() {
			k := &soaker{soak: s, rand: rand.New(rand.NewPCG(seed, uint64(i)))}
			for time.Now().Before(end) && !t.Failed() {
				at, pick, n := k.rand.IntN(soakDevices), k.rand.IntN(total), 0
				for pick >= deeds[n].weight {
					pick -= deeds[n].weight
					n++
				}
				lock, unlock := s.busy[at].TryRLock, s.busy[at].RUnlock
				if deeds[n].alone {
					lock, unlock = s.busy[at].TryLock, s.busy[at].Unlock
				}
				if !lock() {
					continue
				}
				k.d = s.served.Endpoints.Devices[at]
				began := time.Now()
				if err := deeds[n].do(k); err != nil {
					t.Errorf("%s: %s: after %v: %v", k.d.Name, deeds[n].name, time.Since(began), err)
				}
				unlock()
				s.done[n].Add(1)
			}
		})
	}
	wg.Wait()
}

// weight is what the process costs without clients.
type weight struct {
	goroutines, files int
	heap              uint64 // bytes
}

func weigh() weight {
	var w weight
	var m runtime.MemStats
	for range 3 { // what a finalizer holds goes with the second
		runtime.GC()
		time.Sleep(20 * time.Millisecond)
	}
	runtime.ReadMemStats(&m)
	w.goroutines, w.heap = runtime.NumGoroutine(), m.HeapAlloc
	if all, err := os.ReadDir("/proc/self/fd"); err == nil {
		w.files = len(all)
	}
	return w
}

// settle waits until the process has no more goroutines and files than base, or as few
// as it comes to: servers have patience with clients that vanished.
func settle(base weight, rest time.Duration) weight {
	last := weigh()
	for end := time.Now().Add(rest); time.Now().Before(end) && (last.goroutines > base.goroutines || last.files > base.files); {
		time.Sleep(time.Second)
		w := weigh()
		if w.goroutines < last.goroutines || w.files < last.files || w.heap < last.heap {
			end = time.Now().Add(rest)
		}
		last = w
	}
	return last
}

// TestSoak: random clients, copies, configurations, disappearances and reloads on two
// hundred routers, beside clients that break every protocol: nothing that an honest client
// does fails, and nothing grows. It is not parallel: what it
// measures is the whole process.
func TestSoak(t *testing.T) {
	// Between the rounds everybody pauses, and the process is measured when it has come
	// to rest, or when for so long nothing has ended any more.
	long, rounds, rest := soakTime, 2, 2*time.Second
	asked, err := soakfor.Time()
	if err != nil {
		t.Fatal(err)
	}
	if asked > 0 {
		long = asked
		rounds, rest = 10, time.Minute
	}
	part := long / time.Duration(rounds)
	s := &soak{served: serveLab(t, soakLab(), "")}
	srv := s.served.Lab.Hosts()[0]
	image, err := srv.ReadFile("tftp", "image")
	if err != nil {
		t.Fatal(err)
	}
	s.sum = fmt.Sprintf("%x", md5.Sum(image))
	s.served.Lab.Devices() // all are awake
	idle := weigh()
	s.round(t, 1, part)
	base := settle(idle, rest)
	t.Logf("%d goroutines, %d files, %d KB at the start", base.goroutines, base.files, base.heap>>10)
	var last weight
	for i := range rounds - 1 {
		s.round(t, uint64(i)+2, part)
		last = settle(idle, rest)
		t.Logf("%d goroutines, %d files, %d KB", last.goroutines, last.files, last.heap>>10)
		if t.Failed() {
			return
		}
	}
	for i, d := range deeds {
		t.Logf("%6d times %s", s.done[i].Load(), d.name)
	}
	for i, d := range hostileDeeds {
		t.Logf("%6d times %s", s.hostile[i].Load(), d.name)
	}
	// Each router comes to keep its few files, its log and its configuration, once.
	const most = soakDevices * 192 << 10
	// A TFTP server is patient with a client that vanished for longer than the short run
	// waits: a goroutine and a socket each.
	spare := 0
	if long == soakTime {
		spare = int(s.done[slices.IndexFunc(deeds, func(d deed) bool { return d.name == "vanish" })].Load())
		for i := range hostileDeeds {
			spare += 51 * int(s.hostile[i].Load()) // of requests never acknowledged
		}
	}
	if last.goroutines > idle.goroutines+2*spare || last.files > idle.files+spare || last.heap > base.heap+most {
		buf := make([]byte, 1<<20)
		t.Errorf("from %+v and %+v to %+v\n%s", idle, base, last, buf[:runtime.Stack(buf, true)])
	}
}
