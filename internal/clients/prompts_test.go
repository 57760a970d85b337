package clients

import (
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/iosim/iosim/iosimtest"
)

// prompting are the forms by which clients know a prompt (clients.md 1, 4 to 8); HOST stands for
// the host name, or for what a client keeps of it.
var prompting = []struct {
	client               string
	keeps                int // the characters of the host name that it remembers; 0: it asks for none
	user, enable, config string
	parentheses          bool // of a host name are taken
}{
	{"Netmiko 4", 16, `HOST[^\n]*>\s*$`, `HOST[^\n]*#\s*$`, `HOST.*\)#\s*$`, true},
	{"Netmiko 2", 99, `HOST>\s*$`, `HOST#\s*$`, `\)#\s*$`, true},
	{"Ansible", 0, `[\r\n]?[\w\+\-\.:\/\[\]]+(?:\([^\)]+\)){0,3}> ?$`, `[\r\n]?[\w\+\-\.:\/\[\]]+(?:\([^\)]+\)){0,3}# ?$`, `[\r\n]?[\w\+\-\.:\/\[\]]+(?:\([^\)]+\)){0,3}# ?$`, true},
	{"scrapligo", 0, `(?im)^[\w.\-@/:]{1,63}>$`, `(?im)^[\w.\-@/:]{1,63}#$`, `(?im)^[\w.\-@/:]{1,63}\([\w.\-@/:+]{0,32}\)#$`, false},
	{"unicon", 99, `(?m)^(.*?)(HOST)(\(boot\))*>\s?$`, `(?m)^(.*?)(HOST)(\(boot\))*#\s?$`, `(?m)^(.*)\(.*(con|cfg)\S*\)#\s?$`, true},
	{"Oxidized", 0, `(?m)^([\w.@()-]+[#>]\s?)$`, `(?m)^([\w.@()-]+[#>]\s?)$`, `(?m)^([\w.@()-]+[#>]\s?)$`, true},
	{"RANCID", 11, `HOST[^\n]*(>|#| \(enable\))\s*$`, `HOST[^\n]*#\s*$`, `HOST[^\n]*#\s*$`, true},
}

// TestPrompts: every client's form finds the prompt of every mode, alone on the last line and with
// nothing behind it, whatever the host name.
func TestPrompts(t *testing.T) {
	t.Parallel()
	r := iosimtest.StartText(t, labText(15, "")).Device("R1")
	l, err := sshShell(t, r.SSH, 80, 24)
	if err != nil {
		t.Fatal(err)
	}
	l.until(`R1#$`, readLimit)
	host := "R1"
	// at is the last line after a command, as it comes.
	at := func(command, end string) string {
		l.send(command + "\r")
		l.until(regexp.QuoteMeta(command)+`\r\n`, echoLimit)
		got := l.until(`(^|\n)`+end+`$`, readLimit)
		return got[strings.LastIndex(got, "\n")+1:]
	}
	check := func(client, form, prompt string, keeps int) {
		t.Helper()
		kept := host[:min(len(host), keeps)]
		if !regexp.MustCompile(strings.ReplaceAll(form, "HOST", regexp.QuoteMeta(kept))).MatchString("out\r\n" + prompt) {
			t.Errorf("%s: %s does not find %q", client, form, prompt)
		}
	}
	at("terminal width 511", `[^\n]*#`)
	for _, host = range []string{"R1", "core-1.lab_a", "x", "a-name-of-twenty-chr", strings.Repeat("long", 15), "core-1.lab_a(old)"} {
		// The fault gives it names that the command refuses.
		r.SetFault(iosimtest.Fault{Name: "odd-hostname", Hostname: host, Times: 1})
		cut := host[:min(len(host), 20)]
		prompts := []string{at("configure terminal", `[^\n]*\)#`), at("interface GigabitEthernet0/0", `[^\n]*\)#`), at("line vty 0 4", `[^\n]*\)#`)}
		if want := []string{cut + "(config)#", cut + "(config-if)#", cut + "(config-line)#"}; !slices.Equal(prompts, want) {
			t.Errorf("%q, not %q", prompts, want)
		}
		enabled := at("end", `[^\n]*#`)
		user := at("disable", `[^\n]*>`)
		l.send("enable\r")
		l.until(`Password: $`, readLimit)
		l.send("admin\r")
		l.until(`#$`, readLimit)
		if enabled != host+"#" || user != host+">" {
			t.Errorf("%q, %q", enabled, user)
		}
		for _, p := range prompting {
			if strings.Contains(host, "(") && !p.parentheses {
				continue
			}
			check(p.client, p.user, user, p.keeps)
			check(p.client, p.enable, enabled, p.keeps)
			for _, c := range prompts {
				check(p.client, p.config, c, min(p.keeps, 16))
			}
		}
	}
}
