package ftpfs

import (
	"io"
	"net"
	"strings"
	"testing"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
)

// What servers of Windows do, which no Debian package has, played after their logs: IIS, and
// FileZilla Server.

// IIS lists in the style of MS-DOS, with years of two or four digits, and has no MLSD.
func TestIISListing(t *testing.T) {
	s := newLiar(t)
	s.greeting = "220-Microsoft FTP Service\r\n220 lab\r\n"
	s.says["FEAT"] = "211-Extended features supported:\r\n LANG EN*\r\n UTF8\r\n AUTH TLS;TLS-C;SSL;TLS-P;\r\n PBSZ\r\n PROT C;P;\r\n CCC\r\n HOST\r\n SIZE\r\n MDTM\r\n REST STREAM\r\n211 END"
	s.says["SYST"] = "215 Windows_NT"
	s.sends = func(c net.Conn) {
		_, _ = io.WriteString(c, "03-01-16  09:00AM       <DIR>          images of mine\r\n11-21-2016  03:05PM             97794040 c2900.bin\r\n")
	}
	s.start()
	rows, err := newFS(true).ReadDir(t.Context(), ifstest.ParseName(t, s.url("")))
	if err != nil || len(rows) != 2 {
		t.Fatalf("%+v, %v", rows, err)
	}
	if d := rows[0]; !d.Dir || d.Name != "images of mine" || d.ModTime.Format("2006-01-02 15:04") != "2016-03-01 09:00" {
		t.Errorf("%+v", d)
	}
	if f := rows[1]; f.Dir || f.Name != "c2900.bin" || f.Size != 97794040 || f.ModTime.Format("2006-01-02 15:04") != "2016-11-21 15:05" {
		t.Errorf("%+v", f)
	}
}

// The words with which they refuse.
func TestWordsOfWindows(t *testing.T) {
	for _, c := range []struct {
		verb, reply string
		kind        ifs.Kind
	}{
		{"RETR", "550 The system cannot find the file specified. ", ifs.KindNotExist},              // IIS
		{"RETR", "550 Access is denied. ", ifs.KindPermission},                                     // IIS
		{"RETR", "550 Couldn't open the file", ifs.KindNotExist},                                   // FileZilla Server
		{"RETR", "550 File not found", ifs.KindNotExist},                                           // FileZilla Server
		{"RETR", "550 Couldn't open the file or directory: permission denied", ifs.KindPermission}, // FileZilla Server
		{"PASS", "530 User cannot log in. ", ifs.KindAuth},                                         // IIS
		{"PASS", "530 Login incorrect.", ifs.KindAuth},                                             // FileZilla Server
		{"PASS", "503 Use AUTH first.", ifs.KindAuth},                                              // FileZilla Server, TLS only
		{"STOR", "550 The parameter is incorrect. ", ifs.KindPermission},                           // IIS
		{"STOR", "550 There is not enough space on the disk. ", ifs.KindFull},                      // IIS
		{"RETR", "425 Unable to build data connection: TLS session of data connection not resumed.", ifs.KindUnreachable},
	} {
		s := newLiar(t)
		s.greeting = "220-FileZilla Server 1.8.0\r\n220 Please visit https://filezilla-project.org/\r\n"
		s.says[c.verb] = c.reply
		s.start()
		n := ifstest.ParseName(t, s.url("f"))
		var err error
		if c.verb == "STOR" {
			err = ifstest.Put(t.Context(), newFS(true), n, []byte("data"))
		} else {
			_, err = ifstest.Get(t.Context(), newFS(true), n)
		}
		if ifs.KindOf(err) != c.kind {
			t.Errorf("%s, %s: %v, want %v", c.verb, strings.TrimSpace(c.reply), err, c.kind)
		}
	}
}
