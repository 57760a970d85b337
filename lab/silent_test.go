package lab_test

import (
	"fmt"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/tftp"
)

// A real server behind an address of the lab that says nothing holds a copy up for as long
// as real servers need to refuse a password; Ctrl-^ ends the wait at once, without a word.
func TestSilentServers(t *testing.T) {
	t.Parallel()
	heard := make(chan bool, 100)
	silent := tcpServer(t, listenTCP(t), func(c net.Conn) {
		heard <- true
		_, _ = io.Copy(io.Discard, c)
	})
	mute, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	t.Cleanup(func() { mute.Close(); <-done })
	go func() {
		defer close(done)
		for b := make([]byte, 600); ; {
			if _, _, err := mute.ReadFrom(b); err != nil {
				return
			}
			if tftp.Opcode(b[1]) == tftp.RRQ { // not the word that nothing more comes
				heard <- true
			}
		}
	}()
	s := serveLab(t, clientLab("file prompt quiet\n")+fmt.Sprintf(`  far:
    address: 10.1.1.9
    at: { tftp: %q, ftp: %[2]q, ftps: %[2]q, http: %[2]q, https: %[2]q, ssh: %[2]q }
`, mute.LocalAddr(), silent), "")
	u := dialSSH(t, s.Endpoints.Devices[0].SSH)
	u.expect("R1#")
	free := u.run("dir flash0:", "R1#")
	for _, scheme := range []string{"tftp", "ftp", "ftps", "http", "https", "scp", "sftp"} {
		u.send("copy " + scheme + "://u:p@10.1.1.9/f flash0:x\r")
		<-heard
		u.send("\x1e")
		if out := u.expect("R1#"); strings.Contains(out, "%Error") {
			t.Errorf("%s: %q", scheme, out)
		}
		for len(heard) > 0 { // repeats of the request
			<-heard
		}
	}
	if now := u.run("dir flash0:", "R1#"); now != free {
		t.Errorf("%s, was %s", now, free)
	}
}
