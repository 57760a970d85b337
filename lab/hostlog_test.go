package lab_test

import (
	"fmt"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/host"
	"github.com/iosim/iosim/line"
)

// A host's log says who of the lab, or outside it, has asked for what; passwords are
// not in it.
func TestHostLog(t *testing.T) {
	t.Parallel()
	peertest.Need(t, "curl")
	dir := t.TempDir()
	const root = `root: { files: { notes.txt: { text: "hello" } } }`
	c := newTyped([]string{"", "enable", "copy tftp://10.1.1.1/notes.txt null:", "copy tftp://10.1.1.1/none null:", "copy tftp://10.1.1.3/notes.txt null:",
		"copy running-config tftp://10.1.1.1/up", "copy ftp://u:hush@10.1.1.1/notes.txt null:", "copy ftp://u:wrong@10.1.1.1/notes.txt null:",
		"copy https://u:hush@10.1.1.1/none null:", "copy scp://u:hush@10.1.1.1/notes.txt null:", "copy scp://v:wrong@10.1.1.1/notes.txt null:",
		"copy sftp://v:hush@10.1.1.1/notes.txt null:"})
	var mu sync.Mutex
	var told []string
	bus := event.NewBus()
	bus.Subscribe(func(e event.Event) {
		said := e.What.(event.HostLogged)
		mu.Lock()
		defer mu.Unlock()
		told = append(told, e.Device+" "+host.LogLine{At: e.At, Server: said.Server, Client: said.Client, Text: said.Text}.String())
	}, event.HostLogged{})
	l := openLab(t, dir, `name: log
devices:
  R2:
    platform: c2901
    files: { "flash0:`+bootImage+`": { image: `+bootImage+`, size: 200000 } }
    startup-config:
      text: |
        hostname R2
        file prompt quiet
        interface GigabitEthernet0/0
         ip address 10.1.1.2 255.255.255.0
        end
hosts:
  srv:
    address: 10.1.1.1
    tftp: { `+root+` }
    ftp: { users: { u: hush }, `+root+` }
    http: { users: { u: hush }, `+root+` }
    scp: { users: { u: hush }, `+root+` }
    sftp: { users: { v: hush }, `+root+` }
  pin: { address: 10.1.1.3, tftp: { engine: pin, `+root+` } }
`, lab.Options{
		Console: func(string) line.Conn { return c }, Terminal: line.Options{Width: 80, Length: 24},
		Events: bus,
	})
	srv := l.Hosts()[0]
	peertest.Run(t, dir, "curl", "-sS", "-u", "u:hush", "-o", filepath.Join(dir, "got"), fmt.Sprintf("ftp://%s/notes.txt", srv.FTP))
	peertest.Run(t, dir, "curl", "-sS", "-o", filepath.Join(dir, "got"), fmt.Sprintf("tftp://%s/notes.txt", srv.TFTP))
	_ = l.Run(t.Context(), l.Devices()[0]) // it ends with the input
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	var log []string
	for _, h := range l.Hosts() {
		for _, line := range h.Log() {
			log = append(log, h.Name+" "+line.String())
		}
	}
	all := strings.Join(log, "\n")
	for _, secret := range []string{"hush", "wrong"} {
		if strings.Contains(all, secret) {
			t.Errorf("a password is in the log")
		}
	}
	const when = ` \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} `
	at := 0
	for _, want := range []string{ // in this order
		`srv` + when + `ftp 127\.0\.0\.1 > PASS \*\*\*\*`,
		`srv` + when + `ftp 127\.0\.0\.1 > RETR notes\.txt`,
		`srv` + when + `tftp 127\.0\.0\.1 RRQ "notes\.txt" octet tsize=0 blksize=512 timeout=6`,
		`srv` + when + `tftp 10\.1\.1\.2 RRQ "notes\.txt" octet tsize=0`,
		`srv` + when + `tftp 10\.1\.1\.2 "notes\.txt": done`,
		`srv` + when + `tftp 10\.1\.1\.2 RRQ "none" octet tsize=0`,
		`srv` + when + `tftp 10\.1\.1\.2 "none": not exist`,
		`srv` + when + `tftp 10\.1\.1\.2 WRQ "up" octet tsize=\d+`,
		`srv` + when + `ftp 10\.1\.1\.2 connected`,
		`srv` + when + `ftp 10\.1\.1\.2 > USER u`,
		`srv` + when + `ftp 10\.1\.1\.2 > PASS \*\*\*\*`,
		`srv` + when + `ftp 10\.1\.1\.2 < 226 Transfer complete\.`,
		`srv` + when + `ftp 10\.1\.1\.2 < 530 Login incorrect\.`,
		`srv` + when + `http 10\.1\.1\.2 GET /none user u: 404 Not Found`,
		`srv` + when + `ssh 10\.1\.1\.2 login u: accepted`,
		`srv` + when + `ssh 10\.1\.1\.2 exec scp -f notes\.txt`,
		`srv` + when + `ssh 10\.1\.1\.2 login v: refused`,
		`srv` + when + `ssh 10\.1\.1\.2 subsystem sftp`,
		`srv` + when + `ssh 10\.1\.1\.2 Get /notes\.txt`,
		`pin` + when + `tftp 10\.1\.1\.2 RRQ "notes\.txt"`,
	} {
		found := regexp.MustCompile(`(?m)^` + want + `$`).FindStringIndex(all[at:])
		if found == nil {
			t.Fatalf("%s is missing below\n%s\nin\n%s\nof\n%s", want, all[:at], all, c.text())
		}
		at += found[1]
	}
	slices.Sort(told)
	slices.Sort(log)
	if !slices.Equal(told, log) {
		t.Errorf("told of %d lines of %d", len(told), len(log))
	}
}
