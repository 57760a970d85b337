package lab_test

import (
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
)

// tsharkNames fails unless tshark names every message of a capture as one of the
// protocols, and finds nothing wrong with it.
func tsharkNames(t *testing.T, file string, protocols ...string) {
	t.Helper()
	together := "tcp.desegment_tcp_streams:TRUE"
	if protocols[0] == "ssh" { // it does not tell where a part's end is
		together = "tcp.desegment_tcp_streams:FALSE"
	}
	out := peertest.Run(t, t.TempDir(), "tshark", "-o", together, "-2", "-r", file, // twice, so that a part of a message knows its end
		"-o", "ip.check_checksum:TRUE", "-o", "tcp.check_checksum:TRUE", "-o", "udp.check_checksum:TRUE",
		"-T", "fields", "-E", "separator=|", "-e", "frame.number", "-e", "frame.protocols", "-e", "tcp.len", "-e", "tcp.reassembled_in",
		"-e", "_ws.malformed", "-e", "ip.checksum.status", "-e", "tcp.checksum.status", "-e", "udp.checksum.status")
	named := 0
	for line := range strings.Lines(out) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if len(f) < 8 {
			continue // who it runs as
		}
		if f[4] != "" || f[5] == "0" || f[6] == "0" || f[7] == "0" {
			t.Errorf("%s: frame %s is damaged: %s", filepath.Base(file), f[0], line)
		}
		if strings.Contains(f[1], ":tcp") && (f[2] == "0" || f[3] != "") {
			continue // no payload, or a part of a message that is named where it ends
		}
		ok := false
		for _, p := range protocols {
			ok = ok || strings.Contains(":"+f[1]+":", ":"+p+":")
		}
		if !ok {
			t.Errorf("%s: frame %s is %s", filepath.Base(file), f[0], f[1])
		}
		named++
	}
	if named < 2 {
		t.Errorf("%s: %d messages\n%s", filepath.Base(file), named, out)
	}
}

// tshark names every message of every protocol's capture.
func TestTSharkNamesEveryMessage(t *testing.T) {
	t.Parallel()
	peertest.Need(t, "tshark")
	dir := t.TempDir()
	b := runBad(t, "{ delay: 1ms }", `    http: { users: { u: p }, write: true, root: { dir: srv } }
    scp: { users: { u: p }, write: true, root: { dir: srv } }
  sec:
    address: 10.1.1.7
    ftp: { tls: true, users: { u: p }, root: { dir: srv } }`, 60_001, dir,
		"copy tftp://10.1.1.1/big flash0:tftp",
		"copy flash0:tftp tftp://10.1.1.1/up",
		"configure terminal", "ip tftp blocksize 8192", "end", // longer than a frame: fragments
		"copy tftp://10.1.1.1/big null:",
		"copy ftp://u:p@10.1.1.1/big null:",
		"configure terminal", "no ip ftp passive", "end",
		"copy flash0:tftp ftp://u:p@10.1.1.1/up",
		"copy http://u:p@10.1.1.1/big null:",
		"copy https://u:p@10.1.1.1/big null:",
		"copy scp://u:p@10.1.1.1/big null:",
		"copy ftps://u:p@10.1.1.7/big null:")
	if n := strings.Count(b.screen, "60001 bytes copied in"); n != 9 {
		t.Fatalf("%d copies\n%s", n, b.screen)
	}
	for file, protocols := range map[string][]string{
		"001-tftp-big": {"tftp"}, "002-tftp-up": {"tftp"},
		"004-ftp-big": {"ftp", "ftp-data"}, "005-ftp-up": {"ftp", "ftp-data"},
		"006-http-big": {"http"}, "007-https-big": {"tls"}, "008-scp-big": {"ssh"}, "009-ftps-big": {"ftp", "tls", "ftp-data"},
	} {
		tsharkNames(t, filepath.Join(dir, file+".pcap"), protocols...)
	}
	// Fragments are put together again: the file comes out whole.
	peertest.Run(t, dir, "tshark", "-r", filepath.Join(dir, "003-tftp-big.pcap"), "--export-objects", "tftp,"+dir, "-q")
	same(t, filepath.Join(dir, "big"), filepath.Join(b.root, "big"))
}

// What monitor capture exports is a capture that tshark reads, on a disk and on a
// server.
func TestMonitorCaptureExports(t *testing.T) {
	t.Parallel()
	peertest.Need(t, "tshark")
	b := runBad(t, "{ delay: 1ms }", "", 20_001, "",
		"monitor capture buffer B size 1024 max-size 1600",
		"monitor capture point ip process-switched P both",
		"monitor capture point associate P B",
		"monitor capture point start P",
		"copy tftp://10.1.1.1/big flash0:down",
		"copy ftp://u:p@10.1.1.1/big null:",
		"monitor capture point stop P",
		"copy tftp://10.1.1.1/big null:",
		"monitor capture buffer B export flash0:b.pcap",
		"monitor capture buffer B export tftp://10.1.1.1/b.pcap",
		"monitor capture buffer B clear",
		"monitor capture buffer B limit packet-count 3",
		"monitor capture point start P",
		"copy tftp://10.1.1.1/big null:",
		"monitor capture buffer B export flash0:three.pcap")
	local := filepath.Join(b.flash, "b.pcap")
	same(t, local, filepath.Join(b.root, "b.pcap"))
	tsharkNames(t, local, "tftp", "ftp", "ftp-data")
	dir := t.TempDir()
	peertest.Run(t, dir, "tshark", "-r", local, "--export-objects", "tftp,"+dir, "-q")
	same(t, filepath.Join(dir, "big"), filepath.Join(b.root, "big"))
	if st, err := os.Stat(filepath.Join(b.flash, "three.pcap")); err != nil || st.Size() != 24+3*16+(14+20+8+20)+(14+20+8+14)+(14+20+8+4) {
		t.Errorf("%v, %v\n%s", st, err, b.screen)
	}
}

// The filter of a buffer takes access lists of every kind: what is captured of a TFTP and
// an FTP copy is what the list permits.
func TestMonitorCaptureFilter(t *testing.T) {
	t.Parallel()
	peertest.Need(t, "tshark")
	var lines []string
	const tcp, udp = " tcp", " udp"
	lists := map[string][]string{ // who sent what
		"10": nil, "110": {"10.1.1.2" + tcp}, "2010": {"10.1.1.2" + udp}, "ONLY-FTP": {"10.1.1.1" + tcp},
		"FROM-SRV": {"10.1.1.1" + tcp, "10.1.1.1" + udp}, "NOBODY": nil,
	}
	lines = append(lines, "configure terminal", "access-list 10 permit 10.3.3.3", "access-list 110 permit tcp any any eq ftp",
		"access-list 2010 permit udp any host 10.1.1.1", "ip access-list extended ONLY-FTP", "deny udp any any", "permit tcp any eq ftp any",
		"exit", "ip access-list standard FROM-SRV", "permit 10.1.1.1", "exit", "ip access-list standard NOBODY", "deny any", "end")
	for list := range lists {
		lines = append(lines, "monitor capture buffer B"+list+" size 1024 max-size 1600",
			"monitor capture buffer B"+list+" filter access-list "+list,
			"monitor capture point ip process-switched P"+list+" both",
			"monitor capture point associate P"+list+" B"+list)
	}
	lines = append(lines, "monitor capture point start all", "copy tftp://10.1.1.1/big null:", "copy ftp://u:p@10.1.1.1/big null:", "monitor capture point stop all")
	for list := range lists {
		lines = append(lines, "monitor capture buffer B"+list+" export flash0:"+list+".pcap")
	}
	b := runBad(t, "{ delay: 1ms }", "", 2001, "", lines...)
	for list, want := range lists {
		out := peertest.Run(t, b.flash, "tshark", "-r", filepath.Join(b.flash, list+".pcap"), "-T", "fields", "-E", "separator= ", "-e", "ip.src", "-e", "ip.proto")
		got := map[string]bool{}
		for line := range strings.Lines(strings.NewReplacer(" 6\n", tcp+"\n", " 17\n", udp+"\n").Replace(out)) {
			if strings.HasPrefix(line, "10.") { // not who it runs as
				got[strings.TrimSpace(line)] = true
			}
		}
		if names := slices.Sorted(maps.Keys(got)); !slices.Equal(names, want) {
			t.Errorf("list %s lets through %q, not %q", list, names, want)
		}
	}
	if t.Failed() {
		t.Log(b.screen)
	}
}
