package device

import (
	"context"
	"errors"
	"net/netip"

	"github.com/iosim/iosim/boot"
	"github.com/iosim/iosim/event"
)

// errReload is the cause with which a run of the software ends for a reload.
var errReload = errors.New("reload")

// Run powers the device on and serves its console until ctx ends (its error) or
// the console is gone (io.EOF).
func (d *Device) Run(ctx context.Context) error {
	ended := make(chan error, 1)
	d.PowerOn(ctx, func(err error) { ended <- err })
	return <-ended
}

// PowerOn is Run for somebody who does not wait: ended is called when the device is
// off, with Run's error. A device whose software runs and at whose console (a
// line.Pusher) nobody types costs no goroutine.
func (d *Device) PowerOn(ctx context.Context, ended func(error)) {
	d.setCause(boot.PowerOn)
	go (&run{d: d, power: ctx, ended: ended}).start()
}

// run is a device from one reset to the next.
type run struct {
	d     *Device
	power context.Context // ends when the device is switched off
	ended func(error)

	ctx     context.Context // ends with the software too
	cancel  context.CancelCauseFunc
	console ConsoleSession
}

// start boots; then the console is served.
func (r *run) start() {
	d := r.d
	r.ctx, r.cancel = context.WithCancelCause(r.power)
	d.restarted()
	d.enter(Booting)
	d.mu.Lock()
	d.reload, d.life = r.cancel, r.ctx
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
	d.mu.Lock()
	d.image, d.inROMMON, d.rommonAddr = out, false, netip.Addr{}
	d.bootReg = d.state.Register
	d.started = d.Now()
	d.mu.Unlock()
	sys, err := d.software.Start(r.ctx, d, out)
	if err != nil {
		r.over(err)
		return
	}
	r.console = sys.Console(d.console) // what it logs is there when the first user is
	d.setSystem(sys)
	r.serve()
}

// serve serves the console's users. While it waits for one there is no goroutine.
func (r *run) serve() {
	for !r.d.console.OnInput(r.ctx, r.serve) {
		if err := r.console.Serve(r.ctx); err != nil {
			r.over(err)
			return
		}
	}
}

// over ends the run, and begins the next one if it ended for one.
func (r *run) over(err error) {
	d := r.d
	if r.console != nil {
		r.console.Close()
		d.setSystem(nil)
	}
	cause, again := nextCause(r.ctx, err)
	r.cancel(nil)
	d.CancelReload()
	d.background.Wait()
	switch {
	case r.power.Err() != nil:
		err = context.Cause(r.power)
	case again:
		d.setCause(cause)
		d.meter.reloaded()
		event.Emit(d.events, event.Restarted{Reason: d.ReloadReason()})
		go (&run{d: d, power: r.power, ended: r.ended}).start()
		return
	}
	d.enter(PowerOff)
	d.console.Close()
	r.ended(err)
}
