package ftpd

import (
	"bufio"
	"crypto/tls"
	"io"
	"net"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
)

// What clients do that no Debian package has, played after their logs.

// secured is the control connection under TLS, after AUTH.
func (k *talk) secured() *talk {
	k.t.Helper()
	c := tls.Client(k.c, &tls.Config{InsecureSkipVerify: true, ClientSessionCache: tls.NewLRUClientSessionCache(1)})
	return &talk{t: k.t, c: c, in: bufio.NewReader(c)}
}

// protected is a data connection under TLS.
func protected(c net.Conn) net.Conn { return tls.Client(c, &tls.Config{InsecureSkipVerify: true}) }

// FileZilla: AUTH TLS first; CLNT, OPTS UTF8, PBSZ and PROT after the login; MLSD; a queue
// on connections of its own, with NOOP on the first meanwhile; a broken download goes on
// by REST, a broken upload by APPE.
func TestFileZilla(t *testing.T) {
	c := peertest.NewCertificate(t)
	cert, err := tls.LoadX509KeyPair(c.Cert, c.Key)
	if err != nil {
		t.Fatal(err)
	}
	r := start(t, Options{TLS: &tls.Config{Certificates: []tls.Certificate{cert}}})
	const text = "0123456789"
	r.write(t, "remote.bin", text)
	login := func() *talk {
		k := r.dial(t)
		k.hear("220")
		k.say("AUTH TLS", "234")
		k = k.secured()
		k.say("USER wendell", "331")
		k.say("PASS odom", "230")
		k.say("SYST", "215")
		if feat := k.say("FEAT", "211-"); !strings.Contains(feat, " UTF8\r\n") || !strings.Contains(feat, " MLST ") || !strings.Contains(feat, " REST STREAM\r\n") {
			t.Errorf("%q", feat)
		}
		k.say("CLNT FileZilla", "") // sent only where FEAT has it; any answer will do
		k.say("OPTS UTF8 ON", "200")
		k.say("PBSZ 0", "200")
		k.say("PROT P", "200")
		k.say("OPTS MLST type;perm;size;modify;unix.mode;unix.owner;unix.group;", "200")
		k.say("PWD", `257 "/"`)
		return k
	}
	first := login()
	first.say("TYPE I", "200")
	d := protected(first.open())
	first.send("MLSD")
	first.hear("150")
	listing, err := io.ReadAll(d)
	if err != nil || !strings.Contains(string(listing), "type=file;") || !strings.Contains(string(listing), " remote.bin\r\n") {
		t.Errorf("%q, %v", listing, err)
	}
	first.hear("226")
	for range 2 { // of the queue
		k := login()
		k.say("TYPE I", "200")
		for _, from := range []string{"0", "4"} {
			d := protected(k.open())
			k.say("REST "+from, "350")
			k.send("RETR remote.bin")
			k.hear("150")
			first.say("NOOP", "200")
			b, err := io.ReadAll(d)
			if want := text[from[0]-'0':]; err != nil || string(b) != want {
				t.Errorf("from %s: %q, %v", from, b, err)
			}
			k.hear("226")
		}
	}
	for i, cmd := range []string{"STOR up.bin", "APPE up.bin"} {
		d := protected(first.open())
		first.send(cmd)
		first.hear("150")
		if _, err := io.WriteString(d, text[5*i:5*i+5]); err != nil {
			t.Fatal(err)
		}
		d.Close()
		first.hear("226")
	}
	r.want(t, "up.bin", text)
	first.say("QUIT", "221")
}

// A NOOP in the middle of a transfer, by which clients keep firewalls open, is answered
// when that has ended, and does it no harm.
func TestNOOPDuringTransfer(t *testing.T) {
	r := start(t, Options{})
	k := r.login(t)
	d := k.open()
	k.say("STOR up", "150")
	_, _ = io.WriteString(d, "half ")
	k.send("NOOP")
	_, _ = io.WriteString(d, "whole")
	d.Close()
	k.hear("226")
	k.hear("200")
	r.want(t, "up", "half whole")
}

// WinSCP, Total Commander and the client of Windows: LIST with the options of ls, TYPE A for
// listings, CWD with and without slashes, PASV.
func TestOldListings(t *testing.T) {
	r := start(t, Options{})
	r.write(t, "file.txt", "x")
	k := r.login(t)
	k.say("MKD dir", "257")
	k.say("CWD /dir/", "250")
	k.say("CDUP", "250")
	k.say("TYPE A", "200")
	for _, cmd := range []string{"LIST -a", "LIST -la", "LIST -al .", "LIST -aL /", "LIST", "NLST", "NLST -l"} {
		if out := k.get(cmd); !strings.Contains(out, "file.txt\r\n") || !strings.Contains(out, "dir\r\n") {
			t.Errorf("%s: %q", cmd, out)
		}
	}
	if line := k.say("PASV", "227"); !strings.Contains(line, "(127,0,0,1,") {
		t.Errorf("%q", line)
	}
	k.say("XPWD", `257 "/"`)
	k.say("noop", "200")
	k.say("SITE CHMOD 644 file.txt", "504")
	k.say("MFMT 20200101000000 file.txt", "500")
}
