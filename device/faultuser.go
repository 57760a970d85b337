package device

import (
	"strings"
	"time"

	"github.com/iosim/iosim/device/config"
)

// beOdd gives the router its odd host name, in place of that of the configuration.
func (d *Device) applyOddHostname() {
	if f, ok := d.FaultActive(FaultOddHostname); ok {
		d.config.Set(nil, config.Line{Text: "hostname " + f.Hostname, Key: "hostname"})
	}
}

// changePassword gives a user another password after a login.
func (d *Device) changePassword(name string) {
	f, ok := d.FaultActive(FaultPasswordChange)
	if !ok {
		return
	}
	if f.User != "" {
		name = f.User
	}
	key := "username " + name
	text := d.userText(name)
	if text == "" {
		return
	}
	head := key
	if w := strings.Fields(text); len(w) > 1 && w[0] == "privilege" {
		head += " privilege " + w[1]
	}
	d.config.Set(nil, config.Line{Text: head + " secret " + Secret(f.Password), Key: key})
}

// lingers cuts the sessions at a reload and lets the software run on, for early-port.
// false: the reload comes at once.
func (d *Device) delayReload(reload func()) bool {
	f, ok := d.FaultActive(FaultEarlyPort)
	if !ok {
		return false
	}
	d.mu.Lock()
	life := d.life
	d.mu.Unlock()
	d.vtys.mu.Lock()
	for _, v := range d.vtys.taken {
		v.cancel(errReload)
	}
	d.vtys.mu.Unlock()
	d.background.Go(func() {
		t := time.NewTimer(f.Delay)
		defer t.Stop()
		select {
		case <-t.C:
			reload()
		case <-life.Done():
		}
	})
	return true
}
