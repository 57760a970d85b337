package ftpfs

import (
	"context"
	"crypto/md5"
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/ftpd"
	"github.com/iosim/iosim/internal/peertest"
)

// secureFS is ftps: that trusts a certificate; implicit says that the server of a
// test begins with TLS at its port.
func secureFS(t *testing.T, cert string, passive bool, implicit uint16) *FS {
	t.Helper()
	pool := x509.NewCertPool()
	if cert != "" {
		pem, err := os.ReadFile(cert)
		if err != nil || !pool.AppendCertsFromPEM(pem) {
			t.Fatal(err)
		}
	}
	f := NewSecure(ifstest.Loopback{}, clock.Simulated(epoch), func() Config { return Config{Passive: passive, Trust: pool} })
	f.answerTime, f.implicit = 20*time.Second, implicit
	return f
}

// roundTrip gets and puts files of several sizes.
func roundTrip(t *testing.T, f *FS, s server) {
	t.Helper()
	for size, seed := range map[int64]uint64{0: 1, 1: 2, 3<<20 + 1: 3} {
		file := fmt.Sprint("file", size)
		peertest.RandomFile(t, filepath.Join(s.root, file), size, seed)
		want := peertest.MD5(t, filepath.Join(s.root, file))
		b, err := ifstest.Get(t.Context(), f, ifstest.ParseName(t, s.url(file)))
		if err != nil {
			t.Fatalf("get %s: %v", file, err)
		}
		if got := fmt.Sprintf("%x", md5.Sum(b)); got != want {
			t.Errorf("got %s of %s, want %s", got, file, want)
		}
		if err := ifstest.Put(t.Context(), f, ifstest.ParseName(t, s.url("up"+file)), b); err != nil {
			t.Fatalf("put %s: %v", file, err)
		}
		if got := peertest.MD5(t, filepath.Join(s.root, "up"+file)); got != want {
			t.Errorf("put %s of %s, want %s", got, file, want)
		}
	}
}

// Explicit FTPS, with the data connection resuming the session, both ways in both
// modes with servers that others wrote.
func TestExplicitTLS(t *testing.T) {
	c := peertest.NewCertificate(t)
	for name, start := range map[string]func() peertest.FTPServer{
		"vsftpd":    func() peertest.FTPServer { return peertest.VSFTPD(t, c.VSFTPD()...) },
		"proftpd":   func() peertest.FTPServer { return peertest.ProFTPD(t, c.ProFTPD(t)...) },
		"pure-ftpd": func() peertest.FTPServer { return peertest.PureFTPD(t, c.PureFTPD()...) },
	} {
		t.Run(name, func(t *testing.T) {
			s := peerServer(start())
			for _, passive := range []bool{true, false} {
				roundTrip(t, secureFS(t, c.Cert, passive, implicitPort), s)
			}
			_, err := ifstest.Get(t.Context(), secureFS(t, "", true, implicitPort), ifstest.ParseName(t, s.url("file1")))
			ifstest.WantKind(t, "error", err, ifs.OpOpen, ifs.KindIO)
		})
	}
}

// Implicit FTPS with the lab hosts' server, and explicit too.
func TestOwnServerUnderTLS(t *testing.T) {
	c := peertest.NewCertificate(t)
	pair, err := tls.LoadX509KeyPair(c.Cert, c.Key)
	if err != nil {
		t.Fatal(err)
	}
	for _, implicit := range []bool{true, false} {
		s := ours(t, ftpd.Options{TLS: &tls.Config{Certificates: []tls.Certificate{pair}}, Implicit: implicit, RequireTLS: true})
		port := uint16(implicitPort)
		if implicit {
			host, _ := ifstest.ParseName(t, s.url("x")).HostPort("")
			_, p := ifstest.ParseName(t, s.url("x")).HostPort("")
			if _, err := fmt.Sscan(p, &port); err != nil {
				t.Fatal(host, err)
			}
		}
		for _, passive := range []bool{true, false} {
			roundTrip(t, secureFS(t, c.Cert, passive, port), s)
		}
	}
}

// A server that refuses TLS, talks on in the clear or is silent gets no password.
func TestLyingTLSServers(t *testing.T) {
	for _, tt := range []struct {
		name, says string
		kind       ifs.Kind
	}{
		{"refuses", "220 hi\r\n502 no\r\n", ifs.KindUnsupported},
		{"more in the clear", "220 hi\r\n234 go\r\n230 you are in\r\n", ifs.KindIO},
		{"no TLS", "220 hi\r\n234 go\r\nxxxxxxxxxxxxxxxxxxxxxxxx", ifs.KindIO},
		{"closes", "220 hi\r\n", ifs.KindIO},
		{"busy", "421 too many\r\n", ifs.KindIO},
		{"silent", "", ifs.KindTimeout},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			heard := make(chan string, 1)
			go func() {
				c, err := l.Accept()
				if err != nil {
					heard <- ""
					return
				}
				defer c.Close()
				_, _ = c.Write([]byte(tt.says))
				b := make([]byte, 4096)
				n := 0
				_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
				for n < len(b) {
					k, err := c.Read(b[n:])
					n += k
					if err != nil || tt.kind == ifs.KindIO && n >= len("AUTH TLS\r\n") {
						break
					}
				}
				heard <- string(b[:n])
			}()
			f := secureFS(t, "", true, implicitPort)
			if tt.kind == ifs.KindTimeout {
				f.answerTime = 0
			}
			_, err = ifstest.Get(t.Context(), f, ifstest.ParseName(t, "ftp://u:secret@"+l.Addr().String()+"/x"))
			ifstest.WantKind(t, "error", err, ifs.OpOpen, tt.kind)
			if got := <-heard; len(got) > 10 && got[:10] == "AUTH TLS\r\n" && got[10:] != "" && containsSecret(got) {
				t.Errorf("the server has heard %q", got)
			}
		})
	}
}

func containsSecret(s string) bool {
	for i := 0; i+6 <= len(s); i++ {
		if s[i:i+6] == "secret" {
			return true
		}
	}
	return false
}

// The user's stop costs nothing, under TLS too.
func TestAbortUnderTLS(t *testing.T) {
	c := peertest.NewCertificate(t)
	s := peerServer(peertest.VSFTPD(t, c.VSFTPD()...))
	peertest.RandomFile(t, filepath.Join(s.root, "big"), 16<<20, 1)
	ctx, cancel := context.WithCancel(t.Context())
	r, err := secureFS(t, c.Cert, true, implicitPort).Open(ctx, ifstest.ParseName(t, s.url("big")))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := r.Read(make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	cancel()
	for err == nil {
		_, err = r.Read(make([]byte, 1<<20))
	}
	ifstest.WantKind(t, "error", err, ifs.OpRead, ifs.KindAborted)
	r.Close()
}
