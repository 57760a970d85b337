package ftpfs

import (
	"bufio"
	"bytes"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/jlaffaye/ftp"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/clock"
)

func FuzzReply(f *testing.F) {
	for _, s := range []string{"220 ready\r\n", "220-a\r\n220-b\r\n 220 c\r\n220 d\r\n", "220", "220\n", "2x0 a\r\n", "220-\r\n221 x\r\n220 \r\n", "\r\n", "999 x\r\n"} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, b []byte) {
		r, err := readReply(bufio.NewReaderSize(bytes.NewReader(b), maxLine))
		if err != nil {
			return
		}
		if r.code < 100 || r.code > 659 || len(r.lines) == 0 {
			t.Fatalf("%+v", r)
		}
		again, err := readReply(bufio.NewReaderSize(bytes.NewReader(r.bytes()), maxLine))
		if err != nil || again.code != r.code || again.text() != r.text() {
			t.Fatalf("%q, then %q, %v", r.lines, again.lines, err)
		}
	})
}

func FuzzPASV(f *testing.F) {
	for _, s := range []string{"Entering Passive Mode (127,0,0,1,4,1).", "=1,2,3,4,5,6", ")(", "(1,2,3,4,5)", "1,2,3,4,256,0", "0,0,0,0,0,0", "00001,2,3,4,5,6"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if port, ok := parsePASV(s); ok && (port < 1 || port > 65535 || strings.Count(s, ",") < 5) {
			t.Fatalf("%q: %d", s, port)
		}
	})
}

// A whole dialogue of a server that says anything: every operation ends, with
// the file system's own error or none.
func FuzzDialogue(f *testing.F) {
	f.Add([]byte("220 a\r\n331 b\r\n230 c\r\n211-d\r\n MLST\r\n211 e\r\n200 f\r\n213 4\r\n229 (|||1|)\r\n150 g\r\n226 h\r\n"), byte(0))
	f.Add([]byte("220 a\r\n331 b\r\n230 c\r\n211-d\r\n MLST\r\n211 e\r\n200 f\r\n213 4\r\n229 (|||2|)\r\n150 g\r\n 226h\r\n"), byte(0))
	f.Add([]byte("220 a\r\n230 c\r\n500 d\r\n200 f\r\n213 4\r\n500 x\r\n227 )(\r\n"), byte(1))
	f.Add([]byte("220 a\r\n230 c\r\n500 d\r\n200 f\r\n250 x\r\n"), byte(2))
	f.Fuzz(func(t *testing.T, b []byte, op byte) {
		ours, theirs := net.Pipe()
		go func() {
			theirs.SetDeadline(time.Now().Add(10 * time.Second))
			go func() {
				buf := make([]byte, 4096)
				for {
					if _, err := theirs.Read(buf); err != nil {
						return
					}
				}
			}()
			theirs.Write(b)
			theirs.Close()
		}()
		fs := New(&pipeNet{conn: ours}, clock.Simulated(epoch), func() Config { return Config{Passive: true} })
		fs.answerTime = 0
		name := ifs.Name{Prefix: "ftp", HasHost: true, Host: "127.0.0.1", Path: "x"}
		var err error
		switch op & 7 {
		case 0:
			_, err = ifstest.Get(t.Context(), fs, name)
		case 1:
			err = ifstest.Put(t.Context(), fs, name, []byte("data"))
		case 2:
			_, err = fs.ReadDir(t.Context(), name)
		case 3:
			_, err = fs.Stat(t.Context(), name)
		case 4:
			err = fs.Mkdir(t.Context(), name)
		case 5:
			err = fs.Rmdir(t.Context(), name)
		default:
			err = fs.Remove(t.Context(), name)
		}
		if _, ok := err.(*ifs.Error); err != nil && !ok {
			t.Fatalf("%T %v", err, err)
		}
	})
}

func FuzzEntry(f *testing.F) {
	f.Add("name", uint64(1))
	f.Add("a/b", uint64(1<<63))
	f.Add("\x1b[2J\xff\x85", uint64(0))
	f.Fuzz(func(t *testing.T, name string, size uint64) {
		e, ok := entry(&ftp.Entry{Name: name, Size: size})
		if !ok {
			return
		}
		if e.Size < -1 || e.Name == "" || strings.ContainsAny(e.Name, "/\x1b\r\n\x00") {
			t.Fatalf("%+v", e)
		}
	})
}
