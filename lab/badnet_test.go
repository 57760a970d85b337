package lab_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/line"
)

// badLab is a router and a host over a link. It types lines into the router and
// gives the screen and the folders of the state and the host.
type badLab struct {
	screen, flash, root string
	took                time.Duration // device time
}

// runBad runs lines over a link; host is more of the host's keys, size of the file
// "big" that it has.
func runBad(t *testing.T, link, host string, size int64, capture string, lines ...string) badLab {
	t.Helper()
	dir := t.TempDir()
	b := badLab{root: filepath.Join(dir, "srv"), flash: filepath.Join(dir, "state", "R2", "flash0")}
	if err := os.Mkdir(b.root, 0o755); err != nil {
		t.Fatal(err)
	}
	peertest.RandomFile(t, filepath.Join(b.root, "big"), size, 1)
	file := filepath.Join(dir, "lab.yaml")
	text := fmt.Sprintf(`name: bad
devices:
  R2:
    platform: c2901
    files: { "flash0:c2900-universalk9-mz.SPA.152-4.M1.bin": { image: c2900-universalk9-mz.SPA.152-4.M1.bin, size: 200000 } }
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
    tftp: { write: true, root: { dir: srv } }
    ftp: { users: { u: p }, root: { dir: srv } }
%s
links: { R2-srv: %s }
`, host, link)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	sp, err := spec.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	c := newTyped(append([]string{"", "enable"}, lines...))
	clk := clock.Simulated(time.Date(2016, time.March, 1, 9, 0, 0, 0, time.UTC))
	l, err := lab.Open(t.Context(), sp, lab.Options{
		Clock: clk, State: filepath.Join(dir, "state"), Seed: 7, Capture: capture,
		Console:  func(string) line.Conn { return c },
		Terminal: line.Options{Width: 80, Length: 24},
	})
	if err != nil {
		t.Fatal(err)
	}
	began := clk.Now()
	if err := l.Run(t.Context(), l.Devices()[0]); err != nil && !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	b.took = clk.Now().Sub(began)
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	b.screen = c.text()
	return b
}

// same fails unless two files hold the same bytes.
func same(t *testing.T, a, b string) {
	t.Helper()
	x, err := os.ReadFile(a)
	if err != nil {
		t.Error(err)
	}
	y, err := os.ReadFile(b)
	if err != nil {
		t.Error(err)
	}
	if !bytes.Equal(x, y) {
		t.Errorf("%s (%d bytes) is not %s (%d bytes)", a, len(x), b, len(y))
	}
}

// TFTP over a link that does bad things to packets delivers the bytes, both ways.
func TestTFTPOverBadLinks(t *testing.T) {
	for name, link := range map[string]string{
		"loss":      "{ loss: 0.2 }",
		"duplicate": "{ duplicate: 0.3 }",
		"reorder":   "{ reorder: 0.2 }",
		"corrupt":   "{ corrupt: 0.2 }",
		"jitter":    "{ delay: 20ms, jitter: 200ms }",
		"all":       "{ loss: 0.05, duplicate: 0.1, reorder: 0.05, corrupt: 0.03, jitter: 10ms, rate: 1Mbit/s }",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := runBad(t, link, "", 60_001, "", "copy tftp://10.1.1.1/big flash0:down", "copy flash0:down tftp://10.1.1.1/up",
				"copy ftp://u:p@10.1.1.1/big flash0:ftp")
			if n := strings.Count(b.screen, "60001 bytes copied in"); n != 3 {
				t.Fatalf("%d copies:\n%s", n, b.screen)
			}
			same(t, filepath.Join(b.flash, "down"), filepath.Join(b.root, "big"))
			same(t, filepath.Join(b.flash, "ftp"), filepath.Join(b.root, "big"))
			same(t, filepath.Join(b.root, "up"), filepath.Join(b.root, "big"))
		})
	}
}

// A link that ends in the middle leaves a clean error and no file.
func TestLinksThatEnd(t *testing.T) {
	for _, tt := range []struct{ name, link, host, copy, want string }{
		{"stall", "{ stall-at: 20000 }", "", "tftp://10.1.1.1/big", "%Error reading tftp://10.1.1.1/big (Timed out)"},
		{"cut", "{ cut-at: 20000 }", "", "tftp://10.1.1.1/big", "%Error reading tftp://10.1.1.1/big (Timed out)"},
		{"half-open", "{ half-open: true }", "", "tftp://10.1.1.1/big", "%Error opening tftp://10.1.1.1/big (Timed out)"},
		{"mtu", "{ mtu: 400 }", "", "tftp://10.1.1.1/big", "(Timed out)"},
		{"ftp stall", "{ stall-at: 20000 }", "", "ftp://u:p@10.1.1.1/big", "%Error reading ftp://10.1.1.1/big (Timed out)"},
		{"ftp cut", "{ cut-at: 20000 }", "", "ftp://u:p@10.1.1.1/big", "%Error reading ftp://10.1.1.1/big (I/O error)"},
		{"ftp half-open", "{ half-open: true }", "", "ftp://u:p@10.1.1.1/big", "%Error opening ftp://10.1.1.1/big (Timed out)"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			b := runBad(t, tt.link, tt.host, 60_001, "", "copy "+tt.copy+" flash0:down", "dir flash0:")
			if !strings.Contains(b.screen, tt.want) {
				t.Errorf("%q is missing in\n%s", tt.want, b.screen)
			}
			if _, err := os.Stat(filepath.Join(b.flash, "down")); err == nil {
				t.Error("a file is left")
			}
		})
	}
}

// A firewall that drops lets no answer of TFTP in, which comes from a port of its own;
// nothing is lost and the error is that of silence (ios-files.md 6.11).
func TestTFTPBehindAFirewallThatDrops(t *testing.T) {
	t.Parallel()
	b := runBad(t, "{ delay: 1ms }", "    firewall: drop", 5000, "", "copy tftp://10.1.1.1/big flash0:down",
		"copy ftp://u:p@10.1.1.1/big flash0:passive", "copy flash0:passive tftp://10.1.1.1/up")
	same(t, filepath.Join(b.flash, "passive"), filepath.Join(b.root, "big"))
	for _, want := range []string{"%Error opening tftp://10.1.1.1/big (Timed out)", ".....\n%Error opening tftp://10.1.1.1/up (Timed out)"} {
		if !strings.Contains(b.screen, want) {
			t.Errorf("%q is missing in\n%s", want, b.screen)
		}
	}
	if _, err := os.Stat(filepath.Join(b.flash, "down")); err == nil {
		t.Error("a file is left")
	}
}

// overhead is the headers of a datagram in bytes: Ethernet's, IP's and UDP's.
const overhead = 46

// A copy of an hour by TFTP over 64 kbit/s takes an hour of device time, also where the
// link is the host's: each block, its acknowledgement and their headers count.
func TestAnHoursTFTP(t *testing.T) {
	t.Parallel()
	const block, blocks = 8192, 3474
	b := runBad(t, "{ rate: 10Mbit/s }", `  far:
    address: 10.1.1.8
    link: { rate: 64kbit/s }
    tftp: { root: { dir: srv } }`, block*blocks, "",
		"configure terminal", "ip tftp blocksize 8192", "end", "copy tftp://10.1.1.8/big flash0:big")
	same(t, filepath.Join(b.flash, "big"), filepath.Join(b.root, "big"))
	want := time.Duration(blocks) * (block + 4 + overhead + 4 + overhead) * 8 * time.Second / 64_000
	if b.took < want || b.took > want+20*time.Second || want < time.Hour {
		t.Errorf("%v, not %v\n%s", b.took, want, b.screen)
	}
	if secs := int(want.Seconds()); !strings.Contains(b.screen, fmt.Sprintf("%d bytes copied in %d.", block*blocks, secs)) &&
		!strings.Contains(b.screen, fmt.Sprintf("%d bytes copied in %d.", block*blocks, secs+1)) {
		t.Errorf("%v\n%s", want, b.screen)
	}
}

// Behind a firewall active FTP fails and passive FTP does not.
func TestActiveFTPAndFirewalls(t *testing.T) {
	t.Parallel()
	b := runBad(t, "{ delay: 1ms }", "    firewall: true", 5000, "", "copy ftp://u:p@10.1.1.1/big flash0:passive",
		"configure terminal", "no ip ftp passive", "end", "copy ftp://u:p@10.1.1.1/big flash0:active")
	same(t, filepath.Join(b.flash, "passive"), filepath.Join(b.root, "big"))
	if !strings.Contains(b.screen, "(Timed out)") {
		t.Errorf("%s", b.screen)
	}
	if _, err := os.Stat(filepath.Join(b.flash, "active")); err == nil {
		t.Error("a file came through")
	}
}

// What a translator of addresses makes of FTP, and how the ladder shows why. A server refuses
// a port at an address that is not its client's: ours as vsftpd does.
func TestFTPThroughNAT(t *testing.T) {
	t.Parallel()
	v := peertest.VSFTPD(t)
	peertest.RandomFile(t, filepath.Join(v.Root, "big"), 5000, 1)
	dir := t.TempDir()
	const passive, active = "passive", "active"
	hosts := []struct {
		name, host, login string
		mode              string
		shows             []string // in the ladder, in this order
		fails             bool
	}{
		{"devices", "nat: true, ftp: { users: { u: p }, root: { dir: srv } }", "u:p", passive, []string{"229 Entering", "-- TCP connection to port"}, false},
		{"vsftpd", "nat: true, at: { ftp: \"" + v.Addr.String() + "\" }", v.User + ":" + v.Password, passive, []string{"229 Entering", "-- TCP connection to port"}, false},
		{"gateway", "nat: alg, ftp: { users: { u: p }, root: { dir: srv } }", "u:p", passive, []string{"229 Entering"}, false},
		{"host", "nat: host, ftp: { extended: false, users: { u: p }, root: { dir: srv } }", "u:p", passive,
			[]string{"-- EPSV", "500 ", "-- PASV", "227 Entering Passive Mode (192,168,1,10,", "-- TCP connection to port"}, false},
		{"devices", "", "u:p", active, []string{"-- PORT 10,1,1,2,", "500 Illegal PORT command", "-- EPRT |1|10.1.1.2|", "500 Illegal EPRT command"}, true},
		{"vsftpd", "", v.User + ":" + v.Password, active, []string{"-- PORT 10,1,1,2,", "500 Illegal PORT command", "-- EPRT |1|10.1.1.2|", "500 Illegal EPRT command"}, true},
		{"gateway", "", "u:p", active, []string{"-- PORT 10,1,1,2,", "200 PORT command", "<- TCP connection to port"}, false},
		{"host", "", "u:p", active, []string{"-- PORT 10,1,1,2,", "200 PORT command", "<- TCP connection to port"}, false},
	}
	var more []string
	address := map[string]string{}
	var lines []string
	for i, h := range hosts {
		if h.host != "" {
			address[h.name] = fmt.Sprintf("10.1.1.%d", 10+i)
			more = append(more, fmt.Sprintf("  %s: { address: %s, %s }", h.name, address[h.name], h.host))
		}
		if h.mode == active && hosts[i-1].mode == passive {
			lines = append(lines, "configure terminal", "no ip ftp passive", "end")
		}
		lines = append(lines, fmt.Sprintf("copy ftp://%s@%s/big flash0:%s-%s", h.login, address[h.name], h.name, h.mode))
	}
	b := runBad(t, "{ delay: 1ms }", strings.Join(more, "\n"), 5000, dir, lines...)
	for i, h := range hosts {
		got := filepath.Join(b.flash, h.name+"-"+h.mode)
		if _, err := os.Stat(got); h.fails && err == nil {
			t.Errorf("%s, %s: a file came through", h.name, h.mode)
		}
		if !h.fails {
			same(t, got, filepath.Join(b.root, "big"))
		} else if want := fmt.Sprintf("%%Error opening ftp://%s/big (I/O error)", address[h.name]); !strings.Contains(b.screen, want) {
			t.Errorf("%q is missing in\n%s", want, b.screen)
		}
		text, err := os.ReadFile(filepath.Join(dir, fmt.Sprintf("%03d-ftp-big.txt", i+1)))
		if err != nil {
			t.Fatal(err)
		}
		rest := string(text)
		for _, want := range h.shows {
			var found bool
			if _, rest, found = strings.Cut(rest, want); !found {
				t.Errorf("%s, %s: %q is missing in\n%s", h.name, h.mode, want, text)
				break
			}
		}
	}
}

// A copy of an hour over 64 kbit/s prints an hour, and costs little real time.
func TestAnHoursCopy(t *testing.T) {
	t.Parallel()
	const size = 28_800_000
	b := runBad(t, "{ rate: 64kbit/s }", "", size, "", "copy ftp://u:p@10.1.1.1/big flash0:big")
	same(t, filepath.Join(b.flash, "big"), filepath.Join(b.root, "big"))
	if b.took < time.Hour || b.took > 65*time.Minute {
		t.Errorf("it took %v", b.took)
	}
	if !strings.Contains(b.screen, "28800000 bytes copied in 3600.") && !strings.Contains(b.screen, "28800000 bytes copied in 3601.") {
		t.Errorf("%s", b.screen)
	}
}

// A capture of a copy over a link that loses packets: tshark takes the file out of
// it whole, and the ladder shows what was lost and repeated.
func TestCaptureOverABadLink(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	b := runBad(t, "{ loss: 0.1, duplicate: 0.05 }", "", 30_001, dir, "copy tftp://10.1.1.1/big flash0:down")
	same(t, filepath.Join(b.flash, "down"), filepath.Join(b.root, "big"))
	base := filepath.Join(dir, "001-tftp-big")
	peertest.Run(t, dir, "tshark", "-r", base+".pcap", "--export-objects", "tftp,"+dir, "-q")
	same(t, filepath.Join(dir, "big"), filepath.Join(b.root, "big"))
	out := peertest.Run(t, dir, "tshark", "-r", base+".pcap", "-Y", "ip.addr == 10.1.1.1 && ip.addr == 10.1.1.2 && tftp", "-T", "fields", "-e", "tftp.opcode")
	if n := strings.Count(out, "\n"); n < 100 {
		t.Errorf("tshark names %d messages", n)
	}
	text, err := os.ReadFile(base + ".txt")
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"RRQ \"big\"", "(lost)", "repeated)", "time-out", "duplicated"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("%q is missing in\n%s", want, text)
		}
	}
}
