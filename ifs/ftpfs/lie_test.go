package ftpfs

import (
	"context"
	"io"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/clock"
)

const long = 10 << 20

// forever writes until the other side has enough.
func forever(c io.Writer) {
	for {
		if _, err := io.WriteString(c, strings.Repeat("data", 4096)); err != nil {
			return
		}
	}
}

// Servers that lie when they are asked for a file of four bytes.
func TestLyingOpen(t *testing.T) {
	tests := []struct {
		name   string
		active bool
		lie    func(s *liar)
		op     ifs.Op
		kind   ifs.Kind // 0: all is well
	}{
		{"none", false, func(s *liar) {}, "", 0},
		{"none, active", true, func(s *liar) {}, "", 0},
		{"ready soon", false, func(s *liar) { s.greeting = "120 in a minute\r\n220-hello\r\n220-\r\n 120 you\r\n220 ready\r\n" }, "", 0},
		{"bare line feeds", false, func(s *liar) { s.greeting = "220 ready\n" }, "", 0},
		{"a code alone", false, func(s *liar) { s.greeting = "220\r\n" }, "", 0},
		{"mute", false, func(s *liar) { s.greeting = "" }, ifs.OpOpen, ifs.KindTimeout},
		{"no reply", false, func(s *liar) { s.greeting = "hello, sailor\r\n" }, ifs.OpOpen, ifs.KindProtocol},
		{"odd code", false, func(s *liar) { s.greeting = "999 ready\r\n" }, ifs.OpOpen, ifs.KindProtocol},
		{"another code", false, func(s *liar) { s.greeting = "350 ready\r\n" }, ifs.OpOpen, ifs.KindProtocol},
		{"long line", false, func(s *liar) { s.greeting = "220 " + strings.Repeat("x", long) }, ifs.OpOpen, ifs.KindProtocol},
		{"endless reply", false, func(s *liar) { s.greeting = strings.Repeat("220-more\r\n", long/10) }, ifs.OpOpen, ifs.KindProtocol},
		{"half a reply", false, func(s *liar) { s.says["PASS"] = "230-in\r\n" }, ifs.OpOpen, ifs.KindTimeout},
		{"full", false, func(s *liar) { s.greeting = "421 too many users\r\n" }, ifs.OpOpen, ifs.KindIO},
		{"user refused", false, func(s *liar) { s.says["USER"] = "530 not you" }, ifs.OpOpen, ifs.KindAuth},
		{"password refused", false, func(s *liar) { s.says["PASS"] = "530 no" }, ifs.OpOpen, ifs.KindAuth},
		{"password, then gone", false, func(s *liar) { s.says["PASS"] = "CLOSE" }, ifs.OpOpen, ifs.KindIO},
		{"421 to the password", false, func(s *liar) { s.says["PASS"] = "421 too many tries" }, ifs.OpOpen, ifs.KindIO},
		{"account wanted", false, func(s *liar) { s.says["PASS"] = "332 account" }, ifs.OpOpen, ifs.KindAuth},
		{"no password needed", false, func(s *liar) { s.says["USER"] = "230 in" }, "", 0},
		{"no binary", false, func(s *liar) { s.says["TYPE"] = "504 no" }, ifs.OpOpen, ifs.KindUnsupported},
		{"no SIZE", false, func(s *liar) { s.says["SIZE"] = "502 no" }, "", 0},
		{"SIZE with a blank", false, func(s *liar) { s.says["SIZE"] = "213  4 " }, "", 0},
		{"SIZE is a word", false, func(s *liar) { s.says["SIZE"] = "213 four" }, ifs.OpOpen, ifs.KindProtocol},
		{"SIZE below zero", false, func(s *liar) { s.says["SIZE"] = "213 -4" }, ifs.OpOpen, ifs.KindProtocol},
		{"SIZE beyond", false, func(s *liar) { s.says["SIZE"] = "213 99999999999999999999" }, ifs.OpOpen, ifs.KindProtocol},
		{"421 to SIZE", false, func(s *liar) { s.says["SIZE"] = "421 going down" }, ifs.OpOpen, ifs.KindIO},
		{"PASV elsewhere", false, func(s *liar) { s.says["EPSV"] = "500 no" }, "", 0},
		{"PASV inside out", false, func(s *liar) { s.says["EPSV"], s.says["PASV"] = "500 no", "227 )1,2,3(" }, ifs.OpOpen, ifs.KindProtocol},
		{"PASV beyond", false, func(s *liar) { s.says["EPSV"], s.says["PASV"] = "500 no", "227 (1,2,3,4,256,1)" }, ifs.OpOpen, ifs.KindProtocol},
		{"no passive", false, func(s *liar) { s.says["EPSV"], s.says["PASV"] = "500 no", "425 no" }, ifs.OpOpen, ifs.KindUnreachable},
		{"EPSV beyond", false, func(s *liar) { s.says["EPSV"] = "229 (|||99999|)" }, ifs.OpOpen, ifs.KindProtocol},
		{"EPSV closed", false, func(s *liar) { s.says["EPSV"] = "229 (|||1|)" }, ifs.OpOpen, ifs.KindRefused},
		{"no active", true, func(s *liar) { s.says["PORT"], s.says["EPRT"] = "500 no", "500 no" }, ifs.OpOpen, ifs.KindProtocol},
		{"never opened", true, func(s *liar) { s.says["PORT"], s.ending = "200 ok", "" }, ifs.OpRead, ifs.KindTimeout},
		{"not opened, 425", true, func(s *liar) { s.says["PORT"], s.ending = "200 ok", "425 no way" }, ifs.OpRead, ifs.KindUnreachable},
		{"425 at once", true, func(s *liar) { s.says["PORT"], s.says["RETR"] = "200 ok", "425 no way" }, ifs.OpOpen, ifs.KindUnreachable},
		{"no file", false, func(s *liar) { s.says["RETR"] = "550 Failed to open file." }, ifs.OpOpen, ifs.KindNotExist},
		{"no permission", false, func(s *liar) { s.says["RETR"] = "550 Permission denied." }, ifs.OpOpen, ifs.KindPermission},
		{"a directory", false, func(s *liar) { s.says["RETR"] = "550 x: Not a regular file" }, ifs.OpOpen, ifs.KindIsDir},
		{"busy", false, func(s *liar) { s.says["RETR"] = "450 busy" }, ifs.OpOpen, ifs.KindIO},
		{"no transfer", false, func(s *liar) { s.says["RETR"] = "200 ok" }, ifs.OpOpen, ifs.KindProtocol},
		{"gone at RETR", false, func(s *liar) { s.says["RETR"] = "CLOSE" }, ifs.OpOpen, ifs.KindIO},
		{"short", false, func(s *liar) { s.says["SIZE"] = "213 5" }, ifs.OpRead, ifs.KindLength},
		{"too long", false, func(s *liar) { s.says["SIZE"] = "213 3" }, ifs.OpRead, ifs.KindLength},
		{"empty", false, func(s *liar) { s.sends = func(net.Conn) {} }, ifs.OpRead, ifs.KindLength},
		{"endless", false, func(s *liar) { s.sends = func(c net.Conn) { forever(c) } }, ifs.OpRead, ifs.KindLength},
		{"426 at the end", false, func(s *liar) { s.ending = "426 broken" }, ifs.OpRead, ifs.KindIO},
		{"451 at the end", false, func(s *liar) { s.ending = "451 disk" }, ifs.OpRead, ifs.KindIO},
		{"250 at the end", false, func(s *liar) { s.ending = "250 done" }, "", 0},
		{"silence at the end", false, func(s *liar) { s.ending = "" }, ifs.OpRead, ifs.KindTimeout},
		{"gone at the end", false, func(s *liar) { s.ending = "CLOSE" }, ifs.OpRead, ifs.KindIO},
		{"421 in the middle", false, func(s *liar) { s.says["SIZE"], s.keeps, s.ending = "213 9", true, "421 going down" }, ifs.OpRead, ifs.KindIO},
		{"gone in the middle", false, func(s *liar) { s.says["SIZE"], s.keeps, s.ending = "213 9", true, "CLOSE" }, ifs.OpRead, ifs.KindIO},
		{"stall", false, func(s *liar) { s.says["SIZE"], s.keeps, s.ending = "213 9", true, "" }, ifs.OpRead, ifs.KindTimeout},
		{"two replies to each", false, func(s *liar) {
			for v, r := range manners {
				s.says[v] = r + "\r\n" + r
			}
		}, ifs.OpOpen, ifs.KindAuth},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newLiar(t)
			tt.lie(s)
			s.start()
			f := newFS(!tt.active)
			if tt.kind == ifs.KindTimeout {
				f.answerTime = 0
			}
			b, err := ifstest.Get(t.Context(), f, ifstest.ParseName(t, s.url("file")))
			if tt.kind == 0 {
				if err != nil || string(b) != "data" {
					t.Errorf("%q, %v; %s", b, err, s.commands())
				}
				return
			}
			ifstest.WantKind(t, "error", err, tt.op, tt.kind)
			if err != nil && strings.Contains(err.Error(), ":p@") {
				t.Errorf("the password is in %v", err)
			}
		})
	}
}

func TestLyingCreate(t *testing.T) {
	tests := []struct {
		name    string
		lie     func(s *liar)
		size    int
		op      ifs.Op
		kind    ifs.Kind
		deleted bool
	}{
		{"none", func(s *liar) {}, 4, "", 0, false},
		{"no SIZE", func(s *liar) { s.says["SIZE"] = "500 what" }, 1 << 20, "", 0, false},
		{"refused", func(s *liar) { s.says["STOR"] = "553 Could not create file." }, 4, ifs.OpWrite, ifs.KindPermission, false},
		{"refused, empty", func(s *liar) { s.says["STOR"] = "550 Permission denied." }, 0, ifs.OpWrite, ifs.KindPermission, false},
		{"no directory", func(s *liar) { s.says["STOR"] = "550 No such directory" }, 4, ifs.OpWrite, ifs.KindNotExist, false},
		{"refused, full", func(s *liar) { s.says["STOR"] = "452 no space" }, 4, ifs.OpWrite, ifs.KindFull, false},
		{"full at the end", func(s *liar) { s.says["SIZE"], s.ending = "550 none", "552 quota" }, 4, ifs.OpWrite, ifs.KindFull, true},
		{"full in the middle", func(s *liar) {
			s.says["SIZE"], s.ending = "550 none", "552 quota"
			s.sends = func(c net.Conn) { io.ReadFull(c, make([]byte, 9)) }
		}, 64 << 20, ifs.OpWrite, ifs.KindFull, true},
		{"full, not read on", func(s *liar) {
			s.says["SIZE"], s.ending, s.keeps = "550 none", "452 full", true
			s.sends = func(c net.Conn) { io.ReadFull(c, make([]byte, 9)) }
		}, 64 << 20, ifs.OpWrite, ifs.KindFull, true},
		{"broken, but 226", func(s *liar) {
			s.sends = func(c net.Conn) { io.ReadFull(c, make([]byte, 9)); c.(*net.TCPConn).SetLinger(0) }
		}, 64 << 20, ifs.OpWrite, ifs.KindIO, false},
		{"stall", func(s *liar) {
			s.keeps, s.ending = true, ""
			s.sends = func(c net.Conn) {}
		}, 64 << 20, ifs.OpWrite, ifs.KindTimeout, false},
		{"other size", func(s *liar) {}, 5, ifs.OpWrite, ifs.KindLength, false},
		{"silence at the end", func(s *liar) { s.ending = "" }, 4, ifs.OpWrite, ifs.KindTimeout, false},
		{"gone at the end", func(s *liar) { s.ending = "CLOSE" }, 4, ifs.OpWrite, ifs.KindIO, false},
		{"SIZE unanswered", func(s *liar) { s.says["SIZE"] = "CLOSE" }, 4, ifs.OpOpen, ifs.KindIO, false},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s := newLiar(t)
			tt.lie(s)
			s.start()
			f := newFS(true)
			if tt.kind == ifs.KindTimeout {
				f.answerTime = 0
			}
			err := ifstest.Put(t.Context(), f, ifstest.ParseName(t, s.url("file")), make([]byte, tt.size))
			if tt.kind != 0 {
				ifstest.WantKind(t, "error", err, tt.op, tt.kind)
			} else if err != nil {
				t.Error(err)
			}
			if got := strings.Contains(s.commands(), "DELE file"); got != tt.deleted {
				t.Errorf("deleted: %v; %s", got, s.commands())
			}
		})
	}
}

func TestEndlessListing(t *testing.T) {
	s := newLiar(t)
	s.sends = func(c net.Conn) {
		for {
			if _, err := io.WriteString(c, "-rw-r--r--   1 u g 5 Jan  1 2020 name\r\n"); err != nil {
				return
			}
		}
	}
	s.start()
	_, err := newFS(true).ReadDir(t.Context(), ifstest.ParseName(t, s.url("dir")))
	ifstest.WantKind(t, "error", err, ifs.OpOpen, ifs.KindProtocol)
}

func TestListingIsMadeHarmless(t *testing.T) {
	s := newLiar(t)
	s.sends = func(c net.Conn) {
		io.WriteString(c, "total 3\r\n-rw-r--r--   1 u g 5 Jan  1 2020 ../../x\r\n-rw-r--r--   1 u g 6 Jan  1 2020 a\x1b[2Jb\r\n"+
			"drwxr-xr-x   1 u g 5 Jan  1 2020 ..\r\ndrwxr-xr-x\r\n\x00\xff\r\n-rw-r--r--   1 u g 99999999999999999999 Jan  1 2020 big\r\n")
	}
	s.start()
	rows, err := newFS(true).ReadDir(t.Context(), ifstest.ParseName(t, s.url("")))
	if err != nil || len(rows) != 1 || rows[0].Name != "a?[2Jb" || rows[0].Size != 6 {
		t.Errorf("%+v, %v", rows, err)
	}
}

func TestNamesThatLeadNowhere(t *testing.T) {
	s := newLiar(t)
	addr := s.l.Addr().String()
	s.l.Close()
	for url, kind := range map[string]ifs.Kind{
		"ftp:x": ifs.KindNoHost, "ftp:///x": ifs.KindNoHost, "ftp://nobody/x": ifs.KindBadHost,
		"ftp://127.0.0.1:0/x": ifs.KindBadHost, "ftp://127.0.0.1:70000/x": ifs.KindBadHost, "ftp://127.0.0.1:21/": ifs.KindInvalid,
		"ftp://" + addr + "/x": ifs.KindRefused, "ftp://" + addr + "/d/": ifs.KindInvalid,
	} {
		_, err := ifstest.Get(t.Context(), newFS(true), ifstest.ParseName(t, url))
		ifstest.WantKind(t, "error", err, ifs.OpOpen, kind)
		ifstest.WantKind(t, "error", ifstest.Put(t.Context(), newFS(true), ifstest.ParseName(t, url), nil), ifs.OpOpen, kind)
	}
	n := ifstest.ParseName(t, "ftp://"+addr+"/x")
	n.Path = "x\r\nDELE y"
	_, err := ifstest.Get(t.Context(), newFS(true), n)
	ifstest.WantKind(t, "error", err, ifs.OpOpen, ifs.KindInvalid)
}

func TestCommandsInCredentials(t *testing.T) {
	s := newLiar(t)
	s.start()
	n := ifstest.ParseName(t, s.url("x"))
	n.User = "u\r\nDELE y"
	_, err := ifstest.Get(t.Context(), newFS(true), n)
	ifstest.WantKind(t, "error", err, ifs.OpOpen, ifs.KindInvalid)
	if strings.Contains(s.commands(), "DELE") {
		t.Error(s.commands())
	}
}

// A silent server costs a device its time-out, and the user's stop costs nothing.
func TestSilenceInDeviceTime(t *testing.T) {
	s := newLiar(t)
	s.greeting = ""
	s.start()
	f := newFS(true)
	f.answerTime = 0
	_, err := ifstest.Get(t.Context(), f, ifstest.ParseName(t, s.url("x")))
	ifstest.WantKind(t, "error", err, ifs.OpOpen, ifs.KindTimeout)
	if d := f.clk.Now().Sub(epoch); d != idleTimeout {
		t.Errorf("it took %v", d)
	}
	f = newFS(true)
	f.clk, f.answerTime = clock.Real(epoch, 1), time.Hour
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err = ifstest.Get(ctx, f, ifstest.ParseName(t, s.url("x")))
	ifstest.WantKind(t, "error", err, ifs.OpOpen, ifs.KindAborted)
}
