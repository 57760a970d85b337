package device

import (
	"context"
	"errors"
	"io"
	"net/netip"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/line"
	"github.com/iosim/iosim/platform"
)

// echo is a software that repeats each line typed at its console until "reload" or
// "bye". It has no network.
type echo struct{ hw *Device }

// Boot implements Software.
func (echo) Boot(_ context.Context, hw *Device, image boot.Outcome) (System, error) {
	_, err := io.WriteString(hw.Console(), "echo on "+hw.Model().PID+" from "+image.File.String()+"\n")
	return &echo{hw}, err
}

func (e *echo) Console(t *line.Terminal) ConsoleSession { return &echoConsole{e.hw, t} }

func (e *echo) Files() *ifs.Table { return ifs.NewTable() }

func (e *echo) Listens(uint16) bool { return false }

func (e *echo) Reserve(uint16, netip.Addr) (Reservation, error) {
	return nil, errors.New("echo has no network")
}

func (e *echo) Datagram(context.Context, Datagram)          {}
func (e *echo) Owns(netip.Addr) bool                        { return false }
func (e *echo) Merge(context.Context, string, string) error { return errors.New("no configuration") }
func (e *echo) TimeOfDay() (time.Time, bool)                { return e.hw.Instant(), false }
func (e *echo) MediumChanged(string, ifs.FS, bool)          {}
func (e *echo) FaultSet(Fault)                              {}
func (e *echo) CloseSessions(error)                         {}
func (e *echo) Expose() error                               { return nil }
func (e *echo) Close()                                      {}

type echoConsole struct {
	hw *Device
	t  *line.Terminal
}

func (c *echoConsole) Serve(ctx context.Context) error {
	l, err := c.t.ReadLine(ctx, line.Request{Prompt: "echo: "})
	switch {
	case err != nil:
		return err
	case l.Text == "reload":
		c.hw.Reload("typed")
		<-ctx.Done()
		return context.Cause(ctx)
	case l.Text == "bye":
		return io.EOF
	}
	_, err = io.WriteString(c.t, l.Text+"\n")
	return err
}

func (c *echoConsole) Close() {}

// keyboard is a console line at which lines are typed one after the other.
type keyboard struct {
	mu    sync.Mutex
	lines []string
	text  strings.Builder
}

func (k *keyboard) Read(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.lines) == 0 {
		return 0, io.EOF
	}
	n := copy(p, k.lines[0]+"\r")
	k.lines = k.lines[1:]
	return n, nil
}

func (k *keyboard) Write(p []byte) (int, error) {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.text.Write(p)
}

func (k *keyboard) Close() error                { return nil }
func (k *keyboard) Signals() <-chan line.Signal { return nil }

func (k *keyboard) String() string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return k.text.String()
}

// router is a device with an image on its flash that has the console k.
func router(t *testing.T, k line.Conn, r *Registry) *Device {
	t.Helper()
	d, err := New(options(t, k, r))
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// options are those of router.
func options(t *testing.T, k line.Conn, r *Registry) Options {
	t.Helper()
	m, _ := platform.Lookup("c2901")
	flash := chunk.NewFs(chunk.NewStore())
	spec, err := images.Build(t.Context(), "c2900-universalk9-mz.SPA.152-4.M1.bin", images.MinSize, images.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := afero.WriteReader(flash, "/image.bin", io.NewSectionReader(spec.Image(), 0, spec.Size)); err != nil {
		t.Fatal(err)
	}
	return Options{
		Name: "R1", Model: m, Clock: clock.Simulated(time.Unix(1e9, 0)), NVRAM: chunk.NewFs(chunk.NewStore()), Home: chunk.NewFs(chunk.NewStore()),
		Disk: func(prefix string) (afero.Fs, error) {
			if prefix != "flash0" {
				return nil, nil
			}
			return flash, nil
		},
		LinkUp: func(string) bool { return false }, Software: r, Console: k,
	}
}

// The image decides which software runs: one that is not IOS boots, serves the
// console, reloads, and leaves the device as it found it.
func TestAnotherSoftware(t *testing.T) {
	var r Registry
	r.Add(nil, func(i images.Info, _ *platform.Model) bool { return i.Family == "C1900" })
	r.Add(echo{}, func(i images.Info, m *platform.Model) bool { return i.Family == "C2900" && m.Name == "c2901" })
	k := &keyboard{lines: []string{"hello", "reload", "again", "bye"}}
	d := router(t, k, &r)
	if err := d.Run(t.Context()); !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	out := k.String()
	for _, want := range []string{"echo on CISCO2901/K9 from flash0:image.bin", "hello\r\nhello", "echo: reload", "again\r\nagain", "echo: bye"} {
		if !strings.Contains(out, want) {
			t.Errorf("no %q in:\n%s", want, out)
		}
	}
	if n := strings.Count(out, "echo on"); n != 2 {
		t.Errorf("booted %d times", n)
	}
	if d.Phase() != PowerOff || d.System() != nil {
		t.Errorf("phase %v, system %v", d.Phase(), d.System())
	}
}

// An image that no software runs is an error.
func TestNoSoftware(t *testing.T) {
	d := router(t, &keyboard{}, &Registry{})
	if err := d.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "no software runs the image C2900-UNIVERSALK9-M") {
		t.Errorf("%v", err)
	}
}
