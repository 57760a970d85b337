package system

import (
	"strconv"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/secret"
)

// applyOddHostname gives the router the host name of the fault, in place of that of
// the configuration.
func (sys *System) applyOddHostname() {
	if f, ok := sys.FaultActive(device.FaultOddHostname); ok {
		sys.config.Set(nil, config.Line{
			Text: "hostname " + f.Hostname, Key: "hostname", Value: running.Decode(running.Hostname, "hostname "+f.Hostname),
		})
	}
}

// changePassword gives a user another password after a login.
func (sys *System) changePassword(name string) {
	f, ok := sys.FaultActive(device.FaultPasswordChange)
	if !ok {
		return
	}
	if f.User != "" {
		name = f.User
	}
	u := sys.Running().User(name)
	if u == nil {
		return
	}
	key := "username " + name
	text := key
	if u.Level != running.NoLevel {
		text += " privilege " + strconv.Itoa(u.Level)
	}
	text += " secret " + secret.Hash(f.Password)
	sys.config.Set(nil, config.Line{Text: text, Key: key, Value: running.Decode(running.Username, text)})
}

// FaultSet implements device.System.
func (sys *System) FaultSet(device.Fault) { sys.applyOddHostname() }

// CloseSessions implements device.System: it cuts the sessions on vty lines.
func (sys *System) CloseSessions(cause error) {
	sys.vtys.mu.Lock()
	defer sys.vtys.mu.Unlock()
	for _, v := range sys.vtys.taken {
		v.cancel(cause)
	}
}
