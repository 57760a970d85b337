package transcript

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/ios"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/line"
)

// Options say how a script is played.
type Options struct {
	// Booted leaves out what the consoles show until Return is pressed for the first time,
	// and the empty line that follows. A script of several sessions leaves it out always.
	Booted bool
	// Lab has the state folder, the seed and what else the lab is opened with; its clock,
	// consoles and terminals are the player's.
	Lab lab.Options
}

// Result is what came of a script.
type Result struct {
	Screen   string // of all sessions, as in the transcript, without the keys
	Text     string // the same as a transcript
	InROMMON bool   // the first device is in its boot loader
	err      error
}

// Epoch is when the labs of transcripts begin, in device time.
var Epoch = time.Date(2016, time.March, 1, 9, 0, 0, 0, time.UTC)

// timeout bounds a script, in real time.
const timeout = 2 * time.Minute

// remote is where the clients of vty sessions sit.
var remote = netip.AddrFrom4([4]byte{192, 0, 2, 1})

// play is a script under way.
type play struct {
	ctx    context.Context
	script *Script
	lab    *lab.Lab
	first  *device.Device
	booted bool
	act    func(event string)
	during func(event string) // in the middle of output: returns when it has happened

	wg      sync.WaitGroup
	mu      sync.Mutex
	changed sync.Cond // what a client may wait for
	clients []*client
	now     int   // the part that is played
	ends    []int // of the parts, in rows of their session's screen
	up      bool  // all devices have booted, or wait for input
	done    bool
	err     error
}

// Play plays a script in a new lab, in simulated time, until its end. A script may be
// played once.
func Play(ctx context.Context, s *Script, sp *spec.Lab, o Options) (_ Result, err error) {
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	p := &play{ctx: ctx, script: s, booted: o.Booted || len(s.sessions) > 1}
	p.changed.L = &p.mu
	defer context.AfterFunc(ctx, func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		p.fail("nothing more comes within %v", timeout)
	})()
	first := sp.FirstDevice()
	for _, session := range s.sessions {
		if session.device == "" {
			session.device = first
		}
		c := newClient(p, session)
		c.skip = p.booted && !session.vty
		p.clients = append(p.clients, c)
	}
	o.Lab.Clock = clock.Simulated(Epoch)
	o.Lab.Terminal = terminal
	o.Lab.Console = p.console
	if p.lab, err = lab.Open(ctx, sp, o.Lab); err != nil {
		return Result{}, err
	}
	defer func() { err = errors.Join(err, p.lab.Close()) }()
	p.first, _ = p.lab.Device(first)
	p.act = func(event string) {
		if err := p.happen(event); err != nil {
			go func() { // the caller may hold the lock
				p.mu.Lock()
				defer p.mu.Unlock()
				p.fail("%v", err)
			}()
		}
	}
	p.during = func(event string) {
		// Its message waits for the output that it happens in.
		go p.act(event)
		_, prefix, _ := strings.Cut(event, ":")
		settle(func() bool {
			_, _, err := p.first.Files().Resolve(ifs.Name{Prefix: prefix})
			return err != nil
		})
	}
	if p.console(first) == nil {
		p.wg.Go(func() {
			p.mu.Lock()
			defer p.mu.Unlock()
			for !p.done {
				p.changed.Wait()
			}
			cancel()
		})
	}
	if p.booted {
		p.wg.Go(p.awaitBoots)
	}
	err = p.lab.Run(ctx, p.first)
	cancel()
	p.wg.Wait()
	r := p.result()
	if err != nil && !errors.Is(err, io.EOF) && !(r.err != nil && errors.Is(err, context.Canceled)) {
		return r, err
	}
	return r, nil
}

var terminal = line.Options{Width: 80, Length: 24, Paging: true}

// awaitBoots lets the sessions begin once all devices have booted.
func (p *play) awaitBoots() {
	for _, d := range p.lab.Devices() {
		for phase := d.Phase(); phase != device.Up && phase != device.Waiting; phase = d.Phase() {
			if p.ctx.Err() != nil {
				return
			}
			time.Sleep(time.Millisecond)
		}
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.up = true
	p.changed.Broadcast()
}

// console is the client at a device's console; a device without one is unplugged.
func (p *play) console(name string) line.Conn {
	for _, c := range p.clients {
		if !c.vty && c.device == name {
			return c
		}
	}
	return nil
}

// turn reports whether a part of the client's is played.
func (p *play) turn(c *client) bool {
	return !p.done && p.now < len(p.script.parts) && p.script.parts[p.now].session == c.session
}

// pass goes on to the next part when the client's has come to its end: due is the line
// that the screen has come to.
func (p *play) pass(c *client, due int) {
	if c.astray && c.how != line.ReadingRelay {
		p.done = true
		p.changed.Broadcast()
		return
	}
	for p.turn(c) && (c.over || !p.script.parts[p.now].closes && c.finished(due, p.script.parts[p.now].to)) {
		p.ends = append(p.ends, strings.Count(c.screen.text(), "\n"))
		p.now++
		if p.now == len(p.script.parts) {
			p.done = true
		} else {
			p.begin(p.script.parts[p.now].session)
			p.passOver(c)
		}
		p.changed.Broadcast()
	}
}

// passOver passes the turn on from a session that ended before its turn came:
// it has nothing more to say and would never pass the turn itself. It leaves
// out c, whose own pass is running.
func (p *play) passOver(c *client) {
	for _, o := range p.clients {
		if o != c && o.over && p.turn(o) {
			p.pass(o, len(o.lines))
		}
	}
}

// begin opens a session on a vty with its first part.
func (p *play) begin(s *session) {
	for _, c := range p.clients {
		if c.session != s || !c.vty || c.started {
			continue
		}
		c.started = true
		p.wg.Go(func() {
			err := p.serve(c)
			p.mu.Lock()
			defer p.mu.Unlock()
			if err != nil {
				p.fail("%s: %v", c.name, err)
			}
			c.over = true
			p.pass(c, len(c.lines))
		})
	}
}

// serve runs a session on a vty until it is over.
func (p *play) serve(c *client) error {
	d, ok := p.lab.Device(c.device)
	if !ok {
		return errors.New("no such device")
	}
	v, err := takeVTY(d)
	for errors.Is(err, device.ErrDown) && p.ctx.Err() == nil { // it boots
		time.Sleep(time.Millisecond)
		v, err = takeVTY(d)
	}
	if err != nil {
		return err
	}
	defer v.Release()
	_ = v.Serve(p.ctx, c, terminal, system.LoginInfo{}) // how it ended is on the screen
	return nil
}

func takeVTY(d *device.Device) (*system.VTY, error) {
	sys, ok := ios.Of(d)
	if !ok {
		return nil, device.ErrDown
	}
	return sys.TakeVTY(system.Telnet, remote)
}

// fail ends the script.
func (p *play) fail(format string, args ...any) {
	if !p.done {
		p.err = fmt.Errorf(format, args...)
	}
	p.done = true
	p.changed.Broadcast()
}

// happen makes an event of a transcript happen to the first device.
func (p *play) happen(event string) error {
	switch what, arg, _ := strings.Cut(event, ":"); what {
	case "eject":
		return p.lab.Eject(p.first.Name(), arg)
	case "insert":
		return p.lab.Insert(p.first.Name(), arg, "")
	default:
		wait, err := time.ParseDuration(arg)
		if err != nil {
			return err
		}
		for ; wait > 0; wait -= time.Minute {
			if err := p.first.Clock().Sleep(p.ctx, min(wait, time.Minute)); err != nil {
				return err
			}
			time.Sleep(time.Millisecond) // timers that are now due act
		}
		time.Sleep(100 * time.Millisecond)
		return nil
	}
}
