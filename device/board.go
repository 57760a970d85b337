package device

import (
	"context"
	"maps"
	"net/netip"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/xmodemfs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/line"
	"github.com/iosim/iosim/platform"
)

// board is the hardware as the boot machine sees it.
type board struct{ d *Device }

func (b *board) Model() *platform.Model { return b.d.model }
func (b *board) Clock() clock.Clock     { return b.d.clk }
func (b *board) Files() *ifs.Table      { return b.d.files }
func (b *board) Register() boot.Register {
	b.d.mu.Lock()
	defer b.d.mu.Unlock()
	return b.d.state.Register
}

func (b *board) SetRegister(r boot.Register) error { return b.d.SetRegister(r) }

func (b *board) Env() map[string]string {
	b.d.mu.Lock()
	defer b.d.mu.Unlock()
	return maps.Clone(b.d.state.Env)
}

func (b *board) SetEnv(env map[string]string) error {
	b.d.mu.Lock()
	defer b.d.mu.Unlock()
	b.d.state.Env = maps.Clone(env)
	return b.d.store.save(b.d.state)
}

func (b *board) Startup() boot.Startup { return b.d.startup() }

// startup is what the startup-config in NVRAM says to the loader.
func (d *Device) startup() boot.Startup {
	text, ok := d.nv.Startup()
	if !ok || d.readStartup == nil {
		return boot.Startup{}
	}
	return d.readStartup(text)
}

func (b *board) Configure(ip, _, _ netip.Addr) error {
	b.d.loader.setAddress(ip)
	return nil
}

func (b *board) Console() boot.Console {
	return romConsole{b.d, b.d.console, line.NewHistory(romHistory)}
}

// romHistory is how many lines ROMMON remembers.
const romHistory = 16

// romConsole is the console as ROMMON uses it.
type romConsole struct {
	d *Device
	t *line.Terminal
	h *line.History
}

func (c romConsole) Write(p []byte) (int, error) { return c.t.Write(p) }

func (c romConsole) ReadLine(ctx context.Context, prompt string) (string, error) {
	c.d.AwaitConsole()
	l, err := c.t.ReadLine(ctx, line.Request{Prompt: prompt, History: c.h})
	if err == nil && l.Key != '\r' {
		l.Text = ""
	}
	return l.Text, err
}

func (c romConsole) ReadKey(ctx context.Context) (byte, error) { return c.t.ReadKey(ctx) }

func (c romConsole) Serial(ctx context.Context, sum bool) (context.Context, func()) {
	raw := c.t.Raw()
	if sum {
		ctx = xmodemfs.WithChecksum(ctx)
	}
	return xmodemfs.WithLine(ctx, raw), raw.Close
}

func (c romConsole) WatchBreak(ctx context.Context) (context.Context, context.CancelFunc) {
	watch, end := c.t.WatchBreak(ctx)
	if !c.d.takeBreak(ctx) {
		return watch, end
	}
	held, cancel := context.WithCancelCause(watch)
	cancel(line.ErrBreak)
	return held, end
}

// Register is the configuration register: what the running software booted with,
// and what the next reset will read.
func (d *Device) Register() (current, next boot.Register) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.bootReg, d.state.Register
}

// SetRegister stores the register that the next reset reads: at once, whatever is
// saved (ios-boot.md 5.5).
func (d *Device) SetRegister(r boot.Register) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.state.Register = r
	return d.store.save(d.state)
}

// BootVariable is ROMMON's BOOT, written when the startup-config is saved
// (ios-boot.md 5.3).
func (d *Device) BootVariable() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state.Env["BOOT"]
}

// SetBootVariable writes BOOT; "" removes it.
func (d *Device) SetBootVariable(v string) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.state.Env == nil {
		d.state.Env = map[string]string{}
	}
	if v == "" {
		delete(d.state.Env, "BOOT")
	} else {
		d.state.Env["BOOT"] = v
	}
	return d.store.save(d.state)
}
