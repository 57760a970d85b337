package ssh

import (
	"strings"
	"testing"

	gossh "golang.org/x/crypto/ssh"
)

func TestParseRequest(t *testing.T) {
	for _, c := range []struct {
		kind    string
		payload any
		want    request
		ok      bool
	}{
		{"pty-req", ptyRequest{Term: "vt100", Columns: 511, Rows: 24}, request{width: 511, height: 24}, true},
		{"pty-req", ptyRequest{Columns: 1 << 31, Rows: 1<<32 - 1}, request{width: maxColumns, height: maxColumns}, true},
		{"pty-req", windowChange{Columns: 80}, request{}, false},
		{"window-change", windowChange{Columns: 132, Rows: 50}, request{width: 132, height: 50}, true},
		{"window-change", commandRequest{"x"}, request{}, false},
		{"exec", commandRequest{"show version"}, request{command: "show version"}, true},
		{"exec", commandRequest{strings.Repeat("x", maxCommand+1)}, request{}, false},
		{"subsystem", commandRequest{"sftp"}, request{command: "sftp"}, true},
		{"break", struct{ Length uint32 }{500}, request{}, true},
		{"x11-req", struct{ Single bool }{true}, request{}, false},
		{"env", struct{ Name, Value string }{"LANG", "C"}, request{}, false},
	} {
		if got, ok := parseRequest(c.kind, gossh.Marshal(c.payload)); got != c.want || ok != c.ok {
			t.Errorf("%s %+v: %+v, %t", c.kind, c.payload, got, ok)
		}
	}
}

// FuzzRequest: no payload breaks a session or asks for more than its bounds, and what
// is refused leaves nothing behind.
func FuzzRequest(f *testing.F) {
	f.Add("pty-req", gossh.Marshal(ptyRequest{Term: "vt100", Columns: 80, Rows: 24}))
	f.Add("window-change", gossh.Marshal(windowChange{Columns: 132, Rows: 50}))
	f.Add("exec", gossh.Marshal(commandRequest{"scp -t 'flash:/a b'"}))
	f.Add("exec", []byte("\xff\xff\xff\xffx"))
	f.Add("break", []byte(nil))
	f.Fuzz(func(t *testing.T, kind string, payload []byte) {
		q, ok := parseRequest(kind, payload)
		if !ok && q != (request{}) {
			t.Fatalf("%+v", q)
		}
		if q.width < 0 || q.width > maxColumns || q.height < 0 || q.height > maxColumns || len(q.command) > maxCommand {
			t.Fatalf("%+v", q)
		}
		if c, scp := ParseSCP(q.command); scp && c.Problems == "" && c.Path == "" && q.command == "" {
			t.Fatalf("%+v", c)
		}
	})
}
