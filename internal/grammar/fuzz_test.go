package grammar

import (
	"errors"
	"strings"
	"testing"
)

// realistic is a table in the manner of a router's, with all that rules can be
// built of.
func realistic() *Table {
	show, ip, no := Kw("show", "Show running system information"), Kw("ip", "IP information"), Lead{"no", "Negate a command"}
	file := live("", Word{Text: "flash0:", Partial: true}, Word{Text: "nvram:", Partial: true}, Word{Text: "tftp:", Partial: true},
		Word{Text: "c2900-universalk9-mz.SPA.155-2.T1.bin"})
	conf := Alt(Kw("running-config", "Current"), Kw("startup-config", "Start-up"))
	pipe := Opt(Kw("|", "Output modifiers"), Alt(Kw("include", ""), Kw("exclude", ""), Kw("begin", ""), Kw("section", "")), Text("Regular expression"))
	hash := TokenOf("WORD", "MD5", 32, func(c byte) bool { return digit(c) < 16 })
	port := Seq(Alt(Kw("GigabitEthernet", ""), Kw("FastEthernet", ""), Kw("Loopback", "")), Int(0, 2147483647, "Number"))
	return MustCompile([]Rule{
		{Syntax: Seq(show, Kw("version", ""), pipe)},
		{Syntax: Seq(show, Kw("interfaces", ""), Opt(port), Opt(Alt(Kw("description", ""), Kw("status", ""))), pipe)},
		{Syntax: Seq(show, ip, Kw("interface", ""), Opt(Kw("brief", "")), pipe)},
		{Syntax: Seq(show, ip, Kw("route", ""), Opt(IPv4("Network"), Opt(Mask("Mask"))), pipe)},
		{Syntax: Seq(show, conf, pipe)},
		{Syntax: Seq(show, Kw("inventory", ""))},
		{Syntax: Seq(Kw("copy", ""), AnyOf(Kw("/erase", ""), Kw("/verify", ""), Kw("/noverify", "")), Alt(conf, file), Alt(conf, file))},
		{Syntax: Seq(Kw("verify", ""), Opt(Kw("/md5", "")), file, Opt(hash))},
		{Syntax: Seq(Kw("dir", ""), AnyOf(Kw("/all", ""), Kw("/recursive", "")), Opt(file))},
		{Syntax: Seq(Kw("config-register", ""), Hex(0, 0xFFFF, "")), Negatable: true},
		{Syntax: Seq(Kw("boot", ""), Kw("system", ""), Alt(Seq(Kw("flash", ""), Opt(AnyWord("File"))),
			Seq(Kw("tftp", ""), AnyWord("File"), Opt(IPv4("Server"))), file)), Negatable: true},
		{Syntax: Seq(Kw("hostname", ""), AnyWord("Name")), Negatable: true},
		{Syntax: Seq(Kw("description", ""), Text("Text")), Negatable: true},
		{Syntax: Seq(Kw("vlan", ""), Rep(Int(1, 4094, "VLAN"))), Negatable: true},
		{Syntax: Seq(Kw("clock", ""), Kw("timezone", ""), AnyWord("Zone"), Int(-23, 23, "Hours"), Opt(Int(0, 59, "Minutes"))), Negatable: true},
		{Syntax: Seq(Kw("username", ""), AnyWord("Name"), AnyOf(Seq(Kw("privilege", ""), Int(0, 15, "")),
			Seq(Alt(Kw("password", ""), Kw("secret", "")), Opt(Int(0, 9, "")), AnyWord("")))), Negatable: true},
		{Syntax: Seq(Kw("test", ""), Kw("crash", "")), Hidden: true},
	}, no, Lead{"default", "Set to defaults"})
}

// FuzzParse feeds bytes to a table of all kinds of nodes: nothing panics, and what
// the three readers say of a line fits together.
func FuzzParse(f *testing.F) {
	for _, line := range []string{
		"", " ", "sh ver | i  image ", "show interfaces gi 0 status", "show ip route 10.0.0.0 255.255.255.0",
		"show ip interface brief", "show foooooooo", "copy /e /v running-config flash0:", "copy running-config flash:",
		"verify /md5 flash0:x 0123456789abcdef", "no boot system", "n b s t x 10.1.1.1", "config-register 0x2142",
		"vlan 1 2 3 4095", "clock timezone CET -24 60", "username wendell privilege 15 secret 5 $1$x", "description \x00\xff  ?",
		"no no no", "default clock", "test cr", "SHOW\tVERSION", "10.1.300.1", "hostname \"a b\"", "|", "config-register 0x1FFFF",
	} {
		f.Add(line)
	}
	table := realistic()
	f.Fuzz(func(t *testing.T, line string) {
		m, err := table.Parse(nil, line, Options{})
		var e *Error
		switch {
		case err == nil:
			lead := m.Lead
			if lead != "" {
				lead += " "
			}
			n, err := table.Parse(nil, lead+m.Canonical(), Options{})
			if err != nil || n.Canonical() != m.Canonical() || n.Rule != m.Rule || n.Whole() != m.Whole() {
				t.Errorf("%q: canonical %q is not itself: %v", line, m.Canonical(), err)
			}
		case !errors.As(err, &e) || e.Pos < 0 || e.Pos > len(line) || e.Index < 0:
			t.Errorf("%q: %#v", line, err)
		case e.Kind == Empty && strings.Trim(line, blanks) != "":
			t.Errorf("%q is called empty", line)
		case e.Kind == Unknown && e.Pos < len(line) && !strings.HasSuffix(line[:e.Pos], "0"):
			// What can be continued is no error itself. (A zero alone that is out of
			// range is one, although "007" is not.)
			var p *Error
			if _, err := table.Parse(nil, line[:e.Pos], Options{}); errors.As(err, &p) && p.Kind == Unknown && p.Pos < e.Pos {
				t.Errorf("%q: caret at %d, but %q has it at %d", line, e.Pos, line[:e.Pos], p.Pos)
			}
		}
		h := table.Help(nil, line+" ", Options{})
		if h.CR != (err == nil) {
			t.Errorf("%q: %v, and help %+v", line, err, h)
		}
		table.Help(nil, line, Options{})
		if done, ok := table.Complete(nil, line, Options{}); ok && !begins(done, line) {
			t.Errorf("%q was completed to %q", line, done)
		}
	})
}
