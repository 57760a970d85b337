// Package iosimtest is a lab inside a Go test, in the manner of net/http/httptest:
// routers that really answer SSH, Telnet and a console on loopback ports, and hosts
// that really answer TFTP, FTP and other protocols.
//
//	func TestUpgrade(t *testing.T) {
//		l := iosimtest.StartText(t, `
//	devices:
//	  R1: { credentials: { username: admin, password: cisco } }
//	hosts:
//	  srv: { address: 10.1.1.1, tftp: { root: { images: [c2900-universalk9-mz.SPA.155-2.T1.bin] } } }
//	`)
//		r := l.Device("R1")
//		r.WaitReload(func() { upgrade(r.SSH, "admin", "cisco") }) // your code, which dials the address
//		if r.Version() != "15.5(2)T1" {
//			t.Error(r.Version())
//		}
//	}
//
// Start takes a lab file or the name of a lab that comes with iosim; StartText the text of
// a lab file. Everything is in memory and gone at the end of the test.
//
// The state is open to the test: Device.RunningConfig, StartupConfig, Version, Log,
// ReadFile and WriteFile, Lab.Transfers. Lab.Snapshot and Restore give each case of a table
// the same routers without a new lab. SetFault breaks a router the way that upgrade scripts
// meet it (docs/faults.md).
//
// The time of the lab jumps: what takes a router minutes, such as its boot, takes no time
// here, and Lab.Advance makes the lab older. Device.Reload, WaitReload and WaitUp wait for a
// router.
//
// A lab file's `count: 1000` is a thousand routers: those that have not been needed cost
// their ports only.
package iosimtest
