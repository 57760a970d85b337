package lab_test

import (
	"maps"
	"os"
	"path/filepath"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/iosim/iosim/internal/peertest"
)

// refusal is a copy that a server does not let happen: what is typed, and what
// the screen shows (ios-files.md 6.11).
type refusal struct {
	typed string
	shown []string
}

func missing(p peer) refusal {
	url := p.prefix + "://10.9.9.9/nofile"
	return refusal{"copy " + p.url("nofile") + " flash0:x",
		[]string{"Accessing " + url + "...", "%Error opening " + url + " (No such file or directory)", "R2#"}}
}

// put writes a file where the server has not the right name for it.
func put(p peer, name string, shown ...string) refusal {
	return refusal{"copy flash0:notes.txt " + p.url(name), append(shown, "R2#")}
}

// secret is a file of the server that only its owner may read.
const secret = "secret"

func unreadable(p peer) refusal {
	url := p.prefix + "://10.9.9.9/" + secret
	return refusal{"copy " + p.url(secret) + " flash0:notes.txt",
		[]string{"Accessing " + url + "...", "%Error opening " + url + " (Permission denied)", "R2#"}}
}

var refusals = map[string]struct {
	start func(testing.TB) peer
	what  func(peer) []refusal
}{
	"tftpd-hpa without -c": {
		func(t testing.TB) peer { return tftpPeer(peertest.TFTPDHPAOld(t)) },
		func(p peer) []refusal {
			return []refusal{missing(p), unreadable(p),
				put(p, "up", "%Error opening tftp://10.9.9.9/up (No such file or directory)"),
				put(p, secret, "%Error opening tftp://10.9.9.9/"+secret+" (Permission denied)")}
		},
	},
	"atftpd": {
		func(t testing.TB) peer { return tftpPeer(peertest.ATFTPD(t)) },
		// It answers a write before it opens the file.
		func(p peer) []refusal {
			return []refusal{missing(p), put(p, "nodir/up", "!", "%Error writing tftp://10.9.9.9/nodir/up (Permission denied)")}
		},
	},
	"dnsmasq": {
		func(t testing.TB) peer { return tftpPeer(peertest.DNSMasq(t)) },
		// It takes no file: illegal TFTP operation.
		func(p peer) []refusal {
			return []refusal{missing(p), put(p, "up", "%Error opening tftp://10.9.9.9/up (Undefined error)")}
		},
	},
	"vsftpd that only gives": {
		func(t testing.TB) peer { return ftpPeer(peertest.VSFTPD(t, "write_enable=NO")) },
		func(p peer) []refusal {
			wrong, url := p, "ftp://10.9.9.9/f"
			wrong.login = "peer:wrong@"
			return []refusal{missing(p), // also where the server lacks the right to read: 550 for both
				{"copy " + p.url(secret) + " flash0:notes.txt",
					[]string{"Accessing ftp://10.9.9.9/" + secret + "...", "%Error opening ftp://10.9.9.9/" + secret + " (No such file or directory)", "R2#"}},
				put(p, "up", "Writing up ", "%Error writing ftp://10.9.9.9/up (Permission denied)"),
				{"copy " + wrong.url("f") + " flash0:notes.txt",
					[]string{"Accessing " + url + "...", "%Error opening " + url + " (Incorrect Login/Password)", "R2#"}},
				put(wrong, "up", "Writing up ", "%Error opening ftp://10.9.9.9/up (Incorrect Login/Password)")}
		},
	},
}

// TestPeersRefuse lets real servers refuse: the words of IOS, and nothing changed
// on either side.
func TestPeersRefuse(t *testing.T) {
	t.Parallel()
	for name, r := range refusals {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := r.start(t)
			peertest.RandomFile(t, filepath.Join(p.root, "f"), 1000, 1)
			peertest.RandomFile(t, filepath.Join(p.root, secret), 1000, 2)
			if err := os.Chmod(filepath.Join(p.root, secret), 0o600); err != nil {
				t.Fatal(err)
			}
			l := newPeerLab(t, p.tftp, p.ftp, "file prompt quiet\n")
			free := l.play(t, "dir")
			disk, server := peertest.Contents(t, l.flash()), peertest.Contents(t, p.root)
			if len(disk) < 3 || len(server) < 3 {
				t.Fatalf("%v, %v", disk, server)
			}
			for _, r := range r.what(p) {
				screen := l.play(t, r.typed)
				if !has(screen, r.shown...) {
					t.Errorf("%q shows no %q:\n%s", r.typed, r.shown, screen)
				}
			}
			if now := peertest.Contents(t, l.flash()); !maps.Equal(now, disk) {
				t.Errorf("flash0: has changed: %s", cmp.Diff(disk, now))
			}
			if now := peertest.Contents(t, p.root); !maps.Equal(now, server) {
				t.Errorf("the server's files have changed: %s", cmp.Diff(server, now))
			}
			if now := l.play(t, "dir"); now != free {
				t.Errorf("dir has changed: %s", cmp.Diff(free, now))
			}
			if left, err := filepath.Glob(filepath.Join(l.flash(), ".iosim", "tmp", "*")); len(left) > 0 || err != nil {
				t.Errorf("left over: %q, %v", left, err)
			}
		})
	}
}
