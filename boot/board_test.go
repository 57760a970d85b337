package boot

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/netip"
	"path"
	"strings"
	"sync"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/platform"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// fakeDisk is a disk or a server in memory.
type fakeDisk struct {
	info    ifs.Info
	mu      sync.Mutex
	names   []string
	files   map[string]io.ReaderAt
	sizes   map[string]int64
	openErr error
	formats int
	onOpen  func(ctx context.Context) error
}

func newDisk(t ifs.Type) *fakeDisk {
	return &fakeDisk{info: ifs.Info{Size: 256487424, Free: 256487424, Type: t, Access: ifs.ReadWrite},
		files: map[string]io.ReaderAt{}, sizes: map[string]int64{}}
}

func (d *fakeDisk) put(name string, r io.ReaderAt, size int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if _, ok := d.files[name]; !ok {
		d.names = append(d.names, name)
	}
	d.files[name], d.sizes[name] = r, size
}

func (d *fakeDisk) text(name, s string) { d.put(name, strings.NewReader(s), int64(len(s))) }

func (d *fakeDisk) image(s images.Spec) { d.put(s.File, s.Image(), s.Size) }

func (d *fakeDisk) Info() ifs.Info { return d.info }

type fakeFile struct {
	*io.SectionReader
	from io.ReaderAt
}

func (fakeFile) Close() error { return nil }

// Source tells where the bytes come from, as a disk in memory can.
func (f fakeFile) Source() (io.ReaderAt, bool) {
	at, err := f.Seek(0, io.SeekCurrent)
	return f.from, err == nil && at == 0
}

func (d *fakeDisk) Open(ctx context.Context, n ifs.Name) (ifs.File, error) {
	if d.onOpen != nil {
		if err := d.onOpen(ctx); err != nil {
			return nil, err
		}
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.openErr != nil {
		return nil, d.openErr
	}
	name := strings.Join(n.Elements(), "/")
	r, ok := d.files[name]
	if !ok {
		return nil, &ifs.Error{Op: ifs.OpOpen, Name: n, Kind: ifs.KindNotExist}
	}
	return fakeFile{io.NewSectionReader(r, 0, d.sizes[name]), r}, nil
}

type fakeWriter struct {
	d    *fakeDisk
	name string
	bytes.Buffer
}

func (w *fakeWriter) Commit() error {
	w.d.put(w.name, bytes.NewReader(w.Bytes()), int64(w.Len()))
	return nil
}
func (w *fakeWriter) Abort() error { return nil }

func (d *fakeDisk) Create(_ context.Context, n ifs.Name, _ int64) (ifs.Writer, error) {
	return &fakeWriter{d: d, name: path.Base(n.Path)}, nil
}

func (d *fakeDisk) ReadDir(_ context.Context, _ ifs.Name) ([]ifs.Entry, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []ifs.Entry
	for i, n := range d.names {
		out = append(out, ifs.Entry{Name: n, Size: d.sizes[n], Perm: "-rw-", Index: i + 1})
	}
	return out, nil
}

func (d *fakeDisk) Format(context.Context) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.names, d.files, d.sizes = nil, map[string]io.ReaderAt{}, map[string]int64{}
	d.formats++
	return nil
}

// fakeConsole types lines, one a prompt, and presses Break when a text has been
// printed.
type fakeConsole struct {
	mu      sync.Mutex
	out     bytes.Buffer
	lines   []string
	breakAt []string // texts, in order
	watches map[*context.CancelFunc]bool
}

func (c *fakeConsole) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	before := c.out.Len()
	c.out.Write(p)
	if len(c.breakAt) > 0 && strings.Contains(c.out.String()[max(0, before-len(c.breakAt[0])):], c.breakAt[0]) && len(c.watches) > 0 {
		c.breakAt = c.breakAt[1:]
		for w := range c.watches {
			(*w)()
		}
	}
	return len(p), nil
}

func (c *fakeConsole) ReadLine(ctx context.Context, prompt string) (string, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	_, _ = io.WriteString(c, prompt)
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.lines) == 0 {
		return "", io.EOF
	}
	l := c.lines[0]
	c.lines = c.lines[1:]
	c.out.WriteString(l + "\n")
	return l, nil
}

func (c *fakeConsole) Serial(ctx context.Context, _ bool) (context.Context, func()) {
	return ctx, func() {}
}

func (c *fakeConsole) ReadKey(context.Context) (byte, error) { return 0, io.EOF }

func (c *fakeConsole) WatchBreak(ctx context.Context) (context.Context, context.CancelFunc) {
	w, cancel := context.WithCancel(ctx)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.watches[&cancel] = true
	return w, func() {
		c.mu.Lock()
		delete(c.watches, &cancel)
		c.mu.Unlock()
		cancel()
	}
}

// fakeBoard is a 2901 with nothing in it.
type fakeBoard struct {
	tried   []string // what Tried was called with
	model   *platform.Model
	clk     clock.Clock
	table   *ifs.Table
	flash0  *fakeDisk
	flash1  *fakeDisk
	usb     *fakeDisk
	tftp    *fakeDisk
	reg     Register
	env     map[string]string
	startup Startup
	con     *fakeConsole
	address netip.Addr
	fail    bool // nothing can be kept
}

func newClock() clock.Clock {
	return clock.Simulated(time.Date(2026, 3, 1, 0, 0, 0, 0, time.UTC))
}

func newBoard(t testing.TB, lines ...string) *fakeBoard {
	t.Helper()
	m, ok := platform.Lookup("c2901")
	if !ok {
		t.Fatal("no c2901")
	}
	b := &fakeBoard{
		model: m, clk: newClock(), table: ifs.NewTable(),
		flash0: newDisk(ifs.Disk), flash1: newDisk(ifs.Disk), usb: newDisk(ifs.USBFlash), tftp: newDisk(ifs.Network),
		reg: DefaultRegister, env: map[string]string{},
		con: &fakeConsole{lines: lines, watches: map[*context.CancelFunc]bool{}},
	}
	b.flash1.info.Absent = true
	b.table.Mount("tftp", b.tftp)
	b.table.Mount("flash0", b.flash0)
	b.table.Alias("flash", "flash0")
	b.table.Mount("flash1", b.flash1)
	b.table.Mount("usbflash0", b.usb)
	return b
}

func (b *fakeBoard) Model() *platform.Model { return b.model }
func (b *fakeBoard) Clock() clock.Clock     { return b.clk }
func (b *fakeBoard) Files() *ifs.Table      { return b.table }
func (b *fakeBoard) Register() Register     { return b.reg }
func (b *fakeBoard) Env() map[string]string { return maps.Clone(b.env) }
func (b *fakeBoard) Console() Console       { return b.con }
func (b *fakeBoard) Tried(a Attempt, err *Error) {
	verdict := "ok"
	if err != nil {
		verdict = err.Kind.String()
	}
	b.tried = append(b.tried, fmt.Sprintf("%v %v %s", a.Why, a.Entry, verdict))
}
func (b *fakeBoard) Startup() Startup { return b.startup }

// listed is a startup-config with these `boot system` lines.
func listed(args ...string) Startup {
	var s Startup
	for _, a := range args {
		if e, ok := ParseEntry(a); ok {
			s.System = append(s.System, e)
		}
	}
	return s
}

func (b *fakeBoard) SetRegister(r Register) error {
	if b.fail {
		return errors.New("fails")
	}
	b.reg = r
	return nil
}

func (b *fakeBoard) SetEnv(env map[string]string) error {
	if b.fail {
		return errors.New("fails")
	}
	b.env = maps.Clone(env)
	return nil
}

func (b *fakeBoard) Configure(ip, _, _ netip.Addr) error {
	b.address = ip
	return nil
}

// run boots; the end of the script is io.EOF.
func (b *fakeBoard) run(t *testing.T, cause Cause) (Outcome, error) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	return Run(ctx, b, cause)
}

// output is all that the console shows.
func (b *fakeBoard) output() string {
	b.con.mu.Lock()
	defer b.con.mu.Unlock()
	return b.con.out.String()
}

const (
	goodFile = "c2900-universalk9-mz.SPA.152-4.M1.bin"
	newFile  = "c2900-universalk9-mz.SPA.155-2.T1.bin"
	bannerOf = `System Bootstrap, Version 15.0(1r)M16, RELEASE SOFTWARE (fc1)
Technical Support: http://www.cisco.com/techsupport
` + Notice + `

Total memory size = 512 MB - On-board = 512 MB, DIMM0 = 0 MB
CISCO2901/K9 platform with 524288 Kbytes of main memory
Main memory is configured to 72/-1(On-board/DIMM0) bit mode with ECC enabled

Readonly ROMMON initialized
`
	monlibOf = "program load complete, entry point: 0x80803000, size: 0x1b340\n"
)

// build makes a small image; the seed keeps the catalogue's out.
func build(t testing.TB, name string, fault images.Fault) images.Spec {
	t.Helper()
	s, err := images.Build(t.Context(), name, images.MinSize+1080, images.Options{Seed: 7, Fault: fault})
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// loaded is the console of a good start behind the banner.
func loaded(s images.Spec) string {
	return monlibOf + monlibOf + fmt.Sprintf(`

IOS Image Load Test
___________________
Digitally Signed Release Software
program load complete, entry point: 0x81000000, size: %#x
Self decompressing the image : %s [OK]

`, s.Info.LoadSize, strings.Repeat("#", 1150))
}
