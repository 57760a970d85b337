package ifs

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParseName(t *testing.T) {
	for in, want := range map[string]Name{
		"x":                       {Path: "x"},
		"/a/b":                    {Path: "/a/b"},
		"dir/x:y":                 {Path: "dir/x:y"},
		"flash:":                  {Prefix: "flash"},
		"FLASH0:/Img.BIN":         {Prefix: "flash0", Path: "/Img.BIN"},
		"flash:a:b":               {Prefix: "flash", Path: "a:b"},
		"flash:/../x":             {Prefix: "flash", Path: "/../x"},
		"tftp:":                   {Prefix: "tftp"},
		"tftp://":                 {Prefix: "tftp", HasHost: true},
		"tftp:///x":               {Prefix: "tftp", HasHost: true, Path: "x"},
		"tftp://10.1.1.1":         {Prefix: "tftp", HasHost: true, Host: "10.1.1.1"},
		"tftp://10.1.1.1/":        {Prefix: "tftp", HasHost: true, Host: "10.1.1.1"},
		"tftp://10.1.1.1/d/x":     {Prefix: "tftp", HasHost: true, Host: "10.1.1.1", Path: "d/x"},
		"tftp://10.1.1.1//x":      {Prefix: "tftp", HasHost: true, Host: "10.1.1.1", Path: "/x"},
		"ftp://u@h/x":             {Prefix: "ftp", HasHost: true, User: "u", HasUser: true, Host: "h", Path: "x"},
		"ftp://u:@h/x":            {Prefix: "ftp", HasHost: true, User: "u", HasUser: true, HasPassword: true, Host: "h", Path: "x"},
		"ftp://u:p@h/x":           {Prefix: "ftp", HasHost: true, User: "u", HasUser: true, Password: "p", HasPassword: true, Host: "h", Path: "x"},
		"ftp://u:p/w@h/x":         {Prefix: "ftp", HasHost: true, User: "u", HasUser: true, Password: "p/w", HasPassword: true, Host: "h", Path: "x"},
		"ftp://u:p@w@h/x":         {Prefix: "ftp", HasHost: true, User: "u", HasUser: true, Password: "p@w", HasPassword: true, Host: "h", Path: "x"},
		"ftp://h/mail@home":       {Prefix: "ftp", HasHost: true, Host: "h", Path: "mail@home"},
		"http://h:8080/x@y":       {Prefix: "http", HasHost: true, Host: "h:8080", Path: "x@y"},
		"http://[::1]/x@y":        {Prefix: "http", HasHost: true, Host: "[::1]", Path: "x@y"},
		"http://h:8080/x":         {Prefix: "http", HasHost: true, Host: "h:8080", Path: "x"},
		"http://[2001:db8::1]/x":  {Prefix: "http", HasHost: true, Host: "[2001:db8::1]", Path: "x"},
		"usb-flash_0:x":           {Prefix: "usb-flash_0", Path: "x"},
		"ftp://u:p@[::1]:2121/x ": {Prefix: "ftp", HasHost: true, User: "u", HasUser: true, Password: "p", HasPassword: true, Host: "[::1]:2121", Path: "x "},
	} {
		got, err := ParseName(in)
		if err != nil {
			t.Errorf("%q: %v", in, err)
		} else if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: %s", in, d)
		}
	}
	for _, in := range []string{"", ":", ":x", "fl ash:x", "flash\x00:", "a\nb", "a\rb", "é:x", strings.Repeat("x", MaxName+1)} {
		if n, err := ParseName(in); KindOf(err) != KindInvalid {
			t.Errorf("%q: %+v, %v", in, n, err)
		}
	}
}

func TestNameParts(t *testing.T) {
	for _, c := range []struct {
		in, str, base string
		elems         []string
		bare          bool
	}{
		{"flash0:", "flash0:", "", nil, true},
		{"flash0:/", "flash0:/", "", nil, false},
		{"flash0:/a/./b//c/", "flash0:/a/./b//c/", "", []string{"a", "b", "c"}, false},
		{"flash0:../../x", "flash0:../../x", "x", []string{"x"}, false},
		{"flash0:a/../../b", "flash0:a/../../b", "b", []string{"b"}, false},
		{"ftp://u:secret@h/d/x", "ftp://h/d/x", "x", []string{"d", "x"}, false},
		{"tftp:", "tftp:", "", nil, true},
		{"d/x", "d/x", "x", []string{"d", "x"}, false},
	} {
		n, err := ParseName(c.in)
		if err != nil {
			t.Fatal(err)
		}
		bare := n.Path == "" && n.Host == ""
		if n.String() != c.str || n.Base() != c.base || bare != c.bare || !cmp.Equal(n.Elements(), c.elems) {
			t.Errorf("%q: %q, base %q, bare %v, elements %q", c.in, n, n.Base(), bare, n.Elements())
		}
	}
	for _, c := range [][3]string{{"flash0:", "x", "flash0:x"}, {"flash0:/", "x", "flash0:/x"}, {"flash0:d", "x", "flash0:d/x"}} {
		n, _ := ParseName(c[0])
		if got := n.Join(c[1]).String(); got != c[2] {
			t.Errorf("%s and %s: %s", c[0], c[1], got)
		}
	}
}

func TestHostPort(t *testing.T) {
	for in, want := range map[string][2]string{
		"10.1.1.1":         {"10.1.1.1", "21"},
		"10.1.1.1:2121":    {"10.1.1.1", "2121"},
		"[2001:db8::1]":    {"2001:db8::1", "21"},
		"[2001:db8::1]:22": {"2001:db8::1", "22"},
		"2001:db8::1":      {"2001:db8::1", "21"},
		"":                 {"", "21"},
	} {
		if h, p := (Name{Host: in}).HostPort("21"); h != want[0] || p != want[1] {
			t.Errorf("%q: %q, %q", in, h, p)
		}
	}
}

func TestSame(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"flash0:a", "flash0:/A", true},
		{"flash0:a", "flash0:d/../a", true},
		{"flash0:a", "flash0:b", false},
		{"flash0:a", "flash1:a", false},
		{"tftp://h/a", "tftp://h/A", false},
		{"tftp://h/a", "tftp://h/a", true},
		{"tftp://h/a", "tftp://i/a", false},
	} {
		a, _ := ParseName(c.a)
		b, _ := ParseName(c.b)
		if Same(a, b) != c.same || Same(b, a) != c.same {
			t.Errorf("%s and %s: not %v", a, b, c.same)
		}
	}
}

// FuzzParseName: no input makes it panic; what it returns keeps its promises.
func FuzzParseName(f *testing.F) {
	for _, s := range []string{
		"x", "flash:", "flash0:/a/../b", "ftp://u:p@h:21/x", "ftp://u:p/w@h/x", "ftp://@/", "tftp:///", "http://[::1]:80/",
		":", "a:b:c", "..", "//", "ftp://u:p/w@h", "ftp://a@b@c/d@e", "\xff:x", strings.Repeat("/..", 300),
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseName(s)
		if err != nil {
			var e *Error
			if !errors.As(err, &e) || e.Kind != KindInvalid || e.Op != OpParse {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		if n.Prefix != strings.ToLower(n.Prefix) || strings.ContainsAny(n.Prefix, ":/") {
			t.Errorf("%q: prefix %q", s, n.Prefix)
		}
		if !n.HasHost && (n.Host != "" || n.HasUser) || n.HasPassword && !n.HasUser || n.Host != "" && strings.ContainsAny(n.Host, "/@") {
			t.Errorf("%q: %+v", s, n)
		}
		for _, e := range n.Elements() {
			if e == "" || e == "." || e == ".." || strings.Contains(e, "/") {
				t.Errorf("%q: element %q", s, e)
			}
		}
		if strings.Contains(n.Host, ":") && strings.Contains(n.Path, "@") {
			return // can be read as a password with a slash
		}
		// The name as it is shown gives the same name again, but for the user.
		again, err := ParseName(n.String())
		n.User, n.Password, n.HasUser, n.HasPassword = "", "", false, false
		if err != nil || again != n {
			t.Errorf("%q shows as %q, which is %+v (%v), not %+v", s, n, again, err, n)
		}
	})
}
