package device

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/iosim/iosim/event"
)

// Fault is something that goes wrong with a device because a lab wants it so: what
// breaks upgrade scripts. Parameters that a fault does not take must be zero; those
// that it takes and that are zero get a value of the fault's own (FaultKinds).
type Fault struct {
	Name     string        `yaml:"name"`
	Times    int           `yaml:"times"`   // how often it happens; 0: always
	Seed     uint64        `yaml:"seed"`    // of its random numbers; 0 is a seed like any other
	Bytes    int64         `yaml:"bytes"`   // of output
	Percent  int           `yaml:"percent"` // of a file, 0 to 99
	Lines    int           `yaml:"lines"`   // of output
	Dots     int           `yaml:"dots"`    // of progress, up to 10,000,000
	Delay    time.Duration `yaml:"delay"`
	User     string        `yaml:"user"`
	Password string        `yaml:"password"`
	Hostname string        `yaml:"hostname"`
	Text     string        `yaml:"text"`
}

// The faults by name.
const (
	FaultCutAt          = "cut-at"
	FaultCutAtReload    = "cut-at-reload"
	FaultEarlyPort      = "early-port"
	FaultSlowVerify     = "slow-verify"
	FaultLogInOutput    = "log-in-output"
	FaultMore           = "more"
	FaultPasswordChange = "password-change"
	FaultEnableRefused  = "enable-refused"
	FaultFlashFull      = "flash-full"
	FaultBadMD5         = "bad-md5"
	FaultBootWarning    = "boot-warning"
	FaultOddHostname    = "odd-hostname"
	FaultSlowEcho       = "slow-echo"
)

// FaultKind describes a fault.
type FaultKind struct {
	Name string
	What string   // in a sentence
	Uses []string // parameters that it takes, beside times and seed
	// Default are its parameters where nothing is said; what stays zero is drawn.
	Default Fault
}

// FaultKinds are all faults, in alphabetical order.
var FaultKinds = []FaultKind{
	{FaultBadMD5, "One byte of a file that is written to flash is another, so that its MD5 is wrong.", nil, Fault{}},
	{FaultBootWarning, "`boot system` is taken, and warns of the boot variable.", []string{"text"}, Fault{Text: "%Warning: the boot variable may not be valid"}}, // [UNSOURCED]
	{FaultCutAt, "An SSH or Telnet session is cut after so many bytes of output.", []string{"bytes"}, Fault{}},
	{FaultCutAtReload, "`reload` on a vty cuts the session before its question is asked; the router reloads.", nil, Fault{}},
	{FaultEarlyPort, "After `reload` the sessions are cut, but for the delay, in real time, the ports still answer with the software that is about to go.", []string{"delay"}, Fault{Delay: 3 * time.Second}},
	{FaultEnableRefused, "`enable` takes no password.", nil, Fault{}},
	{FaultFlashFull, "A file that is written to flash finds it full after that part of its bytes.", []string{"percent"}, Fault{Percent: 63}},
	{FaultLogInOutput, "A log message comes in the middle of a command's output, after so many of its lines.", []string{"lines"}, Fault{Lines: 3}},
	{FaultMore, "`terminal length 0` has no effect, as if another line had been asked: `--More--` comes.", nil, Fault{}},
	{FaultOddHostname, "The host name has characters that prompt patterns forget.", []string{"hostname"}, Fault{Hostname: "core-1.lab_a(old)"}},
	{FaultPasswordChange, "After a login over SSH or Telnet the password of the user (without `user`: of who logged in) is another.", []string{"user", "password"}, Fault{Times: 1, Password: "changed"}},
	{FaultSlowEcho, "What is typed comes back after the delay, in real time.", []string{"delay"}, Fault{Delay: 200 * time.Millisecond}},
	{FaultSlowVerify, "`verify` prints so many dots, and takes the delay, in device time, for each thousand.", []string{"dots", "delay"}, Fault{Dots: 30000, Delay: 2 * time.Second}},
}

// drawnBytes bounds where cut-at cuts if nothing is said.
const drawnBytes = 4096

// FaultNames are the names of all faults.
func FaultNames() []string {
	var out []string
	for _, k := range FaultKinds {
		out = append(out, k.Name)
	}
	return out
}

// Check reports what is wrong with a fault.
func (f Fault) Check() error {
	_, err := f.complete()
	return err
}

// complete checks a fault and fills in what its kind gives.
func (f Fault) complete() (Fault, error) {
	i := slices.IndexFunc(FaultKinds, func(k FaultKind) bool { return k.Name == f.Name })
	if i < 0 {
		return f, fmt.Errorf("there is no fault %q", f.Name)
	}
	k := FaultKinds[i]
	for _, p := range []struct {
		name  string
		given bool
		bad   bool
		fill  func()
	}{
		{"bytes", f.Bytes != 0, f.Bytes < 0, func() { f.Bytes = k.Default.Bytes }},
		{"percent", f.Percent != 0, f.Percent < 0 || f.Percent > 99, func() { f.Percent = k.Default.Percent }},
		{"lines", f.Lines != 0, f.Lines < 0, func() { f.Lines = k.Default.Lines }},
		{"dots", f.Dots != 0, f.Dots < 0 || f.Dots > 10_000_000, func() { f.Dots = k.Default.Dots }},
		{"delay", f.Delay != 0, f.Delay < 0, func() { f.Delay = k.Default.Delay }},
		{"user", f.User != "", false, func() { f.User = k.Default.User }},
		{"password", f.Password != "", false, func() { f.Password = k.Default.Password }},
		{"hostname", f.Hostname != "", false, func() { f.Hostname = k.Default.Hostname }},
		{"text", f.Text != "", false, func() { f.Text = k.Default.Text }},
	} {
		switch {
		case p.given && !slices.Contains(k.Uses, p.name):
			return f, fmt.Errorf("fault %s does not take %s", f.Name, p.name)
		case p.bad:
			return f, fmt.Errorf("fault %s: %s is out of range", f.Name, p.name)
		case !p.given:
			p.fill()
		}
	}
	if f.Times < 0 {
		return f, fmt.Errorf("fault %s: times is out of range", f.Name)
	}
	if f.Times == 0 {
		f.Times = k.Default.Times
	}
	return f, nil
}

// faults are those in force. Its zero value has none.
type faults struct {
	any  atomic.Bool
	mu   sync.Mutex
	list []*fault
}

type fault struct {
	Fault
	left int // how often it still happens; -1: always
	rand *rand.Rand
}

// SetFault makes a fault happen from now on; one of the same name is replaced.
func (d *Device) SetFault(f Fault) error {
	f, err := f.complete()
	if err != nil {
		return err
	}
	n := &fault{Fault: f, left: f.Times, rand: rand.New(rand.NewPCG(f.Seed, 1))}
	if f.Times == 0 {
		n.left = -1
	}
	d.faults.remove(f.Name)
	d.faults.mu.Lock()
	d.faults.list = append(d.faults.list, n)
	d.faults.any.Store(true)
	d.faults.mu.Unlock()
	event.Emit(d.events, event.FaultSet{Name: f.Name, Times: f.Times})
	if sys := d.System(); sys != nil {
		sys.FaultSet(f)
	}
	return nil
}

// ClearFault ends a fault. What it has done stays.
func (d *Device) ClearFault(name string) {
	if d.faults.remove(name) {
		event.Emit(d.events, event.FaultCleared{Name: name})
	}
}

// remove takes a fault out of force, and reports whether it was in force.
func (s *faults) remove(name string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	n := len(s.list)
	s.list = slices.DeleteFunc(s.list, func(f *fault) bool { return f.Name == name })
	s.any.Store(len(s.list) > 0)
	return len(s.list) < n
}

// Faults returns the faults in force; their Times is how often they still happen, 0 is
// always.
func (d *Device) Faults() []Fault {
	d.faults.mu.Lock()
	defer d.faults.mu.Unlock()
	var out []Fault
	for _, f := range d.faults.list {
		now := f.Fault
		now.Times = max(f.left, 0)
		out = append(out, now)
	}
	return out
}

// HasFaults reports whether any fault is set.
func (d *Device) HasFaults() bool { return d.faults.any.Load() }

// FaultActive reports whether a fault happens now, with its parameters, and counts it.
func (d *Device) FaultActive(name string) (Fault, bool) {
	if !d.faults.any.Load() {
		return Fault{}, false
	}
	f, ok := d.faults.strike(name)
	if ok {
		event.Emit(d.events, event.FaultStruck{Name: name})
	}
	return f, ok
}

// strike is FaultActive without its event.
func (s *faults) strike(name string) (Fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.list, func(f *fault) bool { return f.Name == name })
	if i < 0 {
		return Fault{}, false
	}
	f := s.list[i]
	now := f.Fault
	if name == FaultCutAt && now.Bytes == 0 {
		now.Bytes = 1 + f.rand.Int64N(drawnBytes)
	}
	if name == FaultBadMD5 {
		now.Bytes = f.rand.Int64()
	}
	if f.left > 0 {
		if f.left--; f.left == 0 {
			s.list = slices.Delete(s.list, i, i+1)
			s.any.Store(len(s.list) > 0)
		}
	}
	return now, true
}
