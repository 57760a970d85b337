package clients

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// unicon plays unicon.plugins 26.6 with pyATS, by clients.md 6: a dialogue is a list of
// patterns, each with its answer, until the prompt.
type unicon struct {
	*line
	t *testing.T
}

const (
	uniconEnable  = `(?:^|\n)(R1)(\(boot\))*#\s?$`
	uniconDisable = `(?:^|\n)(R1)(\(boot\))*>\s?$`
	uniconConfig  = `(?:^|\n).*\(.*(con|cfg)\S*\)#\s?$`
)

// Its limits; that of a copy is longLimit.
const (
	uniconAnswer = time.Minute
	uniconReload = 5 * time.Minute
)

// A says is one statement of a dialogue.
type says struct{ form, answer string }

// dialogue answers until the end's form.
func (u unicon) dialogue(end string, limit time.Duration, statements ...says) string {
	u.t.Helper()
	forms := []string{"(?:" + end + ")"}
	for _, s := range statements {
		forms = append(forms, "(?:"+s.form+")")
	}
	var all strings.Builder
	for {
		got := u.until(strings.Join(forms, "|"), limit)
		all.WriteString(got)
		if regexp.MustCompile(end).MatchString(got) {
			return plain(all.String())
		}
		for _, s := range statements {
			if regexp.MustCompile("(?:" + s.form + `)\z`).MatchString(got) {
				u.send(s.answer)
				break
			}
		}
	}
}

// login goes from wherever the line is to enable mode.
func (u unicon) login() {
	u.t.Helper()
	u.dialogue(uniconEnable, uniconAnswer,
		says{`Press RETURN to get started`, "\r"},
		says{`Username: ?$|login: ?$`, "admin\r"},
		says{`(?:^|\n)[^\n]*Password:\s?$`, "admin\r"},
		says{uniconDisable, "enable\r"},
	)
	for _, c := range []string{"term length 0", "term width 0", "show version"} {
		u.execute(c)
	}
	u.configure("no logging console", "line console 0", "exec-timeout 0", "line vty 0 4", "exec-timeout 0")
}

var uniconErrors = regexp.MustCompile(`(?m)^%\s*([Ii]nvalid (command|input)|[Ii]ncomplete command|[Aa]mbiguous command)|% Bad IP address or host name|% Unknown command or computer name`)

func (u unicon) execute(command string) string {
	u.t.Helper()
	u.send(command + "\r")
	out := u.dialogue(uniconEnable, uniconAnswer, says{` *--\s?[Mm]ore\s?-- *`, " "})
	if uniconErrors.MatchString(out) {
		u.t.Fatalf("%s: %s", command, out)
	}
	return out
}

func (u unicon) configure(lines ...string) {
	u.t.Helper()
	u.send("configure terminal\r")
	u.until(uniconConfig, uniconAnswer)
	for _, l := range lines {
		u.send(l + "\r")
		if out := u.until(uniconConfig, uniconAnswer); uniconErrors.MatchString(out) {
			u.t.Fatalf("%s: %s", l, out)
		}
	}
	u.send("end\r")
	u.until(uniconEnable, uniconAnswer)
}

// uniconCopyFails is looked for anywhere in what a copy prints.
var uniconCopyFails = regexp.MustCompile(`\bfail\b|[Tt]imed out|Error|Login incorrect|denied|Problem|NOT|Invalid|No memory|mismatch|Bad|bogus|lose|abort|Not |too big|exceeds|detected|[Nn]o such`)

// copy sends two blanks after the word.
func (u unicon) copy(from, to string) string {
	u.t.Helper()
	u.send("copy  " + from + " " + to + "\r")
	out := u.dialogue(uniconEnable, longLimit,
		says{`Source filename \[.*\]\?\s*$`, "\r"},
		says{`Address or name of remote host[^\n]*\?\s*$`, "10.1.1.1\r"},
		says{`Destination filename[^\n]*\?\s*$`, "\r"},
		says{`over write\? ?\[confirm\]`, "y"}, // without Return
		says{`\[confirm\]\s*$`, "\r"},
	)
	if uniconCopyFails.MatchString(out) {
		u.t.Fatalf("the copy is taken for failed: %s", out)
	}
	return out
}

// playUnicon upgrades over Telnet, or on the console, where it watches the boot.
func playUnicon(console bool) func(*testing.T, *job) {
	return func(t *testing.T, j *job) {
		addr := j.Telnet
		if console {
			addr = j.Console
		}
		dial := func() (unicon, error) {
			l, err := telnetLine(t, addr)
			if err != nil {
				return unicon{}, err
			}
			if console {
				l.send("\r")
			}
			u := unicon{l, t}
			u.login()
			return u, nil
		}
		var u unicon
		var err error
		again(t, func() (bool, error) { // the console has one cable, which the one before may not have let go yet
			u, err = dial()
			return err == nil, err
		})
		j.step("connect")
		if strings.Contains(u.execute("show version"), "Version "+j.old) {
			j.step("facts")
		}
		// The second time there is a file to be overwritten.
		for try := 0; try < 3 && (try < 2 || !j.done["verify"]); try++ {
			if out := u.copy("tftp://10.1.1.1/"+j.image, "flash:"); strings.Contains(out, "bytes copied") {
				j.step("copy")
			}
			if strings.Contains(u.execute("verify /md5 flash:"+j.image), "= "+j.md5) {
				j.step("verify")
			}
		}
		u.configure("no boot system", "boot system flash:"+j.image)
		if strings.Contains(u.execute("show running-config | include boot system"), j.image) {
			j.step("boot")
		}
		if out := u.copy("running-config", "startup-config"); strings.Contains(out, "[OK]") {
			j.step("save")
		}
		u.configure("line vty 0 4", "exec-timeout 1") // there is something to be saved, which it does not want
		u.send("reload\r")
		cut := caught(func() {
			u.dialogue(`Proceed( with( quick)? reload)?\?\s*\[confirm\]`, uniconAnswer,
				says{`System config(uration)? has been modified\.\s*Save\? ?\[yes/no\]: ?$`, "n\r"})
			u.send("\r")
		})
		if console {
			u.until(`Press RETURN to get started`, uniconReload)
			u.send("\r")
			u.login()
		} else {
			if cut == "" {
				u.rest(uniconReload)
			}
			again(t, func() (bool, error) {
				if u, err = dial(); err != nil {
					return false, err
				}
				return strings.Contains(u.execute("show version"), "Version "+j.version), nil
			})
		}
		j.step("reload")
		if strings.Contains(u.execute("show version"), "Version "+j.version) {
			j.step("version")
		}
		_ = u.close()
	}
}
