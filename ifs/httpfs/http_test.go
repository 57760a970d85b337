package httpfs

import (
	"context"
	"crypto/x509"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/peertest"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func newFS(scheme string, c Config) *FS {
	return New(scheme, ifstest.Loopback{}, clock.Simulated(time.Unix(0, 0)), func() Config { return c })
}

// Files go both ways with nginx, with and without TLS.
func TestNginx(t *testing.T) {
	s := peertest.Nginx(t)
	pem, err := os.ReadFile(s.Certificate.Cert)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	if !pool.AppendCertsFromPEM(pem) {
		t.Fatal("no certificate")
	}
	for scheme, addr := range map[string]netip.AddrPort{"http": s.Addr, "https": s.TLSAddr} {
		f := newFS(scheme, Config{User: s.User, Password: s.Password, Trust: pool})
		url := func(name string) ifs.Name { return ifstest.ParseName(t, fmt.Sprintf("%s://%s/%s", scheme, addr, name)) }
		for _, size := range []int64{0, 1, 3<<20 + 1} {
			from := filepath.Join(s.Root, fmt.Sprint(scheme, size))
			peertest.RandomFile(t, from, size, 5)
			want, err := os.ReadFile(from)
			if err != nil {
				t.Fatal(err)
			}
			got, err := ifstest.Get(t.Context(), f, url(filepath.Base(from)))
			if err != nil || string(got) != string(want) {
				t.Errorf("%s: %d bytes of %d: %v", scheme, len(got), size, err)
			}
			for _, announced := range []int64{size, -1} {
				to := fmt.Sprintf("up%s%d%d", scheme, size, announced)
				if err := ifstest.PutAnnounced(t.Context(), f, url(to), want, announced); err != nil {
					t.Errorf("%s: put %d: %v", scheme, size, err)
				}
				if peertest.MD5(t, filepath.Join(s.Root, to)) != peertest.MD5(t, from) {
					t.Errorf("%s: put of %d bytes differs", scheme, size)
				}
			}
		}
		bad := url("x")
		bad.User, bad.HasUser, bad.Password, bad.HasPassword = "nobody", true, "x", true
		_, err := ifstest.Get(t.Context(), f, bad)
		ifstest.WantKind(t, "bad password", err, ifs.OpOpen, ifs.KindAuth)
		ifstest.WantKind(t, "bad password, put", ifstest.Put(t.Context(), f, bad, []byte("x")), ifs.OpOpen, ifs.KindAuth)
		_, err = ifstest.Get(t.Context(), f, url("none"))
		ifstest.WantKind(t, "missing", err, ifs.OpOpen, ifs.KindNotExist)
	}
	_, err = ifstest.Get(t.Context(), newFS("https", Config{Trust: x509.NewCertPool()}), ifstest.ParseName(t, fmt.Sprintf("https://%s/x", s.TLSAddr)))
	ifstest.WantKind(t, "unknown authority", err, ifs.OpOpen, ifs.KindIO)
	_, err = ifstest.Get(t.Context(), newFS("https", Config{Insecure: true}), ifstest.ParseName(t, fmt.Sprintf("https://%s/x", s.TLSAddr)))
	ifstest.WantKind(t, "insecure", err, ifs.OpOpen, ifs.KindAuth)
}

// Servers that lie end in a clear error, soon.
func TestLyingServers(t *testing.T) {
	raw := func(text string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) {
			c, b, err := w.(http.Hijacker).Hijack()
			if err != nil {
				return
			}
			defer c.Close()
			_, _ = b.WriteString(text)
			_ = b.Flush()
		}
	}
	for _, tt := range []struct {
		name string
		h    http.HandlerFunc
		op   ifs.Op
		kind ifs.Kind
	}{
		{"circle", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/again", http.StatusFound) }, ifs.OpOpen, ifs.KindIO},
		{"away", func(w http.ResponseWriter, r *http.Request) {
			http.Redirect(w, r, "ftp://127.0.0.1/x", http.StatusFound)
		}, ifs.OpOpen, ifs.KindIO},
		{"no HTTP", raw("SSH-2.0-x\r\n"), ifs.OpOpen, ifs.KindIO},
		{"nothing", raw(""), ifs.OpOpen, ifs.KindIO},
		{"endless head", raw("HTTP/1.1 200 OK\r\nX: " + strings.Repeat("x", 1<<20)), ifs.OpOpen, ifs.KindIO},
		{"two lengths", raw("HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"), ifs.OpOpen, ifs.KindIO},
		{"short", raw("HTTP/1.1 200 OK\r\nContent-Length: 30\r\n\r\nabcd"), ifs.OpRead, ifs.KindLength},
		{"bad chunk", raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabcd"), ifs.OpRead, ifs.KindIO},
		{"gone", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusGone) }, ifs.OpOpen, ifs.KindNotExist},
		{"forbidden", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusForbidden) }, ifs.OpOpen, ifs.KindPermission},
		{"broken", func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }, ifs.OpOpen, ifs.KindIO},
	} {
		t.Run(tt.name, func(t *testing.T) {
			s := httptest.NewServer(tt.h)
			defer s.Close()
			_, err := ifstest.Get(t.Context(), newFS("http", Config{}), ifstest.ParseName(t, s.URL+"/x"))
			ifstest.WantKind(t, "get", err, tt.op, tt.kind)
			if tt.op == ifs.OpOpen {
				if err := ifstest.Put(t.Context(), newFS("http", Config{}), ifstest.ParseName(t, s.URL+"/x"), make([]byte, 1<<20)); err == nil {
					t.Error("put went well")
				}
			}
		})
	}
}

// A silent server costs a device its time-out; the user's stop costs nothing.
func TestSilence(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	f := newFS("http", Config{})
	f.answerTime = 0
	n := ifstest.ParseName(t, "http://"+l.Addr().String()+"/x")
	_, err = ifstest.Get(t.Context(), f, n)
	ifstest.WantKind(t, "silent", err, ifs.OpOpen, ifs.KindIO)
	if d := f.clk.Now().Sub(time.Unix(0, 0)); d != idleTimeout {
		t.Errorf("it took %v", d)
	}
	f = newFS("http", Config{})
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err = ifstest.Get(ctx, f, n)
	ifstest.WantKind(t, "stopped", err, ifs.OpOpen, ifs.KindAborted)
	_, err = ifstest.Get(t.Context(), f, ifstest.ParseName(t, "http://127.0.0.1:1/x"))
	ifstest.WantKind(t, "refused", err, ifs.OpOpen, ifs.KindIO)
	_, err = ifstest.Get(t.Context(), f, ifstest.ParseName(t, "http://nobody/x"))
	ifstest.WantKind(t, "bad host", err, ifs.OpOpen, ifs.KindBadHost)
	_, err = ifstest.Get(t.Context(), f, ifstest.ParseName(t, "http:x"))
	ifstest.WantKind(t, "no host", err, ifs.OpOpen, ifs.KindNoHost)
}

// An aborted or short write leaves no file.
func TestAbort(t *testing.T) {
	s := peertest.Nginx(t)
	f := newFS("http", Config{User: s.User, Password: s.Password})
	n := ifstest.ParseName(t, fmt.Sprintf("http://%s/half", s.Addr))
	w, err := f.Create(t.Context(), n, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(make([]byte, 1000)); err != nil {
		t.Fatal(err)
	}
	if err := w.Abort(); err != nil {
		t.Fatal(err)
	}
	if err := ifstest.PutAnnounced(t.Context(), f, n, make([]byte, 100), 200); err == nil {
		t.Error("a short file is taken")
	}
	if _, err := os.Stat(filepath.Join(s.Root, "half")); err == nil {
		t.Error("a file is left")
	}
}
