package system

import (
	"context"
	"errors"
	"net/netip"
	"sync"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/safego"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/line"
)

// Protocol is what a client speaks to a vty line.
type Protocol string

// The protocols, as `transport input` names them.
const (
	Telnet Protocol = "telnet"
	SSH    Protocol = "ssh"
)

// Why a client gets no line.
var (
	ErrRefused = errors.New("no server listens at this port")
	ErrBusy    = errors.New("no vty line is free for this client")
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

	sys    *System
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

// LoginInfo is who comes in on a vty line.
type LoginInfo struct {
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
// its transport input and its access-class. device.ErrDown while the software is not up,
// ErrQuiet in quiet mode, ErrBusy if there is none. Release it.
func (sys *System) TakeVTY(p Protocol, remote netip.Addr) (*VTY, error) {
	return sys.TakeRotary(p, 0, remote)
}

// TakeRotary is TakeVTY among the lines of a rotary group; 0 is all lines.
func (sys *System) TakeRotary(p Protocol, group int, remote netip.Addr) (*VTY, error) {
	remote = remote.Unmap()
	if !sys.isUp() || !sys.hold() {
		return nil, device.ErrDown
	}
	if sys.quietRefuses(remote) {
		sys.background.Done()
		return nil, ErrQuiet
	}
	sys.vtys.mu.Lock()
	defer sys.vtys.mu.Unlock()
	for n, at := range sys.Running().VTYs() {
		if at == nil || sys.vtys.taken[n] != nil || group != 0 && at.Rotary != group || !sys.admits(at, p, remote) || sys.isShut(p, at) {
			continue
		}
		if sys.vtys.taken == nil {
			sys.vtys.taken = map[int]*VTY{}
		}
		v := &VTY{ID: LineID{running.VTY, n}, Via: p, Remote: remote, sys: sys}
		v.ctx, v.cancel = context.WithCancelCause(sys.life)
		sys.vtys.taken[n] = v
		return v, nil
	}
	sys.background.Done()
	return nil, ErrBusy
}

// Line is the line's settings as they are now, also after its section has been split.
func (v *VTY) Line() *running.TerminalLine { return v.sys.Line(v.ID) }

// attempt is a try of the client to log in.
func (v *VTY) attempt(user string) Attempt {
	return Attempt{User: user, From: v.Remote, Port: v.Via.Port()}
}

// Context ends when the device goes down and when the line is released.
func (v *VTY) Context() context.Context { return v.ctx }

// Release gives the line back.
func (v *VTY) Release() {
	v.once.Do(func() {
		v.cancel(errReleased)
		v.sys.vtys.mu.Lock()
		delete(v.sys.vtys.taken, v.ID.N)
		v.sys.vtys.mu.Unlock()
		v.sys.background.Done()
	})
}

// Serve runs a session on the line, or a command, until it is over; it closes
// conn. It returns why it ended: nil, io.EOF or the cause of a context's end.
func (v *VTY) Serve(ctx context.Context, conn line.Conn, o line.Options, who LoginInfo) error {
	bare := conn
	conn = v.sys.withFaults(conn)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	// The end of the software cuts the line, also under a client that takes nothing.
	defer safego.AfterFunc(v.ctx, "vty line", func() {
		cancel()
		_ = conn.Close()
	})()
	v.in, v.out = who.In, who.Out
	o.Context = v.ctx
	tty := &TTY{ID: v.ID, Term: line.NewTerminal(conn, o), VTY: v}
	if v.Remote.IsValid() {
		tty.Host = v.Remote.String()
	}
	defer tty.Term.Close()
	defer v.sys.AttachTTY(tty)()
	defer v.sys.tcps.add(netip.AddrPortFrom(v.sys.localTowards(v.Remote), uint16(v.Via.Port())), netip.AddrPortFrom(v.Remote, v.Port))()
	err := safego.Do(v.ctx, "vty session", func() error { return v.sys.shell.Session(ctx, tty, who) })
	if broken := (*safego.Panic)(nil); errors.As(err, &broken) {
		if a, ok := bare.(line.Aborter); ok {
			a.Abort() // a command over SSH has not ended well
		}
		return err
	}
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
func (sys *System) BusyVTYs() int {
	sys.vtys.mu.Lock()
	defer sys.vtys.mu.Unlock()
	return len(sys.vtys.taken)
}

// admits reports whether a line lets a client in.
func (sys *System) admits(at *running.TerminalLine, p Protocol, remote netip.Addr) bool {
	if !at.Accepts(string(p)) {
		return false
	}
	for _, list := range at.AccessIn {
		if !sys.Permits(list, remote) {
			return false
		}
	}
	return true
}

// The ports of a router's vty lines. A rotary group answers Telnet at 3000 and its number
// (Cisco, Terminal Services Configuration Guide: 5000 and 7000 are those of raw TCP and of
// binary Telnet), SSH where `ip ssh port` says.
const (
	sshPort    = 22
	telnetPort = 23
	rotaryPort = 3000
)

// VTYAt tells what a TCP port of the device leads to: the protocol and the rotary group, 0
// for all vty lines. ok is false where no server listens.
func (sys *System) VTYAt(port uint16) (p Protocol, group int, ok bool) {
	switch port {
	case sshPort:
		return SSH, 0, true
	case telnetPort:
		return Telnet, 0, true
	}
	c := sys.Running()
	for _, r := range c.SSHRotaries {
		if group := r.Group(int(port)); group > 0 {
			return SSH, group, true
		}
	}
	group = int(port) - rotaryPort
	for _, at := range c.TerminalLines {
		if at.Kind == running.VTY && group > 0 && at.Rotary == group {
			return Telnet, group, true
		}
	}
	return "", 0, false
}
