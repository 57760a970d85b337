package device

import (
	"context"
	"errors"
	"net/netip"
	"strconv"
	"strings"
	"sync"

	"github.com/iosim/iosim/device/config"
	"github.com/iosim/iosim/line"
)

// Protocol is what a client speaks to a vty line.
type Protocol string

// The protocols, as `transport input` names them.
const (
	Telnet Protocol = "telnet"
	SSH    Protocol = "ssh"
)

// Why nobody is let in.
var (
	ErrDown = errors.New("no software is running")
	ErrBusy = errors.New("no vty line is free for this client")
	// ErrQuiet: too many logins have failed (`login block-for`).
	ErrQuiet = errors.New("quiet mode keeps this client out")
)

// errReleased is the cause of the end of a VTY's context when it is given back.
var errReleased = errors.New("the line is free again")

// VTY is a vty line that a client has taken.
type VTY struct {
	ID     LineID
	Via    Protocol
	Remote netip.Addr
	Port   uint16 // of the client's end; who has taken the line may set it before Serve

	section config.Path // when it was taken

	d      *Device
	sys    System
	ctx    context.Context
	cancel context.CancelCauseFunc
	once   sync.Once

	in, out Cryptography
}

// Cryptography is how one direction of a client's connection is protected: names of
// algorithms, "" for nothing.
type Cryptography struct{ Cipher, MAC string }

// Crypto is how the client's connection is protected, once its session runs.
func (v *VTY) Crypto() (in, out Cryptography) { return v.in, v.out }

// Visitor is who comes in on a vty line.
type Visitor struct {
	// User and Level are known where the transport has asked for them (SSH);
	// otherwise the line asks.
	User  string
	Level int
	Known bool
	// Command is run instead of a session, "" for a session.
	Command string
	// In and Out tell how the transport protects what comes in and what goes out.
	In, Out Cryptography
}

// TakeVTY takes the first free vty line whose configuration lets the client in:
// its transport input and its access-class. ErrDown while no software runs,
// ErrQuiet in quiet mode, ErrBusy if there is none. Release it.
func (d *Device) TakeVTY(p Protocol, remote netip.Addr) (*VTY, error) {
	return d.TakeRotary(p, 0, remote)
}

// TakeRotary is TakeVTY among the lines of a rotary group; 0 is all lines.
func (d *Device) TakeRotary(p Protocol, group int, remote netip.Addr) (*VTY, error) {
	remote = remote.Unmap()
	d.mu.Lock()
	up, sys, life := d.phase == Up, d.system, d.life
	if up {
		d.background.Add(1)
	}
	d.mu.Unlock()
	if !up {
		return nil, ErrDown
	}
	if d.quietRefuses(remote) {
		d.background.Done()
		return nil, ErrQuiet
	}
	d.vtys.mu.Lock()
	defer d.vtys.mu.Unlock()
	for n, section := range d.vtySections() {
		if section == nil || d.vtys.taken[n] != nil || group != 0 && d.rotary(section) != group || !d.admits(section, p, remote) || d.exposed.Load() && d.LoginOf(section).Kind == LoginOpen {
			continue
		}
		if d.vtys.taken == nil {
			d.vtys.taken = map[int]*VTY{}
		}
		v := &VTY{ID: LineID{"vty", n}, section: section, Via: p, Remote: remote, d: d, sys: sys}
		v.ctx, v.cancel = context.WithCancelCause(life)
		d.vtys.taken[n] = v
		return v, nil
	}
	d.background.Done()
	return nil, ErrBusy
}

// Section is the line's section of the configuration as it stands now: "line vty 0 4",
// or "line vty 1 4" once line 0 has a section of its own.
func (v *VTY) Section() config.Path {
	if !v.d.config.Has(v.section) {
		if all := v.d.vtySections(); v.ID.N < len(all) && all[v.ID.N] != nil {
			return all[v.ID.N]
		}
	}
	return v.section
}

// Attempt is a try of the client to log in.
func (v *VTY) Attempt(user string) Attempt {
	return Attempt{User: user, From: v.Remote, Port: v.Via.Port()}
}

// Context ends when the device goes down and when the line is released.
func (v *VTY) Context() context.Context { return v.ctx }

// Release gives the line back.
func (v *VTY) Release() {
	v.once.Do(func() {
		v.cancel(errReleased)
		v.d.vtys.mu.Lock()
		delete(v.d.vtys.taken, v.ID.N)
		v.d.vtys.mu.Unlock()
		v.d.background.Done()
	})
}

// Serve runs a session on the line, or a command, until it is over; it closes
// conn. It returns why it ended: nil, io.EOF or the cause of a context's end.
func (v *VTY) Serve(ctx context.Context, conn line.Conn, o line.Options, who Visitor) error {
	conn = v.d.withFaults(conn)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// The end of the software cuts the line, also under a client that takes nothing.
	defer context.AfterFunc(v.ctx, func() {
		cancel()
		_ = conn.Close()
	})()
	v.in, v.out = who.In, who.Out
	seat := &Seat{ID: v.ID, Term: line.NewTerminal(conn, o), VTY: v}
	if v.Remote.IsValid() {
		seat.Host = v.Remote.String()
	}
	defer seat.Term.Close()
	defer v.d.Sit(seat)()
	defer v.d.tcps.add(netip.AddrPortFrom(v.d.near(v.Remote), uint16(v.Via.Port())), netip.AddrPortFrom(v.Remote, v.Port))()
	err := v.sys.Session(ctx, seat, v.Section(), who)
	if v.ctx.Err() != nil {
		return context.Cause(v.ctx)
	}
	return err
}

// vtys are the vty lines that are in use.
type vtys struct {
	mu    sync.Mutex
	taken map[int]*VTY
}

// BusyVTYs is how many vty lines clients have.
func (d *Device) BusyVTYs() int {
	d.vtys.mu.Lock()
	defer d.vtys.mu.Unlock()
	return len(d.vtys.taken)
}

// maxVTY is the highest number of a vty line.
const maxVTY = 1869

// vtySections are the sections of the vty lines by their numbers, nil where there
// is no line.
func (d *Device) vtySections() []config.Path {
	var out []config.Path
	for _, head := range d.config.Lines(nil) {
		rest, ok := strings.CutPrefix(head, "line vty ")
		if !ok {
			continue
		}
		f := strings.Fields(rest)
		first, err := strconv.Atoi(f[0])
		last := first
		if err == nil && len(f) > 1 {
			last, err = strconv.Atoi(f[1])
		}
		if err != nil || first < 0 || last > maxVTY {
			continue
		}
		for len(out) <= last {
			out = append(out, nil)
		}
		for n := first; n <= last; n++ {
			out[n] = config.Path{head}
		}
	}
	return out
}

// admits reports whether a line lets a client in.
func (d *Device) admits(section config.Path, p Protocol, remote netip.Addr) bool {
	if text, ok := d.config.Get(section, "transport input"); ok {
		allowed := false
		for _, w := range strings.Fields(strings.TrimPrefix(text, "transport input")) {
			allowed = allowed || w == "all" || w == string(p)
		}
		if !allowed {
			return false
		}
	}
	for _, l := range d.config.Lines(section) {
		f := strings.Fields(l)
		if len(f) >= 3 && f[0] == "access-class" && f[2] == "in" && !d.Permits(f[1], remote) {
			return false
		}
	}
	return true
}
