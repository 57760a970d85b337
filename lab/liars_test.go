package lab_test

import (
	"bufio"
	"crypto/tls"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/internal/tftp"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/line"
)

// tftpTalk is one transfer of a TFTP server that a test plays.
type tftpTalk struct {
	c    *net.UDPConn
	peer *net.UDPAddr
}

func (k tftpTalk) send(b []byte) { _, _ = k.c.WriteToUDP(b, k.peer) }

// hear waits for the client's next message.
func (k tftpTalk) hear() (tftp.Packet, bool) {
	b := make([]byte, 70_000)
	n, err := k.c.Read(b)
	p, perr := tftp.Parse(b[:n])
	return p, err == nil && perr == nil
}

func (k tftpTalk) block(n uint16, size int) { k.send(tftp.AppendData(nil, n, make([]byte, size))) }

// tftpServer plays a TFTP server until the end of the test: each request is answered by
// play from a port of its own.
func tftpServer(t *testing.T, play func(k tftpTalk, request tftp.Packet)) string {
	t.Helper()
	open := func() *net.UDPConn {
		c, err := net.ListenUDP("udp4", &net.UDPAddr{IP: net.IPv4(127, 0, 0, 1)})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := open()
	var talks sync.WaitGroup
	t.Cleanup(func() {
		c.Close()
		talks.Wait()
	})
	talks.Go(func() {
		for {
			b := make([]byte, 2048)
			n, peer, err := c.ReadFromUDP(b)
			if err != nil {
				return
			}
			if p, err := tftp.Parse(b[:n]); err == nil {
				own := open()
				_ = own.SetReadDeadline(time.Now().Add(hang))
				talks.Go(func() {
					defer own.Close()
					play(tftpTalk{own, peer}, p)
				})
			}
		}
	})
	return c.LocalAddr().String()
}

// tcpServer plays a server until the end of the test, for each connection in turn.
func tcpServer(t *testing.T, ln net.Listener, play func(c net.Conn)) string {
	t.Helper()
	var talks sync.WaitGroup
	t.Cleanup(func() {
		ln.Close()
		talks.Wait()
	})
	talks.Go(func() {
		for {
			c, err := ln.Accept()
			if err != nil {
				return
			}
			_ = c.SetDeadline(time.Now().Add(hang))
			talks.Go(func() {
				defer c.Close()
				play(c)
			})
		}
	})
	return ln.Addr().String()
}

func listenTCP(t *testing.T) net.Listener {
	t.Helper()
	ln, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	return ln
}

// ftpServer plays an FTP server that answers as says tells, by verb; %d stands for the port
// of its data connection, at which it gives data.
func ftpServer(t *testing.T, greeting string, says map[string]string, give func(control, data net.Conn)) string {
	t.Helper()
	return tcpServer(t, listenTCP(t), func(c net.Conn) {
		ln, err := net.Listen("tcp4", "127.0.0.1:0")
		if err != nil {
			return
		}
		defer ln.Close()
		port := ln.Addr().(*net.TCPAddr).Port
		if _, err := io.WriteString(c, greeting); err != nil {
			return
		}
		for in := bufio.NewScanner(c); in.Scan(); {
			verb, _, _ := strings.Cut(in.Text(), " ")
			reply, ok := says[verb]
			if !ok {
				reply = map[string]string{"USER": "331 who", "PASS": "230 in", "TYPE": "200 ok", "SIZE": "213 9", "QUIT": "221 bye",
					"EPSV": "229 (|||%d|)", "RETR": "150 here"}[verb]
			}
			switch {
			case reply == "":
				reply = "500 what"
			case strings.Contains(reply, "%d,%d"):
				reply = fmt.Sprintf(reply, port>>8, port&0xff)
			case strings.Contains(reply, "%d"):
				reply = fmt.Sprintf(reply, port)
			}
			_, _ = io.WriteString(c, reply+"\r\n")
			if verb == "RETR" {
				if data, err := ln.Accept(); err == nil {
					give(c, data)
					data.Close()
				}
			}
		}
	})
}

// A lie is a server that breaks its protocol when the router copies from or to it, and
// what the router says (ios-files.md 6.11).
type lie struct {
	name, proto string // of `at`
	start       func(t *testing.T) string
	copy        string // "" is a copy from it to a file that exists
	says        string // %s stands for the server's address
}

func get(play func(k tftpTalk)) func(t *testing.T) string {
	return func(t *testing.T) string { return tftpServer(t, func(k tftpTalk, _ tftp.Packet) { play(k) }) }
}

func oack(name, value string) []byte {
	return tftp.AppendOACK(nil, tftp.Option{Name: name, Value: value})
}

const undefined, ioError = " (Undefined error)", " (I/O error)"

var lies = []lie{
	{"tsize too small", "tftp", get(func(k tftpTalk) {
		k.send(oack("tsize", "600"))
		for n := uint16(1); n < 4; n++ {
			k.hear()
			k.block(n, 512)
		}
	}), "", "%%Error reading tftp://%s/f" + ioError},
	{"tsize too large", "tftp", get(func(k tftpTalk) {
		k.send(oack("tsize", "600"))
		k.hear()
		k.block(1, 10)
	}), "", "%%Error reading tftp://%s/f" + ioError},
	{"an option not asked for", "tftp", get(func(k tftpTalk) { k.send(oack("windowsize", "4")) }), "", "%%Error opening tftp://%s/f" + undefined},
	{"a file beyond any disk", "tftp", get(func(k tftpTalk) { k.send(oack("tsize", "99999999999")) }), "", "%%Error copying tftp://%s/f (Not enough space on device)"},
	{"block 0 as data", "tftp", get(func(k tftpTalk) { k.block(0, 512) }), "", "%%Error opening tftp://%s/f" + undefined},
	{"a huge block", "tftp", get(func(k tftpTalk) { k.block(1, 60_000) }), "", "%%Error opening tftp://%s/f" + undefined},
	{"ERROR in the middle", "tftp", get(func(k tftpTalk) {
		k.block(1, 512)
		k.hear()
		k.send(tftp.AppendError(nil, tftp.AccessViolated, "no more"))
	}), "", "%%Error reading tftp://%s/f (Permission denied)"},
	{"ERROR in the middle of a write", "tftp", get(func(k tftpTalk) {
		k.send(tftp.AppendACK(nil, 0))
		k.hear()
		k.send(tftp.AppendError(nil, tftp.DiskFull, "full"))
	}), "copy flash0:long tftp://%s/f", "%%Error writing tftp://%s/f (No space left on device)"},
	{"an option not asked for, of a write", "tftp", get(func(k tftpTalk) { k.send(oack("blksize", "8192")) }),
		"copy flash0:long tftp://%s/f", "%%Error opening tftp://%s/f" + undefined},

	{"a greeting of 10 MB", "ftp", func(t *testing.T) string {
		return ftpServer(t, "220 "+strings.Repeat("x", 10<<20)+"\r\n", nil, nil)
	}, "", "%%Error opening ftp://%s/f" + ioError},
	{"a reply of a million lines", "ftp", func(t *testing.T) string {
		return ftpServer(t, "220 hello\r\n", map[string]string{"TYPE": strings.Repeat("200-more\r\n", 1<<20) + "200 ok"}, nil)
	}, "", "%%Error opening ftp://%s/f" + ioError},
	{"421 in the middle", "ftp", func(t *testing.T) string {
		return ftpServer(t, "220 hello\r\n", nil, func(control, data net.Conn) {
			_, _ = io.WriteString(data, "half")
			_, _ = io.WriteString(control, "421 going down\r\n")
		})
	}, "", "%%Error reading ftp://%s/f" + ioError},
	{"a file that does not end", "ftp", func(t *testing.T) string {
		return ftpServer(t, "220 hello\r\n", nil, func(_, data net.Conn) { _, _ = io.Copy(data, endless{}) })
	}, "", "%%Error reading ftp://%s/f" + ioError},

	{"an untrusted certificate", "ftps", func(t *testing.T) string { return untrustedTLS(t) }, "", "%%Error opening ftps://%s/f" + ioError},
	{"an untrusted certificate", "https", func(t *testing.T) string { return untrustedTLS(t) }, "", "%%Error opening https://%s/f" + ioError},

	{"a C line that leads elsewhere", "ssh", func(t *testing.T) string {
		return peertest.SSHLiar(t, "exec", func(c gossh.Channel) {
			_, _ = io.WriteString(c, "C0644 9 ../x\n123456789\x00")
			_ = c.Close()
		})
	}, "copy scp://u:p@%s/f flash0:notes.txt", "%%Error opening scp://%s/f (Unknown error -1)"},

	{"yes to OPEN, and no handle", "ssh", sftpServer(map[byte][]sftpReply{peertest.SFTPOpen: {sftpYes}}),
		"copy sftp://u:p@%s/f flash0:notes.txt", "%%Error opening sftp://%s/f (Unknown error -1)"},
	{"yes to OPEN of a write, and no handle", "ssh", sftpServer(map[byte][]sftpReply{peertest.SFTPStat: {sftpNone}, peertest.SFTPOpen: {sftpYes}}),
		"show version | redirect sftp://u:p@%s/f", "%%Error writing sftp://%s/f (Unknown error -1)"},
	{"yes to STAT, and no attributes", "ssh", sftpServer(map[byte][]sftpReply{peertest.SFTPStat: {sftpYes}}),
		"show version | redirect sftp://u:p@%s/f", "%%Error writing sftp://%s/f (Unknown error -1)"},
	{"yes to FSTAT, and no attributes", "ssh", sftpServer(map[byte][]sftpReply{peertest.SFTPOpen: {sftpFile}, peertest.SFTPFstat: {sftpYes}}),
		"copy sftp://u:p@%s/f flash0:notes.txt", "%%Error opening sftp://%s/f (Unknown error -1)"},
	// The library panics over this one.
	{"attributes once only", "ssh", sftpServer(map[byte][]sftpReply{
		peertest.SFTPOpen: {sftpFile}, peertest.SFTPFstat: {sftpSize, sftpYes}, peertest.SFTPStat: {sftpYes},
	}), "copy sftp://u:p@%s/f flash0:notes.txt", "%%Error reading sftp://%s/f" + ioError},

	{"redirects in a circle", "http", webServer(func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/again", http.StatusFound)
	}), "", "%%Error opening http://%s/f" + ioError},
	{"a head that does not end", "http", func(t *testing.T) string {
		return tcpServer(t, listenTCP(t), func(c net.Conn) { _, _ = io.WriteString(c, "HTTP/1.1 200 OK\r\nX: "); _, _ = io.Copy(c, endless{}) })
	}, "", "%%Error opening http://%s/f" + ioError},
	{"a body that does not end", "http", webServer(func(w http.ResponseWriter, _ *http.Request) { _, _ = io.Copy(w, endless{}) }),
		"", "%%Error writing flash0:notes.txt (No space left on device)"},
}

// sftpReply is a packet of an SFTP server and its body behind the number of the request.
type sftpReply struct {
	kind byte
	body []byte
}

var (
	sftpYes  = sftpReply{peertest.SFTPStatus, make([]byte, 12)} // SSH_FX_OK, without words
	sftpNone = sftpReply{peertest.SFTPStatus, []byte{0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0}}
	sftpFile = sftpReply{peertest.SFTPHandle, []byte{0, 0, 0, 1, 'h'}}
	sftpSize = sftpReply{peertest.SFTPAttrs, []byte{0, 0, 0, 1, 0, 0, 0, 0, 0, 1, 0, 0}} // 64 KB
)

// sftpServer answers each kind of request with its replies in turn, the last of them again
// and again, and any other as one that it does not know.
func sftpServer(says map[byte][]sftpReply) func(t *testing.T) string {
	return func(t *testing.T) string {
		asked := map[byte]int{}
		return peertest.SFTPLiar(t, func(request byte) (byte, []byte) {
			all := says[request]
			if len(all) == 0 {
				return peertest.SFTPStatus, []byte{0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0}
			}
			r := all[min(asked[request], len(all)-1)]
			asked[request]++
			return r.kind, r.body
		})
	}
}

// honest are servers that break a rule, or suffer it, in a way that does no harm: the copy
// goes well.
var honest = []lie{
	{"another port goes on", "tftp", get(func(k tftpTalk) {
		k.block(1, 512)
		k.hear()
		other, err := net.DialUDP("udp4", nil, k.peer)
		if err != nil {
			return
		}
		defer other.Close()
		_, _ = other.Write(tftp.AppendData(nil, 2, []byte("not yours")))
		_ = other.SetReadDeadline(time.Now().Add(hang))
		b := make([]byte, 600)
		if n, err := other.Read(b); err != nil || n < 4 || tftp.ErrorCode(b[3]) != tftp.UnknownTID { // RFC 1350, 4
			k.send(tftp.AppendError(nil, tftp.NotDefined, "the stranger was not told"))
			return
		}
		k.block(2, 10)
		k.hear()
	}), "", "522 bytes copied in"},
	{"ACKs from the future", "tftp", get(func(k tftpTalk) {
		k.send(tftp.AppendACK(nil, 0))
		for {
			p, ok := k.hear()
			if !ok {
				return
			}
			k.send(tftp.AppendACK(nil, 700))
			k.send(tftp.AppendACK(nil, p.Block))
			if len(p.Data) < 512 {
				return
			}
		}
	}), "copy flash0:long tftp://%s/f", "2000 bytes copied in"},
	{"DATA after the end", "tftp", get(func(k tftpTalk) {
		k.block(1, 9)
		k.hear()
		k.block(2, 9)
		k.block(1, 9)
	}), "", "9 bytes copied in"},
	{"PASV elsewhere", "ftp", func(t *testing.T) string {
		return ftpServer(t, "220 hello\r\n", map[string]string{"EPSV": "500 no", "PASV": "227 (10,66,66,66,%d,%d)"}, func(control, data net.Conn) {
			_, _ = io.WriteString(data, "123456789")
			data.Close()
			_, _ = io.WriteString(control, "226 done\r\n")
		})
	}, "", "9 bytes copied in"},
}

// endless is a reader without an end.
type endless struct{}

func (endless) Read(b []byte) (int, error) { return len(b), nil }

func webServer(h http.HandlerFunc) func(t *testing.T) string {
	return func(t *testing.T) string {
		s := httptest.NewServer(h)
		t.Cleanup(s.Close)
		return s.Listener.Addr().String()
	}
}

// untrustedTLS is a server under TLS with an untrusted certificate.
func untrustedTLS(t *testing.T) string {
	c := peertest.NewCertificate(t)
	pair, err := tls.LoadX509KeyPair(c.Cert, c.Key)
	if err != nil {
		t.Fatal(err)
	}
	return tcpServer(t, tls.NewListener(listenTCP(t), &tls.Config{Certificates: []tls.Certificate{pair}}), func(c net.Conn) {
		_, _ = io.WriteString(c, "220 hello\r\n") // which begins with the handshake
	})
}

// Servers that lie: at the prompt each ends with its words, in a bounded time, and the disk
// is as before. It does not run beside other tests, so that descriptors can be counted.
func TestServersThatLie(t *testing.T) {
	all := append(append([]lie(nil), lies...), honest...)
	var hosts []string
	lines := []string{"", "enable", "terminal length 0", "dir flash0:"}
	for i, l := range all {
		addr := fmt.Sprintf("10.1.2.%d", i+1)
		hosts = append(hosts, fmt.Sprintf("  h%d: { address: %s, at: { %s: %q } }", i, addr, l.proto, l.start(t)))
		command := "copy " + l.proto + "://%s/f flash0:notes.txt"
		if l.copy != "" {
			command = l.copy
		}
		if i == len(lies) {
			lines = append(lines, "dir flash0:", "more flash0:notes.txt")
		}
		lines = append(lines, fmt.Sprintf(command, addr))
	}
	events := event.NewBus()
	open := func(dir string) (*lab.Lab, *typed) {
		c := newTyped(lines)
		return openLab(t, dir, `name: lies
devices:
  R2:
    platform: c2901
    files:
      "flash0:`+bootImage+`": { image: `+bootImage+`, size: 200000 }
      "flash0:notes.txt": { text: "as it was" }
      "flash0:long": { text: "`+strings.Repeat("long ", 400)+`" }
    startup-config:
      text: |
        hostname R2
        file prompt quiet
        interface GigabitEthernet0/0
         ip address 10.1.1.2 255.255.0.0
        end
hosts:
`+strings.Join(hosts, "\n")+"\n", lab.Options{Events: events, Console: func(string) line.Conn { return c }, Terminal: line.Options{Width: 200, Length: 24}}), c
	}
	var panics []event.PanicRecovered
	events.Subscribe(func(e event.Event) { panics = append(panics, e.What.(event.PanicRecovered)) }, event.PanicRecovered{})
	before := peertest.Descriptors(t)
	l, c := open(t.TempDir())
	_ = l.Run(t.Context(), l.Devices()[0]) // it ends with the input
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	screen := c.text()
	rest := screen
	for i, l := range all {
		want := l.says
		if strings.Contains(want, "%s") {
			want = fmt.Sprintf(want, fmt.Sprintf("10.1.2.%d", i+1))
		}
		want = strings.ReplaceAll(want, "%%", "%")
		_, after, found := strings.Cut(rest, want)
		if !found {
			t.Errorf("%s, %s: %q is missing in\n%s", l.proto, l.name, want, rest)
			continue
		}
		rest = after
	}
	if len(panics) != 1 || panics[0].Where != "sftp download" || !strings.Contains(panics[0].Stack, "WriteTo") {
		t.Errorf("defects of the program that were met: %+v", panics)
	}
	parts := strings.Split(screen, "Directory of flash0:/")
	if len(parts) != 3 {
		t.Fatalf("%d listings\n%s", len(parts)-1, screen)
	}
	listing := func(s string) string { s, _, _ = strings.Cut(s, "bytes free)"); return s }
	if listing(parts[1]) != listing(parts[2]) {
		t.Errorf("the disk was%s and is%s", listing(parts[1]), listing(parts[2]))
	}
	if !strings.Contains(parts[2], "\nas it was") {
		t.Errorf("the file is another:\n%s", parts[2])
	}
	for deadline := time.Now().Add(hang); peertest.Descriptors(t) > before; time.Sleep(10 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%d open files, %d before", peertest.Descriptors(t), before)
		}
	}
}
