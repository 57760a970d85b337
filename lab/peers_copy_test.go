package lab_test

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
)

// A server of Debian, as a host of the lab.
type peer struct {
	prefix, login string // "tftp"; "ftp" with user and password, as a URL has them
	tftp, ftp     netip.AddrPort
	root          string
}

func tftpPeer(s peertest.TFTPServer) peer { return peer{prefix: "tftp", tftp: s.Addr, root: s.Root} }

func ftpPeer(s peertest.FTPServer) peer {
	return peer{prefix: "ftp", login: s.User + ":" + s.Password + "@", ftp: s.Addr, root: s.Root}
}

func (p peer) url(name string) string { return p.prefix + "://" + p.login + "10.9.9.9/" + name }

// config logs in to an FTP server where the URL does not.
func (p peer) config() string {
	user, password, found := strings.Cut(strings.TrimSuffix(p.login, "@"), ":")
	if !found {
		return ""
	}
	return "ip ftp username " + user + "\nip ftp password " + password + "\n"
}

var peers = map[string]func(testing.TB) peer{
	"tftpd-hpa": func(t testing.TB) peer { return tftpPeer(peertest.TFTPDHPA(t)) },
	"atftpd":    func(t testing.TB) peer { return tftpPeer(peertest.ATFTPD(t)) },
	"dnsmasq":   func(t testing.TB) peer { return tftpPeer(peertest.DNSMasq(t)) },
	"vsftpd":    func(t testing.TB) peer { return ftpPeer(peertest.VSFTPD(t)) },
}

// Sizes at the ends of 512-byte blocks, and one behind the 65536th.
var peerSizes = []int64{0, 1, 511, 512, 5<<20 + 1, 65536*512 + 700}

// bigBlocks are sizes at the ends of 8192-byte blocks beside the others.
var bigBlocks = []int64{8191, 8192, 8193}

// TestPeersCopy copies files of all sizes in both directions between flash0: and
// real servers: the whole product, the questions answered or all in the URL.
func TestPeersCopy(t *testing.T) {
	t.Parallel()
	for name, start := range peers {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := start(t)
			sizes := peerSizes
			for _, config := range []string{"", "ip tftp blocksize 8192\n", "no ip ftp passive\n"} {
				if strings.Contains(config, "tftp") != p.tftp.IsValid() && config != "" {
					continue
				}
				if config != "" {
					sizes = append(bigBlocks, peerSizes...)
				}
				l := newPeerLab(t, p.tftp, p.ftp, p.config()+config)
				copyAll(t, p, l, sizes, name != "dnsmasq")
			}
		})
	}
}

// copyAll gets each file twice and, if the server takes files, puts it twice.
func copyAll(t *testing.T, p peer, l peerLab, sizes []int64, takes bool) {
	t.Helper()
	var lines []string
	copies := 0
	enter := func(l ...string) { lines = append(lines, l...); copies++ }
	for i, size := range sizes {
		f := fmt.Sprintf("f%d", size)
		peertest.RandomFile(t, filepath.Join(p.root, f), size, uint64(i+1))
		enter("copy "+p.prefix+": flash0:", "10.9.9.9", f, "a"+f)
		enter("copy "+p.url(f)+" flash0:b"+f, "")
		if takes {
			enter("copy flash0:a"+f+" "+p.prefix+":", "10.9.9.9", "put-a"+f)
			enter("copy flash0:b"+f+" "+p.url("put-b"+f), "", "")
		}
	}
	screen := l.play(t, lines...)
	if n := strings.Count(screen, " bytes copied in "); n != copies || strings.Contains(screen, "%") {
		t.Errorf("%d of %d copies:\n%s", n, copies, screen)
	}
	onFlash := peertest.Contents(t, l.flash())
	for _, size := range sizes {
		f := fmt.Sprintf("f%d", size)
		sum := peertest.MD5(t, filepath.Join(p.root, f))
		if onFlash["a"+f] != sum || onFlash["b"+f] != sum {
			t.Errorf("%s: md5 %s, on flash0: %s by prompts, %s by URL", f, sum, onFlash["a"+f], onFlash["b"+f])
		}
		if takes {
			peertest.Arrives(t, filepath.Join(p.root, "put-a"+f), sum)
			peertest.Arrives(t, filepath.Join(p.root, "put-b"+f), sum)
		}
		for _, name := range []string{f, "put-a" + f, "put-b" + f} {
			if err := os.Remove(filepath.Join(p.root, name)); err != nil && (takes || name == f) {
				t.Error(err)
			}
		}
	}
}
