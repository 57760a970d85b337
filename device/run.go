package device

import (
	"context"
	"errors"
	"net/netip"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/internal/safego"
)

// ErrReload is the cause with which the context of the software ends for a reload.
var ErrReload = errors.New("reload")

// Run powers the device on and serves its console until ctx ends (its error) or
// the console is gone (io.EOF).
func (d *Device) Run(ctx context.Context) error {
	ended := make(chan error, 1)
	d.PowerOn(ctx, func(err error) { ended <- err })
	return <-ended
}

// PowerOn is Run without waiting: ended is called when the device is off, with Run's
// error. A device whose software runs and at whose console (a line.Pusher) nothing is
// typed holds no goroutine.
func (d *Device) PowerOn(ctx context.Context, ended func(error)) {
	d.setCause(boot.PowerOn, false)
	(&run{d: d, power: d.WithPanics(ctx), ended: ended}).begin()
}

// run is a device from one reset to the next.
type run struct {
	d     *Device
	power context.Context // ends when the device is switched off
	ended func(error)

	ctx     context.Context // ends with the software too
	cancel  context.CancelCauseFunc
	system  System // nil until it has booted
	console ConsoleSession
}

// begin runs start in a goroutine of its own. A panic in what the device does for itself
// switches it off.
func (r *run) begin() {
	safego.Go(r.power, "device", func() error { r.start(); return nil }, r.crashed)
}

// crashed ends the run after a panic.
func (r *run) crashed(err error) {
	if err != nil {
		r.over(err)
	}
}

// start boots; then the console is served.
func (r *run) start() {
	d := r.d
	r.ctx, r.cancel = context.WithCancelCause(r.power)
	d.readCalendar()
	d.enter(Booting)
	d.mu.Lock()
	d.reload = r.cancel
	d.bootReg = d.state.Register
	d.inROMMON = true
	cause := d.cause
	d.mu.Unlock()

	d.console.FreshLine()
	out, err := boot.Run(r.ctx, &board{d}, cause)
	if err != nil {
		r.over(err)
		return
	}
	d.loader.setAddress(netip.Addr{})
	d.mu.Lock()
	d.image, d.inROMMON = out, false
	d.bootReg = d.state.Register
	d.started = d.Instant()
	d.mu.Unlock()
	software, err := d.software.For(out.Image, d.model)
	if err == nil {
		r.system, err = software.Boot(r.ctx, d, out)
	}
	if err != nil {
		r.over(err)
		return
	}
	r.console = r.system.Console(d.console) // what it logs is there when the first user is
	d.setSystem(r.system, Up)
	r.serve()
}

// serve serves the console's users. While it waits for one there is no goroutine.
func (r *run) serve() {
	for !r.d.console.OnInput(r.ctx, r.serve) {
		if err := safego.Do(r.ctx, "console", func() error { return r.console.Serve(r.ctx) }); err != nil {
			r.over(err)
			return
		}
	}
}

// over ends the run, and begins the next one if it ended for one.
func (r *run) over(err error) {
	d := r.d
	cause, again := nextCause(r.ctx, err)
	again = again && r.power.Err() == nil
	next := PowerOff
	if again {
		next = Booting
	}
	valid := false
	if r.system != nil {
		_, valid = r.system.TimeOfDay()
		r.console.Close()
		d.setSystem(nil, next)
	}
	r.cancel(nil)
	if r.system != nil {
		r.system.Close()
	}
	if again {
		d.setCause(cause, valid)
		event.Emit(d.events, event.Restarted{Reason: d.ReloadReason()})
		(&run{d: d, power: r.power, ended: r.ended}).begin()
		return
	}
	if r.power.Err() != nil {
		err = context.Cause(r.power)
	}
	d.enter(PowerOff)
	d.console.Close()
	r.ended(err)
}

// delayReload closes the sessions of network clients at a reload and lets the
// software run on, for the fault early-port. It returns false if the reload comes at
// once.
func (d *Device) delayReload(reload func()) bool {
	f, ok := d.FaultActive(FaultEarlyPort)
	sys := d.System()
	if !ok || sys == nil {
		return false
	}
	sys.CloseSessions(ErrReload)
	safego.Timer(d.WithPanics(context.Background()), f.Delay, "reload", reload)
	return true
}
