// Package system is IOS as it runs on a device: its running configuration, lines and
// users, log, clock, interfaces and routes, processes. It knows no command; the
// packages of cli work on it.
//
//	sys := system.New(ctx, hw, system.Options{Keys: ring})
//	sys.Logf("SYS-5-RESTART", "System restarted --")
package system

import (
	"context"
	"crypto/x509"
	"net/netip"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/accept"
	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/ios/capture"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/cpu"
	"github.com/iosim/iosim/ios/keys"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/traffic"
)

// Options make a System.
type Options struct {
	Keys *keys.Ring
	// KeepUnknown: lines of a configuration that no command table knows are kept
	// verbatim instead of being reported.
	KeepUnknown bool
	// Trust are the authorities whose certificates the clients take; nil: those of the
	// machine. Insecure takes any certificate.
	Trust    *x509.CertPool
	Insecure bool
}

// System is IOS from one start to the next, on the hardware that it embeds. Its
// methods are safe for concurrent use.
type System struct {
	*device.Device

	opt     Options
	events  *event.Source
	shell   Shell
	life    context.Context
	started time.Time           // in UTC
	reload  func(reason string) // Reload of the hardware
	config  *config.Tree
	running running.Cache
	files   *ifs.Table
	out     *router

	captures     capture.Set
	log          Log
	archives     Archives
	configLock   configLock
	ttys         ttys
	vtys         vtys
	loginBlocker loginBlocker
	arp          arpTable
	debugs       debugs
	counters     traffic.Table
	cpu          cpu.Meter
	tcps         tcps
	exposed      atomic.Bool     // other machines reach its lines
	throttle     accept.Throttle // of those machines' guesses
	background   sync.WaitGroup  // timers and vty lines

	mu         sync.Mutex
	up         bool // the console may be used
	closed     bool
	ports      map[string]Interface    // as last seen, by name
	fromNVRAM  map[string]netip.Prefix // the addresses of the ports when the startup-config had been read
	changes    uint64                  // configuration changes beside the tree's own
	saved      uint64                  // revision() when last saved
	lastChange time.Time
	lastSave   time.Time
	changedBy  string     // the user of lastChange, "" if none had logged in
	scheduled  *scheduled // reload in, reload at
	mostUsed   int64      // bytes of the processor's memory
}

// Shell runs the sessions of a System.
type Shell interface {
	// Session serves a login on a vty line. It returns when the session is over, or ctx
	// ends.
	Session(ctx context.Context, tty *TTY, who LoginInfo) error
	// Merge applies a configuration's text to the running-config. source says where it
	// came from. The caller logs it with Configured when it has said all else.
	Merge(ctx context.Context, text, source string) error
}

// New makes the System that runs on hw until ctx ends. Its running-config is empty.
func New(ctx context.Context, hw *device.Device, o Options) (*System, error) {
	sys := &System{Device: hw, opt: o, life: ctx, events: hw.Events(), started: hw.Instant(), reload: hw.Reload, config: config.New(), ports: map[string]Interface{}}
	o.Keys.OnChange(func() { event.Emit(sys.events, event.KeysChanged{}) })
	if err := sys.mount(); err != nil {
		return nil, err
	}
	return sys, nil
}

// SetShell gives the system what runs its sessions.
func (sys *System) SetShell(s Shell) { sys.shell = s }

// Close waits for the timers and vty lines, whose context has ended.
func (sys *System) Close() {
	sys.CancelReload()
	sys.mu.Lock()
	sys.closed = true
	sys.mu.Unlock()
	sys.background.Wait()
}

// start runs f in the background of the software, which waits for it at its end. It
// does nothing once the software has ended.
func (sys *System) start(f func()) bool {
	if !sys.hold() {
		return false
	}
	safego.Go(sys.life, "background process", func() error { f(); return nil }, func(error) { sys.background.Done() })
	return true
}

// hold keeps the software from ending until background.Done; false if it has ended.
func (sys *System) hold() bool {
	sys.mu.Lock()
	defer sys.mu.Unlock()
	if sys.closed {
		return false
	}
	sys.background.Add(1)
	return true
}

// SetUp notes that the console may be used.
func (sys *System) SetUp() {
	sys.mu.Lock()
	defer sys.mu.Unlock()
	sys.up = true
}

func (sys *System) isUp() bool {
	sys.mu.Lock()
	defer sys.mu.Unlock()
	return sys.up && sys.life.Err() == nil
}

// Context ends with the software.
func (sys *System) Context() context.Context { return sys.life }

// Files is the mount table.
func (sys *System) Files() *ifs.Table { return sys.files }

// Config is the text of the running-config as a tree.
func (sys *System) Config() *config.Tree { return sys.config }

// Keys are the key pairs of the router.
func (sys *System) Keys() *keys.Ring { return sys.opt.Keys }

// KeepsUnknown is Options.KeepUnknown.
func (sys *System) KeepsUnknown() bool { return sys.opt.KeepUnknown }

// Merge applies a configuration's text to the running-config.
func (sys *System) Merge(ctx context.Context, text, source string) error {
	return sys.shell.Merge(ctx, text, source)
}

// StartedAt is the device time at which the software started.
func (sys *System) StartedAt() time.Time { return sys.zoned(sys.started) }

// Uptime is how long the software has run, in device time.
func (sys *System) Uptime() time.Duration { return sys.instant().Sub(sys.started) }

// Calendar is what the hardware calendar shows, in the time zone of the configuration.
func (sys *System) Calendar() time.Time { return sys.zoned(sys.Device.Calendar()) }

// ReturnedAt is the device time at which the last run ended; zero if the clock had
// not been set then.
func (sys *System) ReturnedAt() time.Time {
	at := sys.Device.ReturnedAt()
	if at.IsZero() {
		return at
	}
	return sys.zoned(at)
}

// Now is the time of day in the time zone of the configuration.
func (sys *System) Now() time.Time { return sys.zoned(sys.instant()) }

// TimeOfDay implements device.System.
func (sys *System) TimeOfDay() (now time.Time, authoritative bool) {
	return sys.Now(), sys.ClockValid()
}

func (sys *System) instant() time.Time { return sys.Device.Instant() }
