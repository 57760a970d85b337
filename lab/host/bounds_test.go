package host_test

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"net/textproto"
	"strings"
	"testing"

	"github.com/pkg/sftp"
	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/internal/tftp"
)

// boundsLab is a host whose servers serve root, each protocol its own.
func boundsLab(root string) string {
	return `name: bounds
devices: { R2: { platform: c2901 } }
hosts:
  srv:
    address: 10.1.1.1
    http: { write: true, root: ` + root + ` }
    tftp: { write: true, root: ` + root + ` }
    ftp: { users: &u { a: b }, root: ` + root + ` }
    scp: { users: *u, write: true, root: ` + root + ` }
    sftp: { users: *u, write: true, root: ` + root + ` }
`
}

// ftpLogin connects to the FTP server and logs in.
func ftpLogin(t *testing.T, h started) *textproto.Conn {
	t.Helper()
	c, err := textproto.Dial("tcp", h.FTP.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if _, _, err := c.ReadResponse(220); err != nil {
		t.Fatal(err)
	}
	for _, l := range []string{"USER a", "PASS b", "TYPE I"} {
		ftpSay(t, c, l)
	}
	return c
}

// ftpSay sends a line and gives the reply: "230 Login successful."
func ftpSay(t *testing.T, c *textproto.Conn, line string) string {
	t.Helper()
	if err := c.PrintfLine("%s", line); err != nil {
		t.Fatal(err)
	}
	code, text, err := c.ReadResponse(0)
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprint(code, " ", text)
}

func sshLogin(t *testing.T, h started) *gossh.Client {
	t.Helper()
	c, err := gossh.Dial("tcp", h.SSH.String(), &gossh.ClientConfig{User: "a", Auth: []gossh.AuthMethod{gossh.Password("b")},
		HostKeyCallback: gossh.InsecureIgnoreHostKey(), Timeout: hang})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func sftpLogin(t *testing.T, h started) *sftp.Client {
	t.Helper()
	c, err := sftp.NewClient(sshLogin(t, h))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

// scpSend announces a file of size bytes and gives the answer: "" is yes.
func scpSend(t *testing.T, h started, name string, size int64) string {
	t.Helper()
	s, err := sshLogin(t, h).NewSession()
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	in, err := s.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := s.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Start("scp -t " + name); err != nil {
		t.Fatal(err)
	}
	r := bufio.NewReader(out)
	if b, err := r.ReadByte(); err != nil || b != 0 {
		t.Fatalf("%d, %v", b, err)
	}
	fmt.Fprintf(in, "C0644 %d f\n", size)
	b, err := r.ReadByte()
	if err != nil {
		t.Fatal(err)
	}
	if b == 0 {
		return ""
	}
	text, _ := r.ReadString('\n')
	return text
}

// A client cannot fill the memory of this machine: what it may send to a host without a folder
// is bounded, and each protocol says so in its own words.
func TestMemoryIsBounded(t *testing.T) {
	const huge = 2 << 30
	h := start(t, t.TempDir(), boundsLab(`{ files: { seed: { text: hello } } }`))

	ftp := ftpLogin(t, h)
	if got := ftpSay(t, ftp, fmt.Sprint("ALLO ", int64(huge))); !strings.HasPrefix(got, "552 ") {
		t.Errorf("FTP: %s", got)
	}
	k := newTFTPClient(t, h.TFTP)
	if p := k.ask(tftp.WRQ, "up", tftp.Option{Name: "tsize", Value: fmt.Sprint(huge)}); p.Op != tftp.ERROR || p.Code != tftp.DiskFull {
		t.Errorf("TFTP: %+v", p)
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, "http://"+h.HTTP.String()+"/up", io.LimitReader(zeros{}, huge))
	if err != nil {
		t.Fatal(err)
	}
	r.ContentLength = huge
	r.Header.Set("Expect", "100-continue")
	if a, err := http.DefaultClient.Do(r); err != nil || a.StatusCode != http.StatusInsufficientStorage {
		t.Errorf("HTTP: %v, %v", a, err)
	} else {
		a.Body.Close()
	}
	http.DefaultClient.CloseIdleConnections()
	if got := scpSend(t, h, "up", huge); !strings.Contains(got, "quota exceeded") {
		t.Errorf("SCP: %q", got)
	}
	c := sftpLogin(t, h)
	f, err := c.Create("/up")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt([]byte("x"), huge); err == nil || !strings.Contains(err.Error(), "quota exceeded") {
		t.Errorf("SFTP: %v", err)
	}
	_ = f.Close()
	if got := ftpSay(t, ftp, fmt.Sprint("ALLO ", 1<<20)); !strings.HasPrefix(got, "202 ") {
		t.Errorf("FTP, of little: %s", got)
	}
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { return len(p), nil }

// A client cannot make names without end either.
func TestNamesInMemoryAreBounded(t *testing.T) {
	h := start(t, t.TempDir(), boundsLab(`{ files: { seed: { text: hello } } }`))
	ftp := ftpLogin(t, h)
	const most = 20_000
	for i := range most {
		got := ftpSay(t, ftp, fmt.Sprintf("MKD d%d", i))
		if strings.HasPrefix(got, "552 ") {
			return
		}
		if !strings.HasPrefix(got, "257 ") {
			t.Fatal(got)
		}
	}
	t.Errorf("%d directories", most)
}

// Names of the program's own files are for no client, whatever letter case they have: a served
// folder may be the stick of a router, whose order and unfinished files have such names.
func TestOwnNames(t *testing.T) {
	dir := t.TempDir()
	h := start(t, dir, boundsLab(`{ dir: `+dir+` }`))
	ftp, c := ftpLogin(t, h), sftpLogin(t, h)
	for _, name := range []string{".iosim", ".IOSIM", ".iosim/order", ".Iosim-part-X", ".io\u017fim/tmp", ".iosim."} {
		for _, verb := range []string{"MKD ", "STOR ", "SIZE ", "CWD "} {
			if got := ftpSay(t, ftp, verb+name); !strings.HasPrefix(got, "550 Permission denied") && !strings.HasPrefix(got, "425 ") {
				t.Errorf("FTP: %s%s: %s", verb, name, got)
			}
		}
		if err := c.Mkdir("/" + name); err == nil {
			t.Errorf("SFTP: %s was made", name)
		}
		if err := c.Rename("/lab.yaml", "/"+name); err == nil {
			t.Errorf("SFTP: a file is %s now", name)
		}
		if f, err := c.Create("/" + name); err == nil {
			t.Errorf("SFTP: %s was written, %v", name, f.Close())
		}
		k := newTFTPClient(t, h.TFTP)
		if p := k.ask(tftp.WRQ, name); p.Op != tftp.ERROR {
			t.Errorf("TFTP: %s: %+v", name, p)
		}
		r, err := http.NewRequestWithContext(t.Context(), http.MethodPut, "http://"+h.HTTP.String()+"/"+name, http.NoBody)
		if err != nil {
			t.Fatal(err)
		}
		if a, err := http.DefaultClient.Do(r); err != nil || a.StatusCode < 400 {
			t.Errorf("HTTP: %s: %v, %v", name, a, err)
		} else {
			a.Body.Close()
		}
		if got := scpSend(t, h, name, 1); got == "" {
			t.Errorf("SCP: %s is taken", name)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}
