package ftpfs

import (
	"slices"
	"strings"
	"testing"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/clock"
)

func TestTrace(t *testing.T) {
	for _, passive := range []bool{true, false} {
		s := newLiar(t)
		s.start()
		var lines []string
		via := ""
		ctx := ifs.WithTrace(t.Context(), &ifs.Trace{
			Connected: func(n ifs.Name, v string) {
				via = v
				lines = append(lines, "connected")
			},
			Line: func(d ifs.Direction, proto, text string) {
				if proto != "ftp" {
					t.Errorf("protocol %q", proto)
				}
				mark := "< "
				if d == ifs.Sent {
					mark = "> "
				}
				verb, _, _ := strings.Cut(text, " ")
				if verb == "229" || verb == "PORT" {
					text = verb // ports differ
				}
				lines = append(lines, mark+text)
			},
		})
		if _, err := ifstest.Get(ctx, newFS(passive), ifstest.ParseName(t, s.url("x"))); err != nil {
			t.Fatal(err)
		}
		data := []string{"> EPSV", "< 229"}
		if !passive {
			data = []string{"> PORT", "< 200 ok"}
		}
		want := slices.Concat([]string{"< 220 ready", "> USER u", "< 331 password", "> PASS ****", "< 230 in", "> FEAT", "< 502 no",
			"> TYPE I", "< 200 ok", "> SIZE x", "< 213 4"}, data, []string{"> RETR x", "< 150 here", "connected", "< 226 done", "> QUIT", "< 221 bye"})
		if !slices.Equal(lines, want) {
			t.Errorf("passive %v:\n%s\nwant\n%s", passive, strings.Join(lines, "\n"), strings.Join(want, "\n"))
		}
		if via != "GigabitEthernet0/0" {
			t.Errorf("via %q", via)
		}
	}
}

func TestCredentials(t *testing.T) {
	none, set := Config{Passive: true, Anonymous: "R2@"}, Config{Passive: true, User: "wendell", Password: "odom", Anonymous: "R2@"}
	for _, tt := range []struct {
		in             string
		c              Config
		user, password string
	}{
		{"", none, "anonymous", "R2@"},
		{"", Config{}, "anonymous", "anonymous@"},
		{"", set, "wendell", "odom"},
		{"u:p@", set, "u", "p"},
		{"u:@", set, "u", ""},
		{"u@", set, "u", "odom"},
		{"u@", none, "u", "R2@"},
		{"u:p:q@r@", none, "u", "p:q@r"},
	} {
		s := &session{name: ifstest.ParseName(t, "ftp://"+tt.in+"10.1.1.1/x"), cfg: tt.c}
		if u, p := s.credentials(); u != tt.user || p != tt.password {
			t.Errorf("%q: %q, %q", tt.in, u, p)
		}
	}
}

// One slash after the host is the login's directory, two are the server's root.
func TestPaths(t *testing.T) {
	s := newLiar(t)
	s.start()
	f := New(ifstest.Loopback{}, clock.Simulated(epoch), nil)
	for _, path := range []string{"dir/x", "/dir/x"} {
		if _, err := ifstest.Get(t.Context(), f, ifstest.ParseName(t, s.url(path))); err != nil {
			t.Fatal(err)
		}
		if !strings.HasSuffix(s.commands(), "RETR "+path+"; QUIT") {
			t.Errorf("%s", s.commands())
		}
	}
}
