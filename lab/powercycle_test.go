package lab_test

import (
	"testing"
	"time"

	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/lab"
)

// A power cycle with Break held leads to ROMMON however fast time runs, from IOS as
// from ROMMON, and a password is recovered from there (ios-boot.md 7.8).
func TestPowerCycleWithBreak(t *testing.T) {
	t.Parallel()
	s := serveLabOn(t, clientLab("line con 0\n password forgotten\n login\n"),
		lab.Options{Clock: clock.Skipping(time.Now())}, lab.ServeOptions{})
	d := mustDevice(t, s)
	u := dialTelnet(t, s.Endpoints.Devices[0].Console)
	u.send("\r")
	u.expect("Password: ")
	d.PowerCycle(true)
	u.expect("System Bootstrap")
	u.expect("rommon 1 > ")
	u.run("confreg 0x2142", "rommon 2 > ")
	u.send("set\r")
	u.expect("rommon 3 > ")
	d.PowerCycle(true)
	u.expect("rommon 1 > ")
	u.send("reset\r")
	u.expect("initial configuration dialog? [yes/no]: ")
	u.send("no\r")
	u.expect("Press RETURN to get started!")
	u.send("\r")
	u.expect("Router>")
	u.run("enable", "Router#")
	u.run("copy startup-config running-config", "[running-config]? ")
	u.run("", "R1#")
	d.PowerCycle(false)
	u.expect("initial configuration dialog? [yes/no]: ")
	u.send("no\r")
	u.expect("Press RETURN to get started!")
	u.send("\r")
	u.expect("Router>")
	u.run("show version | include returned", "System returned to ROM by power-on")
}
