package clients

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// scrapligo2 plays scrapligo's second version over SSH, by clients.md 5: the first one is
// fetched and run, this one is a library in another language that no registry of Go has.
type scrapligo2 struct {
	*line
	t *testing.T
}

const scrapliLimit = time.Minute // of every operation

const (
	scrapliEnable = `(?im)^[\w.\-@/:]{1,63}# ?$`
	scrapliAnswer = `(\n[\w.\-@/:]{1,63}#|\[confirm\]) ?$` // the prompt, or one more question
	scrapliConfig = `(?im)^[\w.\-@/:]{1,63}\([\w.\-@/:+]{0,32}\)# ?$`
)

// input writes a command without Return, reads until its characters have come back in
// order, and only then sends the Return.
func (s scrapligo2) input(command, end string) string {
	s.t.Helper()
	if command != "" {
		s.send(command)
		var echo strings.Builder
		for _, c := range command {
			echo.WriteString(`[\s\S]*?` + regexp.QuoteMeta(string(c)))
		}
		s.until(`\A`+echo.String(), scrapliLimit)
	}
	s.send("\n")
	out := plain(s.until(strings.ReplaceAll(end, `(?im)^`, `(?i)\n`), scrapliLimit))
	for _, failed := range []string{"% Ambiguous command", "% Incomplete command", "% Invalid input detected", "% Unknown command"} {
		if strings.Contains(out, failed) {
			s.t.Fatalf("%s: %s", command, out)
		}
	}
	return out
}

// prepare finds the privilege, enables, and turns the pager off in short words.
func (s scrapligo2) prepare() {
	s.t.Helper()
	if got := s.until(`(?i)(^|\n)[\w.\-@/:]{1,63}[>#] ?$`, scrapliLimit); strings.Contains(got, ">") {
		s.input("enable", `(?im)^Password:\s?$`)
		s.send("admin\n")
		s.until(`\n[\w.\-@/:]{1,63}# ?$`, scrapliLimit)
	}
	s.input("term width 512", scrapliEnable)
	s.input("term len 0", scrapliEnable)
}

// playScrapligo2 is a whole upgrade.
func playScrapligo2(t *testing.T, u *job) {
	dial := func() (*line, error) { return sshShell(t, u.SSH, 80, 255) }
	l, err := dial()
	if err != nil {
		t.Fatal(err)
	}
	s := scrapligo2{l, t}
	s.prepare()
	u.step("connect")
	if strings.Contains(s.input("show version", scrapliEnable), "Version "+u.old) {
		u.step("facts")
	}
	for try := 0; try < 3 && !u.done["verify"]; try++ {
		s.input("copy tftp://10.1.1.1/"+u.image+" flash:", `\]\? ?$`)
		out := s.input("", scrapliAnswer)
		for strings.Contains(out, "[confirm]") {
			out = s.input("", scrapliAnswer)
		}
		if strings.Contains(out, "bytes copied") {
			u.step("copy")
		}
		if strings.Contains(s.input("verify /md5 flash:"+u.image, scrapliEnable), "= "+u.md5) {
			u.step("verify")
		}
	}
	s.input("configure terminal", scrapliConfig)
	s.input("no boot system", scrapliConfig)
	s.input("boot system flash:"+u.image, scrapliConfig)
	s.input("end", scrapliEnable)
	if strings.Contains(s.input("show running-config | include boot system", scrapliEnable), u.image) {
		u.step("boot")
	}
	s.input("copy running-config startup-config", `\]\? ?$`)
	out := s.input("", scrapliAnswer)
	if strings.Contains(out, "[confirm]") { // another version wrote it
		out += s.input("", scrapliEnable)
	}
	if strings.Contains(out, "[OK]") {
		u.step("save")
	}
	s.reload("\n")
	u.step("reload")
	again(t, func() (bool, error) {
		l, err := dial()
		if err != nil {
			return false, err
		}
		s = scrapligo2{l, t}
		s.prepare()
		return strings.Contains(s.input("show version", scrapliEnable), "Version "+u.version), nil
	})
	u.step("version")
	s.send("exit\n")
	s.rest(scrapliLimit)
}
