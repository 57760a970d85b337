package device

import (
	"context"
	"errors"

	"github.com/iosim/iosim/boot"
)

// errPowerCycle is the cause with which a run ends whose device is switched off and on.
var errPowerCycle = errors.New("power cycle")

// PowerCycle switches the device off and on again. With brk the Break key is held down
// meanwhile, so that ROMMON sees a Break at every speed of device time: this is how a
// password is recovered (ios-boot.md 7.8). It returns at once. A device that is off stays
// off.
func (d *Device) PowerCycle(brk bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.reload != nil {
		d.breakHeld = brk
		d.reload(errPowerCycle)
	}
}

// takeBreak lets the Break key go and reports whether it was held. A run that is over
// (ctx) leaves it to the next one.
func (d *Device) takeBreak(ctx context.Context) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	if ctx.Err() != nil {
		return false
	}
	held := d.breakHeld
	d.breakHeld = false
	return held
}

// nextCause is why another run follows one that ended by err; ok is false if none does.
func nextCause(ctx context.Context, err error) (cause boot.Cause, ok bool) {
	why := context.Cause(ctx)
	if errors.Is(why, errPowerCycle) {
		return boot.PowerOn, true
	}
	return boot.Reload, err == nil || errors.Is(why, ErrReload)
}
