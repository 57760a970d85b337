package ftpd

import (
	"context"
	"io"
	"net"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/afero"
)

// A dialogue is commands and how their replies begin.
func dialogue(t *testing.T, k *talk, rows ...[2]string) {
	t.Helper()
	for _, r := range rows {
		k.say(r[0], r[1])
	}
}

func TestBeforeLogin(t *testing.T) {
	k := start(t, Options{}).dial(t)
	k.hear("220")
	dialogue(t, k, [2]string{"SYST", "215 UNIX"}, [2]string{"FEAT", "211-"}, [2]string{"HELP", "214-"}, [2]string{"NOOP", "200"},
		[2]string{"RETR x", "530"}, [2]string{"PASV", "530"}, [2]string{"PWD", "530"}, [2]string{"STOR x", "530"},
		[2]string{"PASS x", "503"}, [2]string{"USER", "501"}, [2]string{"WHAT", "500"}, [2]string{"x", "500"}, [2]string{"\x00\x01\xff", "500"},
		[2]string{"AUTH TLS", "502"}, [2]string{"PBSZ 0", "503"}, [2]string{"PROT P", "503"}, [2]string{"ACCT x", "202"},
		[2]string{"user wendell", "331"}, [2]string{"pass odom", "230"}, [2]string{"PASS again", "230"}, [2]string{"USER root", "530"},
		[2]string{"QUIT", "221"})
	if _, err := k.in.ReadByte(); err != io.EOF {
		t.Errorf("after QUIT: %v", err)
	}
}

func TestLoginTries(t *testing.T) {
	r := start(t, Options{})
	k := r.dial(t)
	k.hear("220")
	for _, user := range []string{"wendell", "nobody", "anonymous"} {
		k.say("USER "+user, "331")
		k.say("PASS wrong", "530")
	}
	k.hear("421")
	if _, err := k.in.ReadByte(); err != io.EOF {
		t.Errorf("after three tries: %v", err)
	}
	if strings.Contains(r.log.String(), "wrong") {
		t.Errorf("a password is in the log:\n%s", r.log)
	}
}

func TestAnonymous(t *testing.T) {
	for _, o := range []Options{{Anonymous: true}, {Users: map[string]string{"anonymous": ""}}} {
		k := start(t, o).dial(t)
		k.hear("220")
		k.say("USER Anonymous", "331")
		k.say("PASS me@home", "230")
	}
	// A user without a password is not everybody.
	k := start(t, Options{Users: map[string]string{"guest": ""}}).dial(t)
	k.hear("220")
	k.say("USER ghost", "331")
	k.say("PASS ", "530")
	k.say("USER guest", "331")
	k.say("PASS x", "530")
}

func TestFilesAndDirectories(t *testing.T) {
	r := start(t, Options{})
	r.write(t, "f", "hello\n")
	k := r.login(t)
	dialogue(t, k, [2]string{"PWD", `257 "/"`}, [2]string{`MKD a"b`, `257 "/a""b" created`}, [2]string{`MKD a"b`, "550 File exists"}, [2]string{`CWD a"b`, "250"},
		[2]string{"PWD", `257 "/a""b"`}, [2]string{"CDUP", "250"}, [2]string{"CDUP", "250"}, [2]string{"PWD", `257 "/"`},
		[2]string{"CWD f", "550 Not a directory"}, [2]string{"CWD none", "550 No such"}, [2]string{"MKD none/x", "550 No such"}, [2]string{"MKD f/x", "550 Not a"},
		[2]string{"SIZE f", "213 6"}, [2]string{`SIZE a"b`, "550"}, [2]string{"MDTM f", "213 20"}, [2]string{"SIZE none", "550"}, [2]string{"RETR none", "550"},
		[2]string{"DELE none", "550 No such"}, [2]string{`DELE a"b`, "550 Is a directory"}, [2]string{"RMD f", "550 Not a directory"}, [2]string{"RMD /", "550"},
		[2]string{"RNTO x", "503"}, [2]string{"RNFR none", "550"}, [2]string{"RNFR f", "350"}, [2]string{"NOOP", "200"}, [2]string{"RNTO g", "503"},
		[2]string{"RNFR f", "350"}, [2]string{`RNTO a"b/g`, "250"}, [2]string{`RMD a"b`, "550 Directory not empty"},
		[2]string{`RNFR a"b`, "350"}, [2]string{`RNTO a"b/in`, "553"}, [2]string{`RNFR a"b/g`, "350"}, [2]string{"RNTO f", "250"},
		[2]string{"RNFR f", "350"}, [2]string{`RNTO a"b`, "550 File exists"}, [2]string{`RMD a"b`, "250"}, [2]string{"DELE f", "250"},
		[2]string{"MODE S", "200"}, [2]string{"MODE B", "504"}, [2]string{"STRU F", "200"}, [2]string{"STRU R", "504"}, [2]string{"TYPE E", "504"},
		[2]string{"TYPE L 8", "200"}, [2]string{"SITE HELP", "214"}, [2]string{"SITE CHMOD 1 x", "504"}, [2]string{"STAT", "211-"}, [2]string{"STAT none", "550"},
		[2]string{"ALLO 5", "202"}, [2]string{"ALLO x", "501"}, [2]string{"REST 5", "350"}, [2]string{"REST -1", "501"}, [2]string{"ABOR", "225"},
		[2]string{"OPTS UTF8 ON", "200"}, [2]string{"OPTS MLST size;nothing;", "200 MLST OPTS size;"}, [2]string{"OPTS x", "501"},
		[2]string{"RETR x", "550"}, [2]string{"LIST", "425"}, [2]string{"STOR x", "425"})
	if got := r.files(t); got != "" {
		t.Errorf("left: %s", got)
	}
}

func TestTransfers(t *testing.T) {
	r := start(t, Options{})
	k := r.login(t)
	k.put("STOR f", "one\r\ntwo\n", "226")
	r.want(t, "f", "one\r\ntwo\n")
	if got := k.get("RETR f"); got != "one\r\ntwo\n" {
		t.Errorf("got %q", got)
	}
	k.put("APPE f", "three", "226")
	r.want(t, "f", "one\r\ntwo\nthree")
	k.put("APPE new", "x", "226")
	r.want(t, "new", "x")
	k.say("REST 5", "350")
	if got := k.get("RETR f"); got != "wo\nthree" {
		// EPSV between REST and RETR is what RFC 3659, 5.3 forbids; the position is gone.
		if got != "one\r\ntwo\nthree" {
			t.Errorf("got %q", got)
		}
	}
	d := k.open()
	k.say("REST 5", "350")
	k.say("RETR f", "150")
	if b, err := io.ReadAll(d); err != nil || string(b) != "two\nthree" {
		t.Errorf("got %q, %v", b, err)
	}
	k.hear("226")
	d = k.open()
	k.say("REST 3", "350")
	k.say("STOR f", "150")
	io.WriteString(d, "!")
	d.Close()
	k.hear("226")
	r.want(t, "f", "one!")
	k.open()
	k.say("REST 5", "350")
	k.say("RETR f", "554")
	k.open()
	k.say("REST 5", "350")
	k.say("STOR f", "553")
	r.want(t, "f", "one!")

	d = k.open()
	if got := k.say("STOU f", "150"); !strings.Contains(got, "FILE: f.1") {
		t.Errorf("STOU: %q", got)
	}
	d.Close()
	k.hear("226")
	r.want(t, "f.1", "")

	k.say("TYPE A", "200")
	k.say("SIZE f", "550")
	k.put("STOR t", "a\r\nb\rc\r", "226")
	r.want(t, "t", "a\nb\rc\r")
	r.write(t, "t", "a\nb\r\nc")
	if got := k.get("RETR t"); got != "a\r\nb\r\nc" {
		t.Errorf("got %q", got)
	}
}

func TestListings(t *testing.T) {
	r := start(t, Options{})
	r.write(t, "a b", "12345")
	r.write(t, ".hidden", "")
	r.write(t, part+"X", "")
	if err := os.Mkdir(filepath.Join(r.root, "dir"), 0o755); err != nil {
		t.Fatal(err)
	}
	old := time.Date(2001, 2, 3, 4, 5, 6, 0, time.UTC)
	r.write(t, "dir/old", "x")
	if err := os.Chtimes(filepath.Join(r.root, "dir/old"), old, old); err != nil {
		t.Fatal(err)
	}
	k := r.login(t)
	for cmd, want := range map[string]string{
		"NLST": "a b\r\ndir\r\n", "NLST -a": ".hidden\r\na b\r\ndir\r\n", "NLST dir": "dir/old\r\n", "NLST a*": "a b\r\n", "NLST dir/*": "dir/old\r\n",
		"NLST a b": "a b\r\n", "LIST dir": "-rw-r--r--    1 ftp      ftp             1 Feb  3  2001 old\r\n", "LIST -la dir/old": "-rw-r--r--    1 ftp      ftp             1 Feb  3  2001 old\r\n",
		"MLSD dir": "type=file;size=1;modify=20010203040506;perm=adfrw; old\r\n", "LIST no*": "",
	} {
		if got := k.get(cmd); got != want {
			t.Errorf("%s: %q, want %q", cmd, got, want)
		}
	}
	if got := k.say("MLST dir", "250-"); !strings.Contains(got, "\r\n type=dir;modify=") || !strings.Contains(got, "; /dir\r\n") {
		t.Errorf("MLST: %q", got)
	}
	if got := k.say("STAT dir", "213-"); !strings.Contains(got, " old\r\n") {
		t.Errorf("STAT: %q", got)
	}
	dialogue(t, k, [2]string{"LIST none", "550"}, [2]string{"MLSD dir/old", "501"}, [2]string{"MLST none", "550"}, [2]string{"NLST [", "55"})
}

// Whatever the name, nothing outside the root.
func TestNothingOutsideTheRoot(t *testing.T) {
	base := t.TempDir()
	root := filepath.Join(base, "root")
	if err := os.Mkdir(root, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(base, "secret"), []byte("secret"), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, link := range [][2]string{{base, "up"}, {filepath.Join(base, "secret"), "link"}, {"../secret", "rel"}} {
		if err := os.Symlink(link[0], filepath.Join(root, link[1])); err != nil {
			t.Fatal(err)
		}
	}
	r := start(t, Options{FS: afero.NewBasePathFs(afero.NewOsFs(), root)})
	k := r.login(t)
	for _, name := range []string{"../secret", "/../secret", "../../../../../../etc/passwd", "up/secret", "/up/secret", "link", "rel", "./up/../up/secret",
		"..\\secret", "up", "x\x00y", "~/secret", strings.Repeat("../", 300) + "etc/passwd", strings.Repeat("x", 256), strings.Repeat("x/", 600)} {
		for _, verb := range []string{"RETR", "SIZE", "MDTM", "MLST", "RNFR", "APPE"} {
			if got := k.say(verb+" "+name, ""); got[0] != '5' && (verb != "APPE" || got[:3] != "425") {
				t.Errorf("%s %q: %q", verb, name, got)
			}
		}
		k.send("DELE " + name)
		if got := k.hear(""); got[0] != '5' {
			t.Errorf("DELE %q: %q", name, got)
		}
	}
	dialogue(t, k, [2]string{"CWD up", "550"}, [2]string{"CWD ..", "250"}, [2]string{"PWD", `257 "/"`}, [2]string{"MKD up/x", "550"}, [2]string{"RMD up", "550"},
		[2]string{"STOR up/x", "550"}, [2]string{"STOR link", "550"}, [2]string{"RETR " + part + "x", "550"})
	if got := k.get("LIST -a"); got != "" {
		t.Errorf("links are listed: %q", got)
	}
	if b, err := os.ReadFile(filepath.Join(base, "secret")); err != nil || string(b) != "secret" {
		t.Errorf("%q, %v", b, err)
	}
	if rows, _ := os.ReadDir(root); len(rows) != 3 {
		t.Errorf("the root holds %v", rows)
	}
}

func TestReadOnly(t *testing.T) {
	r := start(t, Options{ReadOnly: true})
	r.write(t, "f", "x")
	k := r.login(t)
	for _, cmd := range []string{"STOR x", "STOU", "APPE f", "DELE f", "MKD d", "RMD d", "RNFR f", "ALLO 1"} {
		k.say(cmd, "550 Permission denied.")
	}
	if got := k.get("RETR f"); got != "x" {
		t.Errorf("got %q", got)
	}
}

func TestQuota(t *testing.T) {
	r := start(t, Options{Quota: 10})
	r.write(t, "f", "123456")
	k := r.login(t)
	k.put("STOR g", "1234", "226")
	k.put("STOR h", "5", "552")
	k.put("STOR f", "1234567", "552")
	r.want(t, "f", "123456")
	k.put("STOR f", "65", "226")
	k.put("STOR h", "1234", "226")
	k.say("ALLO 1", "552")
	k.say("DELE f", "250")
	k.say("ALLO 2", "202")
	k.put("APPE h", "56", "226")
	k.put("APPE h", "7", "552")
	r.want(t, "h", "123456")
	if got := r.files(t); got != "g h" {
		t.Errorf("left: %s", got)
	}
}

// A file that did not come whole is not there, and the old one is.
func TestPartialStore(t *testing.T) {
	r := start(t, Options{})
	r.write(t, "f", "old")
	for name, stop := range map[string]func(k *talk, d net.Conn){
		"reset": func(k *talk, d net.Conn) { d.(*net.TCPConn).SetLinger(0); d.Close(); k.hear("426") },
		"abort": func(k *talk, d net.Conn) {
			k.send("\xff\xf4\xff\xf2ABOR")
			k.hear("426")
			k.hear("226")
			k.say("NOOP", "200")
		},
		"abort, closed": func(k *talk, d net.Conn) {
			k.send("ABOR")
			d.Close()
			k.hear("426")
			k.hear("22")
		},
		"killed": func(k *talk, d net.Conn) { k.c.Close(); d.Close() },
		"gone":   func(k *talk, d net.Conn) { k.c.Close() },
	} {
		k := r.login(t)
		d := k.open()
		k.say("STOR f", "150")
		io.WriteString(d, "new, and")
		stop(k, d)
		for range 1000 {
			if r.files(t) == "f" {
				break
			}
			time.Sleep(5 * time.Millisecond)
		}
		if got := r.files(t); got != "f" {
			t.Errorf("%s: left: %s", name, got)
		}
		r.want(t, "f", "old")
	}
}

func TestBounceIsRefused(t *testing.T) {
	k := start(t, Options{}).login(t)
	dialogue(t, k, [2]string{"PORT 10,0,0,1,200,200", "500"}, [2]string{"PORT 127,0,0,1,0,22", "500"}, [2]string{"EPRT |1|10.0.0.1|5000|", "500"},
		[2]string{"EPRT |2|::1|5000|", "500"}, [2]string{"EPRT |3|x|5000|", "522"}, [2]string{"EPRT |1|::1|5000|", "501"}, [2]string{"EPRT", "501"},
		[2]string{"PORT 1,2,3", "501"}, [2]string{"PORT 127,0,0,1,256,1", "501"}, [2]string{"PORT 127,0,0,1,200,200", "200"}, [2]string{"LIST", "425"},
		[2]string{"EPSV 2", "522"}, [2]string{"EPSV ALL", "200"}, [2]string{"PORT 127,0,0,1,200,200", "501"}, [2]string{"PASV", "501"}, [2]string{"EPSV 1", "229"})
}

func TestFirewallBeforeTheClients(t *testing.T) {
	r := start(t, Options{RefuseActive: true})
	r.write(t, "f", "x")
	k := r.login(t)
	k.say("PORT 127,0,0,1,200,200", "200")
	k.say("RETR f", "425")
	if got := k.get("RETR f"); got != "x" {
		t.Errorf("passive: %q", got)
	}
}

func TestPassivePorts(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	taken := uint16(l.Addr().(*net.TCPAddr).Port)
	defer l.Close()
	r := start(t, Options{Ports: PortRange{taken, taken}})
	k := r.login(t)
	k.say("EPSV", "425")
	k.say("PASV", "425")
	l.Close()
	p := k.say("PASV", "227 Entering Passive Mode (127,0,0,1,")
	if q := k.say("PASV", "227"); q != p { // the one before is given up
		t.Errorf("%q, then %q", p, q)
	}
}

func TestLimits(t *testing.T) {
	r := start(t, Options{Sessions: 1, Idle: time.Minute})
	k := r.login(t)
	r.dial(t).hear("421")
	k.say(strings.Repeat("x", maxCommand-1), "500")
	k.say(strings.Repeat("x", 20*maxCommand), "500 Command line too long.")
	k.say("NOOP", "200")
	io.WriteString(k.c, strings.Repeat("x", maxSkip+3*maxCommand))
	if _, err := k.in.ReadByte(); err == nil {
		t.Error("a line without end was not the end")
	}
}

func TestIdle(t *testing.T) {
	k := start(t, Options{Idle: 50 * time.Millisecond}).dial(t)
	k.hear("220")
	k.hear("421")
}

// The end of the context ends transfers and those who wait.
func TestEnd(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	fs := afero.NewMemMapFs()
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error, 1)
	go func() { done <- Serve(ctx, l, Options{FS: fs, Anonymous: true}) }()
	r := &running{addr: l.Addr().String()}
	for range 3 {
		k := r.dial(t)
		k.hear("220")
		k.say("USER ftp", "331")
		k.say("PASS x", "230")
		k.open()
		k.say("STOR f", "150")
	}
	r.dial(t).hear("220")
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	if rows, err := afero.ReadDir(fs, "/"); err != nil || len(rows) != 0 {
		t.Errorf("left: %v, %v", rows, err)
	}
	if err := Serve(t.Context(), l, Options{FS: fs}); err == nil {
		t.Error("a closed listener is no error")
	}
}
