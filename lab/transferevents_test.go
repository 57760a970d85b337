package lab_test

import (
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/lab"
)

// Logins over the network, and the transfers of the loader, the clients and the servers of
// a router are events.
func TestTransferEvents(t *testing.T) {
	t.Parallel()
	bus := event.NewBus()
	var got told
	bus.Subscribe(got.note, event.LoggedIn{}, event.LoginRefused{}, event.TransferStarted{}, event.TransferDone{})
	text := strings.Replace(clientLab("ip scp server enable\ntftp-server flash0:"+oldImage+" alias image\n"),
		"boot system flash0:"+oldImage, "boot system tftp "+newImage+" 10.1.1.1", 1)
	text = strings.Replace(text, "hosts:\n", secondRouter, 1)
	s := serveLabOn(t, text, lab.Options{Events: bus}, lab.ServeOptions{})
	addr := s.Endpoints.Devices[0].SSH
	if err := tryPassword(addr, "admin", "wrong"); err == nil {
		t.Error("a wrong password")
	}
	if err := tryPassword(addr, "nobody", "cisco"); err == nil {
		t.Error("a user who does not exist")
	}
	r3 := dialSSH(t, s.Endpoints.Devices[1].SSH)
	r3.expect("R3#")
	r3.run("copy tftp://10.1.1.2/image null:", "R3#")
	r3.run("copy tftp://10.1.1.2/none null:", "R3#")
	c, err := gossh.Dial("tcp", addr, sshConfig())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, x := range []struct{ command, in string }{{"scp -t flash0:x", "C0644 5 x\nhello\x00"}, {"scp -f flash0:x", "\x00\x00\x00"}} {
		session, err := c.NewSession()
		if err != nil {
			t.Fatal(err)
		}
		session.Stdin = strings.NewReader(x.in)
		if err := session.Run(x.command); err != nil {
			t.Errorf("%s: %v", x.command, err)
		}
	}
	const took = ` Took:[0-9]+\}$`
	for _, want := range []string{
		`^R1 transfer-started \{Protocol:tftp Role:client Direction:in Peer:10\.1\.1\.1 User: Remote:tftp://10\.1\.1\.1/` + newImage + ` Local:memory:/image\}$`,
		`^R1 transfer-done \{Protocol:tftp Role:client Mode:octet Direction:in Peer:10\.1\.1\.1 User: Remote:tftp://10\.1\.1\.1/` + newImage + ` Local:memory:/image Bytes:300000 Outcome:ok` + took,
		`^R1 login-refused \{Line:vty \d User:admin Peer:\S+ Protocol:ssh Reason:bad-password\}$`,
		`^R1 login-refused \{Line:vty \d User:nobody Peer:\S+ Protocol:ssh Reason:bad-user\}$`,
		`^R3 logged-in \{Line:vty \d User:admin Peer:\S+ Protocol:ssh\}$`,
		`^R3 transfer-done \{Protocol:tftp Role:client Mode:octet Direction:in Peer:10\.1\.1\.2 User: Remote:tftp://10\.1\.1\.2/image Local:null: Bytes:200000 Outcome:ok` + took,
		`^R1 transfer-started \{Protocol:tftp Role:server Direction:out Peer:10\.1\.1\.3 User: Remote:image Local:flash0:/` + oldImage + `\}$`,
		`^R1 transfer-done \{Protocol:tftp Role:server Mode:octet Direction:out Peer:10\.1\.1\.3 User: Remote:image Local:flash0:/` + oldImage + ` Bytes:200000 Outcome:ok` + took,
		`^R1 transfer-done \{Protocol:tftp Role:server Mode:octet Direction:out Peer:10\.1\.1\.3 User: Remote:none Local: Bytes:0 Outcome:not exist` + took,
		`^R1 transfer-done \{Protocol:scp Role:server Mode: Direction:in Peer:\S+ User:admin Remote:flash0:x Local:flash0:/x Bytes:5 Outcome:ok` + took,
		`^R1 transfer-done \{Protocol:scp Role:server Mode: Direction:out Peer:\S+ User:admin Remote:flash0:x Local:flash0:/x Bytes:5 Outcome:ok` + took,
	} {
		re := regexp.MustCompile(want)
		for end := time.Now().Add(5 * time.Second); !slices.ContainsFunc(got.events(), re.MatchString); time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Errorf("%s is missing in\n%s", want, strings.Join(got.events(), "\n"))
				break
			}
		}
	}
}
