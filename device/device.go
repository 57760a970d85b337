package device

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/device/config"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/nvramfs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/wire"
	"github.com/iosim/iosim/line"
	"github.com/iosim/iosim/platform"
)

// Software is what an image holds: IOS.
type Software interface {
	// Start runs the image that the boot machine loaded: it shows its start on the
	// console, applies the startup-config and returns when the console may be used.
	Start(ctx context.Context, d *Device, image boot.Outcome) (System, error)
}

// System is running software.
type System interface {
	// Console shows on the console line that the software is up, and gives what
	// serves its users.
	Console(t *line.Terminal) ConsoleSession
	// Session serves a visitor on a vty line; section is the line's in the
	// configuration. It returns when the visitor is gone, or ctx ends.
	Session(ctx context.Context, tty *TTY, section config.Path, who LoginInfo) error
	// Merge applies a configuration's text to the running-config. source says where
	// it came from. The caller logs it with Configured when it has said all else.
	Merge(ctx context.Context, text, source string) error
}

// Desk is the console line of running software.
type ConsoleSession interface {
	// Serve serves one user: it waits for the Return and comes back when the user has
	// logged off. Its error tells that ctx has ended or the line is gone (io.EOF).
	Serve(ctx context.Context) error
	// Close ends the messages on the line.
	Close()
}

// Options make a device.
type Options struct {
	Name    string
	Model   *platform.Model
	Clock   clock.Clock
	Wire    ifs.Net                               // the cables to the lab's hosts
	Disk    func(prefix string) (afero.Fs, error) // the medium in a slot; nil: the slot is empty
	NVRAM   afero.Fs                              // the folder of the NVRAM's files
	Home    afero.Fs                              // the folder of device.json and keys.json
	RSABits int                                   // bits of the RSA key that the device comes with; 0: it has none
	// MakeKey makes that key when somebody first needs it; nil: GenerateKey.
	MakeKey  func(bits int) (*rsa.PrivateKey, error)
	Linked   func(iface string) bool              // whether something is plugged into a port
	Resolve  func(host string) (netip.Addr, bool) // names that the lab knows
	Software Software
	// KeepUnknown: lines of a configuration that no command table knows are kept
	// verbatim instead of being reported.
	KeepUnknown bool
	// Trust are the authorities whose certificates the device takes; nil: those of the
	// machine. Insecure takes any certificate.
	Trust    *x509.CertPool
	Insecure bool
	// Capture is the folder that gets a record of every transfer; nil: none.
	Capture *wire.Dir
	// Meter counts what the device does; nil: nobody does.
	Meter *Meter
	// Changed is called, before the device goes on, when it has entered another phase
	// or has other keys for SSH: other ports may have to answer. nil: nobody is told.
	Changed  func()
	Console  line.Conn
	Terminal line.Options // of the console
}

// Device is a router as hardware. Its methods are safe for concurrent use.
type Device struct {
	name     string
	model    *platform.Model
	clk      clock.Clock
	files    *ifs.Table
	nv       *nvramfs.FS
	config   *config.Tree
	software Software

	keepUnknown  bool
	trust        *x509.CertPool
	insecure     bool
	out          *router
	console      *line.Terminal
	linked       func(string) bool
	resolve      func(string) (netip.Addr, bool)
	store        store
	capture      *wire.Dir // nil: none
	captures     captures
	log          Log
	sockets      sockets
	archives     Archives
	configLock   configLock
	ttys         ttys
	vtys         vtys
	loginBlocker loginBlocker
	faults       faults
	keys         keyRing
	arp          arpTable
	debugs       debugs
	counters     sync.Map // interface to *counter
	cpu          cpu
	zone         atomic.Pointer[zone]

	offset     atomic.Int64 // of the device's clock from the lab's, in nanoseconds
	timeSource atomic.Int32 // a TimeSource
	exposed    atomic.Bool  // other machines reach its lines

	mu         sync.Mutex
	state      State
	system     System // nil while no software runs
	image      boot.Outcome
	bootReg    boot.Register // the register that the running software booted with
	rommonAddr netip.Addr    // set while ROMMON has an address of its own
	inROMMON   bool
	breakHeld  bool      // somebody holds the Break key down
	started    time.Time // device time at which the software started
	cause      boot.Cause
	reason     string    // of the last reload
	returned   time.Time // device time of the last reload; zero if the clock had not been set
	reload     context.CancelCauseFunc
	ports      map[string]Interface    // as last seen, by name
	fromNVRAM  map[string]netip.Prefix // the addresses of the ports when the startup-config had been read
	changes    uint64                  // configuration changes beside the tree's own
	saved      uint64                  // revision() when last saved
	lastChange time.Time
	lastSave   time.Time
	changedBy  string          // the user of lastChange, "" if nobody was asked
	life       context.Context // of the running software; nil before
	scheduled  *scheduled      // reload in, reload at
	mostUsed   int64           // bytes of the processor's memory

	tcps       tcps
	background sync.WaitGroup // timers and vty lines of the running software

	phase   Phase
	changed func() // Options.Changed
	meter   *Meter
}

// New assembles a device, switched off.
func New(o Options) (*Device, error) {
	d := &Device{
		name: o.Name, model: o.Model, clk: o.Clock, config: config.New(), software: o.Software, keepUnknown: o.KeepUnknown,
		trust: o.Trust, insecure: o.Insecure, capture: o.Capture,
		linked: o.Linked, resolve: o.Resolve, store: store{o.Home}, ports: map[string]Interface{},
		changed: o.Changed, meter: o.Meter,
	}
	if d.keys.make = o.MakeKey; d.keys.make == nil {
		d.keys.make = GenerateKey
	}
	d.keys.fs, d.keys.first = o.Home, RSAKey{Label: o.Name, Bits: o.RSABits, Usage: GeneralKeys, Made: o.Clock.Now()}
	fresh, err := d.loadState()
	if err != nil {
		return nil, err
	}
	if d.nv, err = nvramfs.New(o.NVRAM, int64(o.Model.NVRAMSize)); err != nil {
		return nil, err
	}
	if fresh { // the startup-config that it comes with has been saved once
		if err := d.StartupWritten(); err != nil {
			return nil, err
		}
	}
	if err := d.mount(o); err != nil {
		return nil, err
	}
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

// restarted forgets what software does not keep over a reload.
func (d *Device) restarted() {
	d.log.restart()
	d.ClearDebugs()
	d.captures.forget()
	d.ForgetNeighbours()
	d.counters.Clear()
	d.loginBlocker.restart()
	d.cpu.forget()
	d.readCalendar()
}

func (d *Device) setSystem(s System) {
	d.mu.Lock()
	d.system = s
	d.mu.Unlock()
	if s != nil {
		d.enter(Up)
	} else {
		d.enter(Booting)
	}
}

func (d *Device) setCause(c boot.Cause) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.cause = c
	if d.returned = d.Now(); !d.ClockValid() {
		d.returned = time.Time{}
	}
}

// Reload ends the running software and boots again. It returns at once; the
// context of every session ends.
func (d *Device) Reload(reason string) {
	d.mu.Lock()
	cancel := d.reload
	d.reason = reason
	d.mu.Unlock()
	if cancel != nil && !d.delayReload(func() { cancel(errReload) }) {
		cancel(errReload)
	}
}

// KeepsUnknown is Options.KeepUnknown.
func (d *Device) KeepsUnknown() bool { return d.keepUnknown }

// Name is the device's name in its lab.
func (d *Device) Name() string { return d.name }

// Model is the hardware.
func (d *Device) Model() *platform.Model { return d.model }

// Clock is the lab's clock.
func (d *Device) Clock() clock.Clock { return d.clk }

// Files is the mount table.
func (d *Device) Files() *ifs.Table { return d.files }

// NVRAM is the file system of the startup-config.
func (d *Device) NVRAM() *nvramfs.FS { return d.nv }

// Config is the running-config.
func (d *Device) Config() *config.Tree { return d.config }

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

// Hostname is the configured name, "Router" if there is none.
func (d *Device) Hostname() string {
	if h := d.config.Value(nil, "hostname"); h != "" {
		return h
	}
	return "Router"
}

// DefaultDirectory is where a session starts: the root of the default flash file
// system.
func (d *Device) DefaultDirectory() ifs.Name {
	return ifs.Name{Prefix: d.model.DefaultFS, Path: ""}
}

// Now is the device's time of day, in its time zone.
func (d *Device) Now() time.Time { return d.zoned(d.instant()) }

// instant is Now in UTC: what costs no look at the configuration.
func (d *Device) instant() time.Time {
	return d.clk.Now().Add(time.Duration(d.offset.Load())).UTC()
}

func (d *Device) hostAddress(host string) (netip.Addr, bool) {
	if a, err := netip.ParseAddr(host); err == nil {
		return a, true
	}
	for _, l := range d.config.Lines(nil) {
		f := strings.Fields(l)
		if len(f) < 4 || f[0] != "ip" || f[1] != "host" || !strings.EqualFold(f[2], host) {
			continue
		}
		for _, w := range f[3:] { // a port may stand before the addresses
			if a, err := netip.ParseAddr(w); err == nil {
				return a, true
			}
		}
	}
	if d.resolve != nil {
		return d.resolve(host)
	}
	return netip.Addr{}, false
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

// Console is the terminal of the console line.
func (d *Device) Console() *line.Terminal { return d.console }
