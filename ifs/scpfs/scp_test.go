package scpfs

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
	"golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/internal/sshclient"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newFS() *FS { return New(ifstest.Loopback{}, clock.Simulated(time.Unix(0, 0))) }

// Files go both ways with OpenSSH's server.
func TestOpenSSH(t *testing.T) {
	s := peertest.SSHD(t)
	f := newFS()
	url := func(path string) ifs.Name {
		return ifstest.ParseName(t, fmt.Sprintf("scp://%s:%s@%s/%s", s.User, s.Password, s.Addr, path))
	}
	for _, size := range []int64{0, 1, 5<<20 + 1} {
		from := filepath.Join(s.Root, fmt.Sprintf("it's file %d", size))
		peertest.RandomFile(t, from, size, 3)
		want, err := os.ReadFile(from)
		if err != nil {
			t.Fatal(err)
		}
		var lines []string
		ctx := ifs.WithTrace(t.Context(), &ifs.Trace{Line: func(_ ifs.Direction, proto, text string) { lines = append(lines, proto+" "+text) }})
		got, err := ifstest.Get(ctx, f, url(from))
		if err != nil || string(got) != string(want) {
			t.Errorf("%d bytes of %d: %v", len(got), size, err)
		}
		if text := fmt.Sprintf("scp C0644 %d it's file %[1]d", size); strings.Join(lines, "|") != text {
			t.Errorf("trace %q, want %q", lines, text)
		}
		for _, announced := range []int64{size, -1} {
			to := filepath.Join(s.Root, fmt.Sprintf("up%d%d", size, announced))
			if err := ifstest.PutAnnounced(t.Context(), f, url(to), want, announced); err != nil {
				t.Errorf("put %d: %v", size, err)
			}
			if peertest.MD5(t, to) != peertest.MD5(t, from) {
				t.Errorf("put of %d bytes differs", size)
			}
		}
	}
	_, err := ifstest.Get(t.Context(), f, url(filepath.Join(s.Root, "none")))
	ifstest.WantKind(t, "missing", err, ifs.OpOpen, ifs.KindNotExist)
	_, err = ifstest.Get(t.Context(), f, url(s.Root))
	ifstest.WantKind(t, "directory", err, ifs.OpOpen, ifs.KindIsDir)
	ifstest.WantKind(t, "no directory", ifstest.Put(t.Context(), f, url(filepath.Join(s.Root, "no/where")), []byte("x")), ifs.OpWrite, ifs.KindNotExist)
	bad := url(filepath.Join(s.Root, "none"))
	bad.Password = "wrong"
	_, err = ifstest.Get(t.Context(), f, bad)
	ifstest.WantKind(t, "password", err, ifs.OpOpen, ifs.KindAuth)
	ifstest.WantKind(t, "short", ifstest.PutAnnounced(t.Context(), f, url(filepath.Join(s.Root, "s")), []byte("x"), 2), ifs.OpWrite, ifs.KindLength)
	ctx, cancel := context.WithCancel(t.Context())
	r, err := f.Open(ctx, url(filepath.Join(s.Root, "it's file 5242881")))
	if err != nil {
		t.Fatal(err)
	}
	cancel()
	_, err = io.Copy(io.Discard, r)
	ifstest.WantKind(t, "stopped", err, ifs.OpRead, ifs.KindAborted)
	r.Close()
}

// liar is an SSH server that says what a test wants when scp is run.
func liar(t *testing.T, scp func(c ssh.Channel, in *bufio.Reader)) ifs.Name {
	t.Helper()
	addr := peertest.SSHLiar(t, "exec", func(c ssh.Channel) {
		scp(c, bufio.NewReader(c))
		c.Close()
	})
	return ifstest.ParseName(t, "scp://u:p@"+addr+"/file")
}

func TestLyingSources(t *testing.T) {
	for _, tt := range []struct {
		name, says string
		op         ifs.Op
		kind       ifs.Kind
	}{
		{"out of its directory", "C0644 4 ../x\n", ifs.OpOpen, ifs.KindProtocol},
		{"parent", "C0644 4 ..\n", ifs.OpOpen, ifs.KindProtocol},
		{"no name", "C0644 4 \n", ifs.OpOpen, ifs.KindProtocol},
		{"negative", "C0644 -4 x\n", ifs.OpOpen, ifs.KindProtocol},
		{"no number", "C0644 99999999999999999999 x\n", ifs.OpOpen, ifs.KindProtocol},
		{"no mode", "Cxyz 4 x\n", ifs.OpOpen, ifs.KindProtocol},
		{"empty", "\n", ifs.OpOpen, ifs.KindProtocol},
		{"banner", "Welcome!\n", ifs.OpOpen, ifs.KindProtocol},
		{"endless line", "C" + strings.Repeat("0", 1<<20), ifs.OpOpen, ifs.KindProtocol},
		{"directory", "D0755 0 x\n", ifs.OpOpen, ifs.KindIsDir},
		{"fault", "\x01scp: something else\n", ifs.OpOpen, ifs.KindUnknown},
		{"nothing", "", ifs.OpOpen, ifs.KindIO},
		{"short", "C0644 4 x\nab", ifs.OpRead, ifs.KindLength},
		{"no end", "C0644 4 x\nabcd", ifs.OpRead, ifs.KindIO},
		{"fault at the end", "C0644 4 x\nabcd\x02disk has gone\n", ifs.OpRead, ifs.KindUnknown},
		{"good", "T1 0 1 0\nC0644 4 x\nabcd\x00", "", 0},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := liar(t, func(c ssh.Channel, in *bufio.Reader) {
				go func() { _, _ = io.Copy(io.Discard, in) }()
				_, _ = io.WriteString(c, tt.says)
			})
			b, err := ifstest.Get(t.Context(), newFS(), n)
			if tt.kind == 0 && tt.op == "" {
				if err != nil || string(b) != "abcd" {
					t.Errorf("%q, %v", b, err)
				}
				return
			}
			ifstest.WantKind(t, "get", err, tt.op, tt.kind)
		})
	}
}

func TestLyingSinks(t *testing.T) {
	for _, tt := range []struct {
		name, first, second, third string
		kind                       ifs.Kind
	}{
		{"fault at once", "\x01scp: no\n", "", "", ifs.KindUnknown},
		{"refused", "\x00", "\x01scp: x: Permission denied\n", "", ifs.KindPermission},
		{"full", "\x00", "\x00", "\x01scp: x: No space left on device\n", ifs.KindFull},
		{"rubbish", "hello\n", "", "", ifs.KindProtocol},
		{"gone", "\x00", "\x00", "", ifs.KindIO},
	} {
		t.Run(tt.name, func(t *testing.T) {
			n := liar(t, func(c ssh.Channel, in *bufio.Reader) {
				_, _ = io.WriteString(c, tt.first)
				if tt.second == "" {
					return
				}
				if _, err := in.ReadString('\n'); err != nil {
					return
				}
				_, _ = io.WriteString(c, tt.second)
				_, _ = io.ReadFull(in, make([]byte, 5))
				_, _ = io.WriteString(c, tt.third)
			})
			ifstest.WantKind(t, "put", ifstest.Put(t.Context(), newFS(), n, []byte("abcd")), ifs.OpWrite, tt.kind)
		})
	}
}

func TestSilence(t *testing.T) {
	f := newFS()
	f.answerTime = 0
	ifstest.Silence(t, "scp", f, newFS(), f.clk, sshclient.IdleTimeout)
	_, err := ifstest.Get(t.Context(), f, ifstest.ParseName(t, "scp://127.0.0.1/dir/"))
	ifstest.WantKind(t, "directory", err, ifs.OpOpen, ifs.KindInvalid)
}

// A server without scp for the user: OpenSSH has its SFTP server talk in the place of
// scp, or a program that is not there; others refuse to run it. At the prompt it is a fault of
// the server (ios-files.md 6.11).
func TestNoSCP(t *testing.T) {
	refusing := func() ifs.Name {
		addr := peertest.SSHLiar(t, "subsystem", func(c ssh.Channel) { _ = c.Close() })
		return ifstest.ParseName(t, "scp://u:p@"+addr+"/file")
	}
	forced := func(command string) func() ifs.Name {
		s := peertest.SSHD(t, "ForceCommand "+command)
		n := ifstest.ParseName(t, fmt.Sprintf("scp://%s:%s@%s/file", s.User, s.Password, s.Addr))
		return func() ifs.Name { return n }
	}
	for _, tt := range []struct {
		name string
		at   func() ifs.Name
		put  ifs.Op
	}{
		{"refused", refusing, ifs.OpOpen},
		{"SFTP only", forced("internal-sftp"), ifs.OpWrite},
		{"no program", forced("/nowhere/scp"), ifs.OpWrite},
	} {
		_, err := ifstest.Get(t.Context(), newFS(), tt.at())
		ifstest.WantKind(t, tt.name+", get", err, ifs.OpOpen, ifs.KindProtocol)
		ifstest.WantKind(t, tt.name+", put", ifstest.Put(t.Context(), newFS(), tt.at(), []byte("abcd")), tt.put, ifs.KindProtocol)
	}
}

func TestQuote(t *testing.T) {
	for in, want := range map[string]string{
		"flash:x.bin": "flash:x.bin", "a b": "'a b'", "it's": `'it'\''s'`, "$(reboot)": "'$(reboot)'", "-rf": "./-rf", "": "",
	} {
		if got := quote(in); got != want {
			t.Errorf("%q: %s, want %s", in, got, want)
		}
	}
}

func FuzzRecord(f *testing.F) {
	for _, s := range []string{"C0644 4 x", "C0644 4 ../x", "D0755 0 x", "T1 0 1 0", "\x01no", "C", "C0644 4", "E", ""} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := parseRecord(s)
		if err == nil && r.kind == 'C' && (r.size < 0 || strings.ContainsAny(s[strings.LastIndexByte(s, ' ')+1:], "/")) {
			t.Errorf("%q is taken: %+v", s, r)
		}
	})
}
