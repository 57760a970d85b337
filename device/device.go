package device

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/nvramfs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/wire"
	"github.com/iosim/iosim/line"
	"github.com/iosim/iosim/platform"
)

// Options make a device.
type Options struct {
	Name  string
	Model *platform.Model
	Clock clock.Clock
	Wire  ifs.Net                               // the cables of its ports
	Disk  func(prefix string) (afero.Fs, error) // the medium in a slot; nil: the slot is empty
	NVRAM afero.Fs                              // the folder of the NVRAM's files
	Home  afero.Fs                              // the folder of device.json, and of what the software keeps beside it
	// LinkUp reports whether a cable is connected to the named port.
	LinkUp func(port string) bool
	// Software chooses what runs once an image is loaded.
	Software *Registry
	// ReadStartup reads the text of a startup-config for the loader; nil: the loader
	// does without it.
	ReadStartup func(text []byte) boot.Startup
	// Capture is the folder that gets a record of every transfer; nil: none.
	Capture *wire.Dir
	// Events gets what happens to the device; nil: a bus of its own.
	Events   *event.Bus
	Console  line.Conn
	Terminal line.Options // of the console
}

// Device is a router as hardware. Its methods are safe for concurrent use.
type Device struct {
	name     string
	model    *platform.Model
	clk      clock.Clock
	files    *ifs.Table // of the loader
	nv       *nvramfs.FS
	software *Registry
	// readStartup is Options.ReadStartup.
	readStartup func([]byte) boot.Startup
	loader      *loaderNet
	wire        ifs.Net
	console     *line.Terminal
	linkUp      func(string) bool
	home        afero.Fs
	store       store
	capture     *wire.Dir // nil: none
	slots       slots
	faults      faults

	offset     atomic.Int64 // of the device's clock from the lab's, in nanoseconds
	timeSource atomic.Int32 // a TimeSource
	exposed    atomic.Bool  // other machines reach its ports

	mu        sync.Mutex
	state     State
	phase     Phase
	system    System // nil while no software runs
	image     boot.Outcome
	bootReg   boot.Register // the register that the running software booted with
	inROMMON  bool
	breakHeld bool      // the Break key is held down
	started   time.Time // device time at which the software started
	cause     boot.Cause
	reason    string    // of the last reload
	returned  time.Time // device time of the last reload; zero if the clock had not been set
	reload    context.CancelCauseFunc
	events    *event.Source
}

// New assembles a device, switched off.
func New(o Options) (*Device, error) {
	d := &Device{
		name: o.Name, model: o.Model, clk: o.Clock, software: o.Software, capture: o.Capture, wire: o.Wire,
		readStartup: o.ReadStartup, linkUp: o.LinkUp, home: o.Home, store: store{o.Home},
	}
	if o.Events == nil {
		o.Events = event.NewBus()
	}
	d.events = o.Events.Source(o.Name, o.Clock.Now)
	fresh, err := d.loadState()
	if err != nil {
		return nil, err
	}
	if d.nv, err = nvramfs.New(o.NVRAM, int64(o.Model.NVRAMSize)); err != nil {
		return nil, err
	}
	d.nv.OnChange(d.fileChanged)
	if fresh { // the startup-config that it comes with has been saved once
		if err := d.SetBootVariable(boot.Variable(d.startup().System)); err != nil {
			return nil, err
		}
	}
	if err := d.mount(o); err != nil {
		return nil, err
	}
	o.Terminal.Context = d.WithPanics(context.Background())
	d.console = line.NewTerminal(o.Console, o.Terminal)
	return d, nil
}

// loadState reads what the device is; fresh is one that has never been switched on, whose
// state is to be saved.
func (d *Device) loadState() (fresh bool, err error) {
	st, found, err := d.store.load()
	if err != nil {
		return false, err
	}
	if !found {
		st = State{Register: defaultRegister, Serial: serial(d.model.SerialPrefix, d.name)}
	}
	d.state = st
	d.offset.Store(int64(st.Calendar))
	return !found, nil
}

// defaultRegister is the factory's: ios-boot.md 5.5.
const defaultRegister boot.Register = 0x2102

// serial makes a board ID of the usual shape out of the device's name: the
// same at every start, another for each name.
func serial(prefix, name string) string {
	h := uint32(2166136261)
	for _, c := range []byte(name) {
		h = (h ^ uint32(c)) * 16777619
	}
	const letters = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ"
	tail := make([]byte, 4)
	for i := range tail {
		tail[i] = letters[h%uint32(len(letters))]
		h /= uint32(len(letters))
	}
	return fmt.Sprintf("%s17%02d%s", prefix, 10+h%40, tail)
}

// setSystem notes the software that runs from now on, nil for none, and enters the phase
// that goes with it.
func (d *Device) setSystem(s System, p Phase) {
	if s != nil && d.exposed.Load() {
		_ = s.Expose() // it refuses clients without a secret; the configuration is judged elsewhere
	}
	d.mu.Lock()
	d.system = s
	d.mu.Unlock()
	d.enter(p)
}

// System is the software that runs; nil while none does.
func (d *Device) System() System {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.system
}

// setCause notes why the next run begins; valid reports whether the clock had been
// set.
func (d *Device) setCause(c boot.Cause, valid bool) {
	now := d.Now()
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cause, d.returned = c, time.Time{}
	if valid {
		d.returned = now
	}
}

// Reload ends the running software and boots again. It returns at once; the
// context of every session ends.
func (d *Device) Reload(reason string) {
	d.mu.Lock()
	cancel := d.reload
	d.reason = reason
	d.mu.Unlock()
	if cancel != nil && !d.delayReload(func() { cancel(ErrReload) }) {
		cancel(ErrReload)
	}
}

// Name is the device's name in its lab.
func (d *Device) Name() string { return d.name }

// Model is the hardware.
func (d *Device) Model() *platform.Model { return d.model }

// Clock is the lab's clock.
func (d *Device) Clock() clock.Clock { return d.clk }

// Files is the mount table of the software that runs, or the loader's.
func (d *Device) Files() *ifs.Table {
	if s := d.System(); s != nil {
		return s.Files()
	}
	return d.files
}

// NVRAM is the file system of the startup-config.
func (d *Device) NVRAM() *nvramfs.FS { return d.nv }

// Serial is the processor board ID.
func (d *Device) Serial() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.state.Serial
}

// Image is what the boot machine loaded.
func (d *Device) Image() boot.Outcome {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.image
}

// InROMMON reports whether no software runs.
func (d *Device) InROMMON() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.inROMMON
}

// DefaultDirectory is where a session starts: the root of the default flash file
// system.
func (d *Device) DefaultDirectory() ifs.Name {
	return ifs.Name{Prefix: d.model.DefaultFS, Path: ""}
}

// Now is the device's time of day, in the time zone of its software.
func (d *Device) Now() time.Time {
	if s := d.System(); s != nil {
		now, _ := s.TimeOfDay()
		return now
	}
	return d.Instant()
}

// Instant is Now in UTC.
func (d *Device) Instant() time.Time {
	return d.clk.Now().Add(time.Duration(d.offset.Load())).UTC()
}

// Uptime is how long the software has run, in device time.
func (d *Device) Uptime() time.Duration { return d.Now().Sub(d.StartedAt()) }

// StartedAt is the device time at which the software started.
func (d *Device) StartedAt() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.started
}

// ReturnedAt is the device time at which the last run ended; zero if the clock had
// not been set then.
func (d *Device) ReturnedAt() time.Time {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.returned
}

// ReloadReason is why the software was started again, "" after power-on.
func (d *Device) ReloadReason() string {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.cause == boot.PowerOn {
		return ""
	}
	return d.reason
}

// Wire is the cables of the ports.
func (d *Device) Wire() ifs.Net { return d.wire }

// Home is the folder of what the device keeps beside its disks and NVRAM.
func (d *Device) Home() afero.Fs { return d.home }

// Capture is the folder that gets a record of every transfer; nil: none.
func (d *Device) Capture() *wire.Dir { return d.capture }

// LinkUp reports whether a cable is connected to the named port.
func (d *Device) LinkUp(port string) bool { return d.linkUp(port) }

// Console is the terminal of the console line.
func (d *Device) Console() *line.Terminal { return d.console }
