package host_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pkg/sftp"
	gossh "golang.org/x/crypto/ssh"
)

const abusedLab = `name: abused
devices: { R2: { platform: c2901 } }
hosts:
  srv:
    address: 10.1.1.1
    ftp: { users: { u: p }, root: { files: { f: { text: hello } } } }
    http: { write: true, users: { u: p }, root: { files: { f: { text: hello } } } }
    sftp: { write: true, users: { u: p }, root: { files: { f: { text: hello } } } }
`

// Whoever has guessed wrong gets few passwords judged, however many connections there are:
// the right password shows which are.
func TestGuessesAreSlow(t *testing.T) {
	for scheme, login := range map[string]func(h started, password string) bool{
		"ftp": func(h started, password string) bool {
			c, err := net.Dial("tcp4", h.FTP.String())
			if err != nil {
				return false
			}
			defer c.Close()
			_ = c.SetDeadline(time.Now().Add(hang))
			fmt.Fprintf(c, "USER u\r\nPASS %s\r\nQUIT\r\n", password)
			said, _ := io.ReadAll(c)
			return strings.Contains(string(said), "\n230 ")
		},
		"http": func(h started, password string) bool {
			r, err := http.NewRequest(http.MethodGet, "http://"+h.HTTP.String()+"/f", nil)
			if err != nil {
				return false
			}
			r.SetBasicAuth("u", password)
			resp, err := http.DefaultTransport.RoundTrip(r)
			if err != nil {
				return false
			}
			resp.Body.Close()
			return resp.StatusCode == http.StatusOK
		},
		"ssh": func(h started, password string) bool {
			c, err := gossh.Dial("tcp4", h.SSH.String(), &gossh.ClientConfig{User: "u", HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: hang,
				Auth: []gossh.AuthMethod{gossh.Password(password)}})
			if err != nil {
				return false
			}
			c.Close()
			return true
		},
	} {
		t.Run(scheme, func(t *testing.T) {
			h := start(t, t.TempDir(), abusedLab)
			defer http.DefaultTransport.(*http.Transport).CloseIdleConnections()
			if !login(h, "p") {
				t.Fatal("the right password is refused")
			}
			var all sync.WaitGroup
			for range 20 {
				all.Go(func() { login(h, "wrong") })
			}
			all.Wait()
			var judged atomic.Int32
			for range 60 {
				all.Go(func() {
					if login(h, "p") {
						judged.Add(1)
					}
				})
			}
			all.Wait()
			if n := judged.Load(); n > 20 {
				t.Errorf("%d of 60 passwords at once were judged", n)
			}
		})
	}
}

// Handles of SFTP are bounded, and a closed one makes room.
func TestSFTPHandles(t *testing.T) {
	h := start(t, t.TempDir(), abusedLab)
	conn, err := gossh.Dial("tcp4", h.SSH.String(), &gossh.ClientConfig{User: "u", HostKeyCallback: gossh.InsecureIgnoreHostKey(), Auth: []gossh.AuthMethod{gossh.Password("p")}})
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	c, err := sftp.NewClient(conn)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	var open []io.Closer
	for range 2000 {
		f, err := c.Open("/f")
		if err != nil {
			break
		}
		open = append(open, f)
	}
	if len(open) == 0 || len(open) > 200 {
		t.Fatalf("%d handles are open", len(open))
	}
	if _, err := c.ReadDir("/"); err == nil || !strings.Contains(err.Error(), "too many open handles") {
		t.Errorf("a folder beyond the limit: %v", err)
	}
	if _, err := c.Create("/new"); err == nil {
		t.Error("an upload beyond the limit")
	}
	for _, f := range open {
		f.Close()
	}
	for range 300 { // what is closed does not count
		if _, err := c.ReadDir("/"); err != nil {
			t.Fatal(err)
		}
		f, err := c.Open("/f")
		if err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
}

// A host's SSH server takes no algorithm that is known to be weak.
func TestHostsTakeStrongAlgorithmsAlone(t *testing.T) {
	h := start(t, t.TempDir(), abusedLab)
	old := gossh.InsecureAlgorithms()
	for _, conf := range []gossh.Config{{KeyExchanges: old.KeyExchanges}, {Ciphers: old.Ciphers}, {MACs: append(old.MACs, gossh.HMACSHA1), Ciphers: []string{gossh.CipherAES128CTR}}} {
		c, err := gossh.Dial("tcp4", h.SSH.String(), &gossh.ClientConfig{Config: conf, User: "u", HostKeyCallback: gossh.InsecureIgnoreHostKey(), Auth: []gossh.AuthMethod{gossh.Password("p")}})
		if err == nil {
			c.Close()
			t.Errorf("%+v is taken", conf)
		} else if !strings.Contains(err.Error(), "no common algorithm") {
			t.Error(err)
		}
	}
}
