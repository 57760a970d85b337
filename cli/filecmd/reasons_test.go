package filecmd_test

import (
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
)

// reasonsLab is a lab in which every file error of the reference has a cause.
const reasonsLab = `
name: reasons
devices:
  R2:
    platform: c2901
    running: none
    files:
      "flash0:a": { text: "aaaaaaaaaaaaaaaa" }
      "flash0:d/x": { text: "x" }
      "flash0:big": { image: c2900-universalk9-mz.SPA.154-3.M.bin, size: 500000 }
hosts:
  srv:
    address: 10.1.1.1
    tftp: { write: true, root: { files: { f: { text: f }, private/f: { text: f }, huge: { image: c2900-universalk9-mz.SPA.154-3.M.bin, size: 300000000 } } }, folders: { private: { read: false } } }
    ftp: { users: { u: p }, write: false, root: { files: { f: { text: f } } } }
    scp: { users: { u: p }, root: { files: { f: { text: f } } } }
  small: { address: 10.1.1.3, sftp: { write: true, quota: 1000, users: { u: p } } }
  once: { address: 10.1.1.4, tftp: { write: once, root: { files: { f: { text: f } } } } }
  odd: { address: 10.1.1.5, at: { tftp: "%s" } }
  mute: { address: 10.1.1.9 }
`

// oddServer calls every TFTP packet an illegal operation.
func oddServer(t *testing.T) string {
	c, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for b := make([]byte, 1500); ; {
			_, from, err := c.ReadFrom(b)
			if err != nil {
				return
			}
			_, _ = c.WriteTo([]byte("\x00\x05\x00\x04no\x00"), from)
		}
	}()
	t.Cleanup(func() {
		_ = c.Close()
		<-done
	})
	return c.LocalAddr().String()
}

// Every reason of ios-files.md 6.11 and 14.3 is reached by a real cause. Not here: "File
// not found", which is Packet Tracer's; "Directory not empty", which is IOS XE's; those of
// a prompt that is left empty (errors-copy.txtar) and of a startup-config that is corrupt
// when it is read at boot, "Unknown error 0" (lab).
func TestEveryReason(t *testing.T) {
	d := router(t, fmt.Sprintf(reasonsLab, oddServer(t)))
	port := config.Path{"interface GigabitEthernet0/0"}
	d.Config().Set(nil, config.Line{Text: port[0], Key: port[0], Value: running.Decode(running.InterfaceHead, port[0])})
	const address = "ip address 10.1.1.2 255.255.255.0"
	d.Config().Set(port, config.Line{Text: address, Key: "ip address", Value: running.Decode(running.IPAddress, address)})
	p := newPerson(t, d)
	for _, c := range []struct{ line, want string }{
		{"more flash0:none", "%Error opening flash0:/none (No such file or directory)\n"},
		{"delete /force flash0:none", "%Error deleting flash0:/none (No such file or directory)\n"},
		{"copy tftp://10.1.1.1/none flash0:n", "%Error opening tftp://10.1.1.1/none (No such file or directory)\n"},
		{"copy ftp://u:p@10.1.1.1/none flash0:n", "%Error opening ftp://10.1.1.1/none (No such file or directory)\n"},
		{"copy tftp://10.1.1.9/f flash0:n", "%Error opening tftp://10.1.1.9/f (Timed out)\n"},
		{"copy flash0:a tftp://10.1.1.9/f", ".....\n%Error opening tftp://10.1.1.9/f (Timed out)\n"},
		{"copy tftp://10.1.1.1/private/f flash0:n", "%Error opening tftp://10.1.1.1/private/f (Permission denied)\n"},
		{"copy flash0:a ftp://u:p@10.1.1.1/n", "%Error writing ftp://10.1.1.1/n (Permission denied)\n"},
		{"copy tftp://10.1.1.1/huge flash0:n", "!\n%Error copying tftp://10.1.1.1/huge (Not enough space on device)\n"},
		{"copy flash0:big nvram:startup-config", "%Error opening nvram:startup-config (No space left on device)\n"},
		{"copy flash0:big sftp://u:p@10.1.1.3/n", "%Error writing sftp://10.1.1.3/n (No space left on device)\n"},
		{"dir flash1:", "%Error opening flash1:/ (No such device)\n"},
		{"rmdir flash0:d", "%Error Removing dir flash0:d (Can't delete a directory that has files in it)\n"},
		{"copy running-config nvram:y", "%Error copying nvram:y (Invalid argument)\n"},
		{"copy flash0:a flash0:a", "%Error copying flash0:a (Invalid argument)\n"},
		{"copy tftp://nohost/f flash0:n", "%Error opening tftp://nohost/f (Invalid IP address or hostname)\n"},
		{"copy http://10.1.1.1/f flash0:n", "%Error opening http://10.1.1.1/f (I/O error)\n"},
		{"copy sftp://u:p@10.1.1.1/f flash0:n", "%Error opening sftp://10.1.1.1/f (Unknown error -1)\n"},
		{"copy tftp://10.1.1.5/f flash0:n", "%Error opening tftp://10.1.1.5/f (Undefined error)\n"},
		{"copy flash0:a tftp://10.1.1.4/f", "%Error opening tftp://10.1.1.4/f (File exists)\n"},
		{"mkdir system:n", "%Error Creating dir system:n (Read-only file system)\n"},
		{"copy flash0:a system:n", "%Error opening system:n (Read-only file system)\n"},
		{"mkdir flash0:d", "%Error Creating dir flash0:d (File exists)\n"},
		{"more flash0:d", "%Error opening flash0:/d (Is a directory)\n"},
		{"copy flash0:d flash0:n", "%Error opening flash0:d (Is a directory)\n"},
		{"delete /force flash0:d", "%Error deleting flash0:/d (Is a directory)\n"},
		{"copy ftp://u:no@10.1.1.1/f flash0:n", "%Error opening ftp://10.1.1.1/f (Incorrect Login/Password)\n"},
		{"copy scp://u:no@10.1.1.1/f flash0:n", "%Error opening scp://10.1.1.1/f (Authentication failed)\n"},
	} {
		if got := p.types(c.line); !strings.HasSuffix(got, c.want) {
			t.Errorf("%s: %q, want %q", c.line, got, c.want)
		}
	}
	if got := p.types("dir /recursive flash0:"); strings.Count(got, "rw-") != 4 {
		t.Errorf("something is left: %s", got)
	}
}

// A file that another session's copy has open is not written, deleted, renamed or formatted
// (ios-files.md 14.3), and the copy arrives whole.
func TestInUse(t *testing.T) {
	d := router(t, `
name: use
devices:
  R2: { platform: c2901, running: none, files: { "usbflash0:a": { text: "aaaaaaaaaaaaaaaa" }, "flash0:c": { text: "c" } } }
`)
	usb, _, err := d.Files().Resolve(ifs.Name{Prefix: "usbflash0"})
	if err != nil {
		t.Fatal(err)
	}
	s := stalling{usb, make(chan struct{}), make(chan struct{})}
	d.Files().Mount("usbflash0", s)
	copier, other := newPerson(t, d), newPerson(t, d)
	var wg sync.WaitGroup
	wg.Go(func() { copier.types("copy usbflash0:a flash0:c") })
	<-s.stalled
	for _, c := range []struct{ line, want string }{
		{"copy running-config flash0:C", "%Error opening flash0:C (File in use)\n"},
		{"delete /force flash0:c", "%Error deleting flash0:/c (File in use)\n"},
		{"rename flash0:c b", "%Error renaming flash0:c (File in use)\n"},
		{"more flash0:c", "c\n"},
		{"format flash0:", "%Error formatting flash0: (Device in use)\n"},
		{"copy /erase running-config flash0:x", "%Error formatting flash0: (Device in use)\n"},
	} {
		if got := other.types(c.line); !strings.HasSuffix(got, c.want) {
			t.Errorf("%s: %q, want %q", c.line, got, c.want)
		}
	}
	close(s.on)
	wg.Wait()
	if got := other.types("more flash0:c"); got != "aaaaaaaaaaaaaaaa\n" {
		t.Errorf("the copy: %q", got)
	}
	if got := other.types("format flash0:"); !strings.Contains(got, "Format of flash0: complete") {
		t.Errorf("%q", got)
	}
}
