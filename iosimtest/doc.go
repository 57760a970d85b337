// Package iosimtest is a lab inside a Go test, in the manner of net/http/httptest:
// routers that really answer SSH, Telnet and a console on loopback ports, and hosts
// that really answer TFTP and FTP.
//
//	func TestUpgrade(t *testing.T) {
//		l := iosimtest.Start(t, "testdata/lab.yaml")
//		r := l.Device("R1")
//		upgrade(r.SSH) // your code, which dials the address
//		if !strings.Contains(r.RunningConfig(), "boot system flash:new.bin") { ... }
//	}
//
// Everything is in memory and gone at the end of the test. The time of the lab
// jumps: what takes a router minutes, such as its boot, takes no time here.
//
// A lab file's `count: 1000` is a thousand routers: those that nobody has asked for cost
// their ports only. Advance makes the lab older, Reload and WaitUp follow a router over
// its reload, SetFault breaks it, Transfers tells what was copied.
package iosimtest
