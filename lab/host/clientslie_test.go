package host_test

import (
	"bufio"
	"bytes"
	"fmt"
	"io"
	"maps"
	"net"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/internal/tftp"
	"github.com/iosim/iosim/lab/host"
)

// tftpClient is a TFTP client that a test plays, with a port of its own.
type tftpClient struct {
	t    *testing.T
	c    *net.UDPConn
	to   netip.AddrPort // the well-known port, then that of the transfer
	last netip.AddrPort // where the last message came from
}

func newTFTPClient(t *testing.T, server netip.AddrPort) *tftpClient {
	t.Helper()
	c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	_ = c.SetReadDeadline(time.Now().Add(hang))
	return &tftpClient{t: t, c: c, to: server}
}

func (k *tftpClient) send(b []byte) {
	k.t.Helper()
	if _, err := k.c.WriteToUDPAddrPort(b, k.to); err != nil {
		k.t.Fatal(err)
	}
}

// ask sends a request and goes on with the port that answers.
func (k *tftpClient) ask(op tftp.Opcode, file string, options ...tftp.Option) tftp.Packet {
	k.t.Helper()
	k.send(tftp.AppendRequest(nil, op, file, tftp.Octet, options...))
	p := k.hear()
	k.to = k.last
	return p
}

func (k *tftpClient) hear() tftp.Packet {
	k.t.Helper()
	b := make([]byte, 70_000)
	n, from, err := k.c.ReadFromUDPAddrPort(b)
	if err != nil {
		k.t.Fatal(err)
	}
	p, err := tftp.Parse(b[:n])
	if err != nil {
		k.t.Fatal(err)
	}
	k.last = from
	return p
}

// wants fails unless the next message is an ERROR with the code.
func (k *tftpClient) wants(p tftp.Packet, code tftp.ErrorCode) {
	k.t.Helper()
	if p.Op != tftp.ERROR || p.Code != code {
		k.t.Errorf("%v %d %v %q, want ERROR %d", p.Op, p.Block, p.Code, p.Text, code)
	}
}

// dialogue sends lines to a TCP server and gives all that it says until the connection ends.
func dialogue(t *testing.T, at netip.AddrPort, text string) string {
	t.Helper()
	c, err := net.Dial("tcp", at.String())
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	_ = c.SetDeadline(time.Now().Add(hang))
	go func() {
		_, _ = io.WriteString(c, text)
		_ = c.(*net.TCPConn).CloseWrite()
	}()
	out, _ := io.ReadAll(io.LimitReader(c, 1<<20)) // a reset is an end too
	return string(out)
}

// Clients that break a protocol of a host, or break off: an answer in a bounded time, the
// host's files as before, nothing left open, and others are served. It does not run beside
// other tests, so that descriptors can be counted.
func TestClientsThatLie(t *testing.T) {
	peertest.Need(t, "curl")
	dir := t.TempDir()
	root := filepath.Join(dir, "srv")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	peertest.RandomFile(t, filepath.Join(root, "keep"), 2000, 1)
	peertest.RandomFile(t, filepath.Join(dir, "outside"), 2000, 2)
	before := peertest.Descriptors(t)
	h := start(t, dir, `name: lies
devices: { R2: { platform: c2901 } }
hosts:
  srv:
    address: 10.1.1.1
    tftp: { write: true, root: { dir: srv } }
    ftp: { tls: true, users: { u: p }, root: { dir: srv } }
    http: { write: true, users: { u: p }, root: { dir: srv } }
    scp: { write: true, users: { u: p }, root: { dir: srv } }
    sftp: { write: true, users: { u: p }, root: { dir: srv } }
`)
	files := peertest.Contents(t, root)
	block := func(n uint16, size int) []byte { return tftp.AppendData(nil, n, make([]byte, size)) }
	abort := tftp.AppendError(nil, tftp.NotDefined, "enough")
	const login = "USER u\r\nPASS p\r\nTYPE I\r\n"
	for name, client := range map[string]func(t *testing.T){
		"TFTP, a huge block": func(t *testing.T) {
			k := newTFTPClient(t, h.TFTP)
			k.ask(tftp.WRQ, "keep")
			k.send(block(1, 60_000))
			k.wants(k.hear(), tftp.IllegalOp)
		},
		"TFTP, ERROR in the middle": func(t *testing.T) {
			k := newTFTPClient(t, h.TFTP)
			k.ask(tftp.WRQ, "keep")
			k.send(block(1, 512))
			k.hear()
			k.send(abort)
		},
		"TFTP, another port goes on": func(t *testing.T) {
			k, other := newTFTPClient(t, h.TFTP), newTFTPClient(t, h.TFTP)
			k.ask(tftp.WRQ, "keep")
			other.to = k.to
			other.send(block(1, 9))
			other.wants(other.hear(), tftp.UnknownTID)
			k.send(abort)
		},
		"TFTP, a size beyond any disk": func(t *testing.T) {
			k := newTFTPClient(t, h.TFTP)
			p := k.ask(tftp.WRQ, "keep", tftp.Option{Name: "tsize", Value: "9223372036854775807"})
			if p.Op != tftp.ERROR { // a folder without quota takes the word for it
				k.send(abort)
			}
		},
		"TFTP, names": func(t *testing.T) {
			for _, name := range []string{"../outside", "..\\outside", "/../outside", filepath.Join(dir, "outside"), "keep/../../outside", "\xff", strings.Repeat("x/", 200)} {
				k := newTFTPClient(t, h.TFTP)
				k.wants(k.ask(tftp.RRQ, name), tftp.FileNotFound)
			}
		},
		"TFTP, no request": func(t *testing.T) {
			for _, b := range [][]byte{block(1, 9), tftp.AppendACK(nil, 7), tftp.AppendOACK(nil), {0, 9, 0, 0}, {0, 1, 'x'}, bytes.Repeat([]byte{0, 1}, 1000)} {
				k := newTFTPClient(t, h.TFTP)
				k.send(b)
				k.wants(k.hear(), tftp.IllegalOp)
			}
		},
		"FTP, a command of 10 MB": func(t *testing.T) {
			const after = "\r\nNOOP\r\nQUIT\r\n"
			if out := dialogue(t, h.FTP, login+strings.Repeat("x", 100<<10)+after); !strings.Contains(out, "\n500 ") || !strings.Contains(out, "\n221 ") {
				t.Errorf("%q", out)
			}
			if out := dialogue(t, h.FTP, login+strings.Repeat("x", 10<<20)+after); strings.Contains(out, "221") { // it is cut off
				t.Errorf("%q", out)
			}
		},
		"FTP, gone in the middle of an upload": func(t *testing.T) {
			c, err := net.Dial("tcp", h.FTP.String())
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			_ = c.SetDeadline(time.Now().Add(hang))
			in := bufio.NewScanner(c)
			say := func(line, code string) string {
				t.Helper()
				_, _ = io.WriteString(c, line)
				for in.Scan() {
					if strings.HasPrefix(in.Text(), code) {
						return in.Text()
					}
				}
				t.Fatalf("%q gets no %s", line, code)
				return ""
			}
			var port int
			say(login, "200")
			if _, err := fmt.Sscanf(say("EPSV\r\n", "229"), "229 Entering Extended Passive Mode (|||%d|)", &port); err != nil {
				t.Fatal(err)
			}
			d, err := net.Dial("tcp", fmt.Sprintf("127.0.0.1:%d", port))
			if err != nil {
				t.Fatal(err)
			}
			say("STOR keep\r\n", "150")
			_, _ = d.Write(make([]byte, 100))
			_ = c.Close()
			_, _ = io.Copy(io.Discard, d) // until the server has ended it
			d.Close()
		},
		"FTP, ports of others": func(t *testing.T) {
			out := dialogue(t, h.FTP, login+"PORT 10,66,66,66,100,1\r\nEPRT |1|10.66.66.66|25601|\r\nPORT 127,0,0,1,0,22\r\nRETR keep\r\nQUIT\r\n")
			if n := strings.Count(out, "\n500 "); n != 3 || !strings.Contains(out, "\n425 ") {
				t.Errorf("%q", out)
			}
		},
		"FTP, names": func(t *testing.T) {
			out := dialogue(t, h.FTP, login+"CWD ../../..\r\nPWD\r\nSIZE ../outside\r\nDELE ../outside\r\nRNFR keep\r\nRNTO ../../away/keep\r\nQUIT\r\n")
			if !strings.Contains(out, `257 "/"`) || strings.Count(out, "\n550 ") != 3 {
				t.Errorf("%q", out)
			}
		},
		"FTPS, no TLS": func(t *testing.T) { dialogue(t, h.FTPS, login+"QUIT\r\n") },
		"HTTPS, no TLS": func(t *testing.T) {
			dialogue(t, h.HTTPS, "GET /keep HTTP/1.0\r\n\r\n")
		},
		"HTTP, less than announced": func(t *testing.T) {
			dialogue(t, h.HTTP, "PUT /keep HTTP/1.1\r\nHost: x\r\nAuthorization: Basic dTpw\r\nContent-Length: 999999999\r\n\r\nonly this")
		},
		"HTTP, a bad chunk": func(t *testing.T) {
			dialogue(t, h.HTTP, "PUT /keep HTTP/1.1\r\nHost: x\r\nAuthorization: Basic dTpw\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhellozz")
		},
		"HTTP, a head of 10 MB": func(t *testing.T) {
			if out := dialogue(t, h.HTTP, "GET / HTTP/1.1\r\nHost: x\r\nX: "+strings.Repeat("x", 10<<20)); out != "" && !strings.Contains(out, " 431 ") {
				t.Errorf("%q", out)
			}
		},
		"HTTP, names": func(t *testing.T) {
			for _, name := range []string{"/../outside", "/%2e%2e/outside", "/..%2foutside", "//" + dir + "/outside", "/keep%00"} {
				if out := dialogue(t, h.HTTP, "GET "+name+" HTTP/1.0\r\nAuthorization: Basic dTpw\r\n\r\n"); strings.Contains(out, " 200 ") {
					t.Errorf("%s: %q", name, out)
				}
			}
		},
		"SCP, names and sizes": func(t *testing.T) {
			for _, line := range []string{"C0644 4 ../x", "C0644 4 ..", "C0644 -4 x", "C0644 99999999999999999999 x", "D0755 0 ..", "hello", strings.Repeat("C", 1<<20)} {
				scpOnto(t, h.SSH, "scp -t .", line+"\n")
			}
		},
		"SCP, gone in the middle": func(t *testing.T) { scpOnto(t, h.SSH, "scp -t keep", "C0644 4000 keep\nonly this") },
		"SSH, no SSH":             func(t *testing.T) { dialogue(t, h.SSH, strings.Repeat("GET / HTTP/1.1\r\n", 1000)) },
	} {
		t.Run(name, client)
	}
	for deadline := time.Now().Add(hang); !logged(h.Host, `"keep": the other side says: not defined: enough`); time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the log does not tell why: %v", h.Log())
		}
	}
	peertest.Run(t, dir, "curl", "-sS", "-u", "u:p", "-o", filepath.Join(dir, "got"), fmt.Sprintf("ftp://%s/keep", h.FTP))
	if peertest.MD5(t, filepath.Join(dir, "got")) != peertest.MD5(t, filepath.Join(root, "keep")) {
		t.Error("what curl got differs")
	}
	if err := h.close(); err != nil {
		t.Error(err)
	}
	if now := peertest.Contents(t, root); !maps.Equal(now, files) {
		t.Errorf("the host's files are %v, were %v", now, files)
	}
	if names, err := filepath.Glob(filepath.Join(dir, "*")); err != nil || len(names) != 4 { // srv, outside, lab.yaml, got
		t.Errorf("beside the root: %q, %v", names, err)
	}
	for deadline := time.Now().Add(hang); peertest.Descriptors(t) > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d open files, %d before", peertest.Descriptors(t), before)
		}
	}
}

// logged reports whether a line of a host's log says something.
func logged(h *host.Host, text string) bool {
	return slices.ContainsFunc(h.Log(), func(l host.LogLine) bool { return l.Text == text })
}

// scpOnto sends bytes to scp on a host, and wants no success.
func scpOnto(t *testing.T, at netip.AddrPort, command, text string) {
	t.Helper()
	c, err := gossh.Dial("tcp", at.String(), &gossh.ClientConfig{User: "u", Auth: []gossh.AuthMethod{gossh.Password("p")}, HostKeyCallback: gossh.InsecureIgnoreHostKey()})
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	s, err := c.NewSession()
	if err != nil {
		t.Fatal(err)
	}
	s.Stdin = strings.NewReader(text)
	if out, err := s.Output(command); err == nil {
		t.Errorf("%.40q: success, %q", text, out)
	}
}
