package lab_test

import (
	"context"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/tftpfs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/peertest"
)

// twoRouters is a lab with a router that serves and one that asks.
func twoRouters(config string) string {
	return clientLab(config) + `  other: { address: 10.1.1.9, tftp: { root: { files: {} } } }
`
}

const secondRouter = `  R3:
    platform: c2901
    files:
      "flash0:` + oldImage + `": { image: ` + oldImage + `, size: 200000 }
    startup-config:
      text: |
        hostname R3
        boot system flash0:` + oldImage + `
        interface GigabitEthernet0/0
         ip address 10.1.1.3 255.255.255.0
        end
    credentials: { username: admin, password: cisco, secret: secret }
hosts:
`

// The files of the tftp-server lines go to whom their lists permit: other routers,
// hosts, programs of others. Writing is refused.
func TestRouterServesTFTP(t *testing.T) {
	t.Parallel()
	text := strings.Replace(twoRouters(`access-list 7 deny   10.1.1.3 log
access-list 7 permit 10.1.1.0 0.0.0.255
ip access-list standard MACHINE
 permit 127.0.0.1
tftp-server flash0:`+oldImage+`
tftp-server flash0:`+oldImage+` alias image 7
tftp-server nvram:startup-config alias start MACHINE
tftp-server flash0:gone
`), "hosts:\n", secondRouter, 1)
	s := serveLab(t, text, "")
	r1, r3 := dialSSH(t, s.Endpoints.Devices[0].SSH), dialSSH(t, s.Endpoints.Devices[1].SSH)
	r1.expect("R1#")
	r3.expect("R3#")
	r3.run("terminal length 0", "R3#")
	r3.run("configure terminal", "R3(config)#")
	r3.run("file prompt quiet", "R3(config)#")
	r3.run("end", "R3#")
	for _, tt := range [][2]string{
		{"tftp://10.1.1.2/" + oldImage + " flash0:copy", "[OK - 200000 bytes]"},
		{"tftp://10.1.1.2//" + oldImage + " null:", "[OK - 200000 bytes]"},
		{"tftp://10.1.1.2/image null:", "%Error opening tftp://10.1.1.2/image (Permission denied)"},
		{"tftp://10.1.1.2/start null:", "%Error opening tftp://10.1.1.2/start (Permission denied)"},
		{"tftp://10.1.1.2/gone null:", "%Error opening tftp://10.1.1.2/gone (No such file or directory)"},
		{"tftp://10.1.1.2/notlisted null:", "%Error opening tftp://10.1.1.2/notlisted (No such file or directory)"},
		{"flash0:copy tftp://10.1.1.2/" + oldImage, "(Permission denied)"},
		{"flash0:copy tftp://10.1.1.2/new", "(Permission denied)"},
	} {
		if out := r3.run("copy "+tt[0], "R3#"); !strings.Contains(out, tt[1]) {
			t.Errorf("%s: %q is missing in\n%s", tt[0], tt[1], out)
		}
	}
	sum := func(u *user, file, prompt string) string {
		out := u.run("verify /md5 "+file, prompt)
		_, md5, _ := strings.Cut(out, " = ")
		return md5[:min(len(md5), 32)]
	}
	if a, b := sum(r1, "flash0:"+oldImage, "R1#"), sum(r3, "flash0:copy", "R3#"); a != b || len(a) != 32 {
		t.Errorf("%q is not %q", b, a)
	}
	if out := r1.run("show logging | include IPACCESSLOGS", "R1#"); !strings.Contains(out, "%SEC-6-IPACCESSLOGS: list 7 denied 10.1.1.3 1 packet") {
		t.Error(out)
	}
	// A host of the lab is permitted by list 7.
	net, err := s.Net("other")
	if err != nil {
		t.Fatal(err)
	}
	fs := tftpfs.New(net, clock.Real(time.Now(), 1), nil)
	defer fs.Close()
	if n, err := fetched(t.Context(), fs, "image"); n != 200000 || err != nil {
		t.Errorf("%d bytes, %v", n, err)
	}
	if _, err := fetched(t.Context(), fs, "start"); ifs.KindOf(err) != ifs.KindPermission {
		t.Error(err)
	}
	// Programs of this machine have its address.
	peertest.Need(t, "curl", "tftp", "atftp", "busybox")
	at := netip.MustParseAddrPort(s.Endpoints.Devices[0].TFTP)
	host, port := at.Addr().String(), fmt.Sprint(at.Port())
	dir := t.TempDir()
	peertest.Run(t, dir, "curl", "-sS", "-o", "curl", fmt.Sprintf("tftp://%s/%s", at, oldImage))
	peertest.Run(t, dir, "tftp", "-m", "binary", host, port, "-c", "get", oldImage, "tftp")
	peertest.Run(t, dir, "atftp", "--option", "blksize 1468", "--option", "windowsize 8", "-g", "-r", oldImage, "-l", "atftp", host, port)
	peertest.Run(t, dir, "busybox", "tftp", "-g", "-r", oldImage, "-l", "busybox", host, port)
	want := sum(r1, "flash0:"+oldImage, "R1#")
	for _, name := range []string{"curl", "tftp", "atftp", "busybox"} {
		if peertest.MD5(t, filepath.Join(dir, name)) != want {
			t.Errorf("%s has another file", name)
		}
	}
	peertest.Run(t, dir, "atftp", "-g", "-r", "start", "-l", "start", host, port)
	if b, err := os.ReadFile(filepath.Join(dir, "start")); err != nil || !strings.Contains(string(b), "hostname R1") {
		t.Errorf("%q, %v", b, err)
	}
	if out, err := peertest.Try(t, dir, "atftp", "-g", "-r", "image", "-l", "x", host, port); err == nil || !strings.Contains(out, "Access violation") {
		t.Errorf("%q, %v", out, err)
	}
}

func fetched(ctx context.Context, fs ifs.FS, path string) (int64, error) {
	f, err := fs.Open(ctx, ifs.Name{Prefix: "tftp", HasHost: true, Host: "10.1.1.2", Path: path})
	if err != nil {
		return 0, err
	}
	defer f.Close()
	return io.Copy(io.Discard, f)
}
