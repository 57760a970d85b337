package clients

import (
	"path"
	"regexp"
	"strings"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"
)

// netmiko4 plays Netmiko 4.6.0, by clients.md 1.
type netmiko4 struct {
	*line
	t      *testing.T
	addr   string
	telnet bool
	base   string // the prompt less its last character, at most 16
	nl     string
}

// The limits of clients, as they are in Netmiko 4 (clients.md 1): for an echo, an answer, and for what
// saves or copies. Those of other clients are not shorter.
const (
	echoLimit = 10 * time.Second
	readLimit = 10 * time.Second
	longLimit = 100 * time.Second
)

// dialNetmiko4 connects, prepares the session and enables.
func dialNetmiko4(t *testing.T, addr string, telnet bool) (*netmiko4, error) {
	n := &netmiko4{t: t, addr: addr, telnet: telnet, nl: "\n"}
	var err error
	if telnet {
		n.line, err = telnetLine(t, addr)
	} else {
		n.line, err = sshShell(t, addr, 511, 1000)
	}
	if err != nil {
		return nil, err
	}
	if telnet {
		n.until(`(?i)(user:|username|login|user name)`, readLimit)
		n.send("admin\r")
		n.until(`assword`, readLimit)
		n.send("admin\r")
		n.until(`(?m)(#\s*$|>\s*$)`, readLimit)
		n.nl = "\r\n"
	} else {
		n.send("\n") // 0.1 s after the shell opened, before any prompt
	}
	for _, c := range []string{"terminal width 511", "terminal length 0"} {
		n.send(c + n.nl)
		n.until(regexp.QuoteMeta(c), readLimit)
		n.until(`[>#]`, readLimit)
	}
	prompt := n.findPrompt()
	n.base = prompt[:min(len(prompt)-1, 16)]
	n.enable()
	return n, nil
}

// findPrompt sends an empty line; what comes must be one new prompt.
func (n *netmiko4) findPrompt() string {
	n.t.Helper()
	n.quiet(20 * time.Millisecond) // clear the buffer
	n.send(n.nl)
	got := strings.TrimSpace(n.until(`[#>]\s*$`, readLimit))
	lines := strings.Split(got, "\n")
	return strings.TrimSpace(lines[len(lines)-1])
}

func (n *netmiko4) enable() {
	n.t.Helper()
	n.send(n.nl)
	if strings.Contains(n.until(`[#>]`, readLimit), "#") {
		return
	}
	n.send("enable" + n.nl)
	n.until(`enable`, echoLimit)
	n.until(`(?i)ssword`, readLimit)
	n.send("admin" + n.nl)
	n.until(regexp.QuoteMeta(n.base), readLimit)
	n.send(n.nl)
	n.until(`#`, readLimit)
}

// command is send_command: an empty line to learn the prompt, then the command, its echo word
// for word, and all until the prompt.
func (n *netmiko4) command(text string, limit time.Duration) string {
	n.t.Helper()
	prompt := n.findPrompt()
	return n.ask(text, regexp.QuoteMeta(prompt), limit)
}

// ask is send_command with expect_string.
func (n *netmiko4) ask(text, expect string, limit time.Duration) string {
	n.t.Helper()
	n.send(text + n.nl)
	if text != "" {
		if got := n.until(`[^\n]*?`+regexp.QuoteMeta(text), echoLimit); strings.Contains(got, "\b") {
			n.t.Fatalf("backspaces in the echo: %q", got)
		}
	}
	out := n.until(expect, limit)
	return strings.TrimSpace(plain(strings.TrimSuffix(out, regexp.MustCompile(expect).FindString(out))))
}

// config is send_config_set.
func (n *netmiko4) config(lines ...string) string {
	n.t.Helper()
	n.send(n.nl)
	if strings.Contains(n.until(`[#>]`, readLimit), ")#") {
		n.t.Fatal("in configuration mode already")
	}
	all := n.ask("configure terminal", regexp.QuoteMeta(n.base)+`.*\)#`, readLimit)
	for _, l := range lines {
		n.send(l + n.nl)
		all += n.until(regexp.QuoteMeta(l), 15*time.Second)
		all += n.until(regexp.QuoteMeta(n.base)+`[^\r\n]*#`, readLimit)
	}
	n.ask("end", regexp.QuoteMeta(n.base)+`#`, readLimit)
	if strings.Contains(all, "% ") {
		n.t.Fatalf("the configuration is refused: %s", all)
	}
	return all
}

// put is FileTransfer: the second connection is there before all else and idles while the
// file system is looked at.
func (n *netmiko4) put(name string, content []byte) {
	n.t.Helper()
	fs := regexp.MustCompile(`Directory of (.*)/`).FindStringSubmatch(n.command("dir", readLimit))
	if fs == nil || fs[1] != "flash0:" && fs[1] != "flash:" {
		n.t.Fatalf("the file system is %q", fs)
	}
	if out := n.command("dir flash:", readLimit); strings.Contains(out, "% Invalid") || strings.Contains(out, "%Error:") {
		n.t.Fatal(out)
	}
	second, err := sshClient(n.addr, gossh.Password("admin"))
	if err != nil {
		n.t.Fatal(err)
	}
	n.exists(name)
	free := regexp.MustCompile(`(\d+) \w+ free`).FindStringSubmatch(n.command("dir flash:", readLimit))
	if free == nil || len(free[1]) < 7 {
		n.t.Fatalf("free: %q", free)
	}
	scpPut(n.t, second, "flash:/"+name, path.Base(name), content)
	if !n.exists(name) {
		n.t.Fatalf("%s did not arrive", name)
	}
}

// exists is check_file_exists: what is neither of the two answers raises.
func (n *netmiko4) exists(name string) bool {
	n.t.Helper()
	out := n.command("dir flash:/"+name, readLimit)
	switch {
	case regexp.MustCompile(`Error opening|No such file or directory|Path does not exist`).MatchString(out):
		return false
	case regexp.MustCompile(`Directory of .*` + regexp.QuoteMeta(name)).MatchString(out):
		return true
	}
	n.t.Fatalf("dir flash:/%s: %s", name, out)
	return false
}

// md5 is the first that follows an equals sign.
func (n *netmiko4) md5(file string) string {
	n.t.Helper()
	out := n.command("verify /md5 "+file, 300*time.Second)
	m := regexp.MustCompile(`=\s+(\S+)`).FindStringSubmatch(out)
	if m == nil {
		n.t.Fatalf("verify /md5: %s", out)
	}
	return m[1]
}

// answers sends a command and Return to each question.
func (n *netmiko4) answers(command string, limit time.Duration) string {
	n.t.Helper()
	end := `(` + regexp.QuoteMeta(n.base) + `#|\]\? ?|\[confirm\])$`
	out := n.ask(command, end, limit)
	all := out
	for {
		n.send(n.nl)
		got := n.until(end, limit)
		all += got
		if strings.HasSuffix(got, "#") {
			return plain(all)
		}
	}
}

// playNetmiko4 is a whole upgrade.
func playNetmiko4(telnet bool) func(*testing.T, *job) {
	return func(t *testing.T, u *job) {
		addr := u.SSH
		if telnet {
			addr = u.Telnet
		}
		n, err := dialNetmiko4(t, addr, telnet)
		if err != nil {
			t.Fatal(err)
		}
		if n.send("\x00"); !telnet { // is_alive
			n.findPrompt()
		}
		u.step("connect")
		if out := n.command("show version", readLimit); !strings.Contains(out, "Version "+u.old) {
			t.Fatal(out)
		}
		u.step("facts")
		for try := 0; try < 3 && !u.done["verify"]; try++ {
			if u.local != "" {
				n.config("ip scp server enable")
				n.put(u.image, u.content(t))
				u.step("put")
			} else {
				if out := n.answers("copy tftp://10.1.1.1/"+u.image+" flash:", longLimit); !strings.Contains(out, "bytes copied") {
					t.Fatal(out)
				}
				u.step("copy")
			}
			if n.md5("flash:"+u.image) == u.md5 {
				u.step("verify")
			}
		}
		n.config("no boot system", "boot system flash:"+u.image)
		u.step("boot")
		if out := n.answers("copy running-config startup-config", longLimit); strings.Contains(out, "[OK]") {
			u.step("save")
		}
		n.reload(n.nl)
		u.step("reload")
		again(t, func() (bool, error) {
			n, err := dialNetmiko4(t, addr, telnet)
			if err != nil {
				return false, err
			}
			defer n.close()
			return strings.Contains(n.command("show version", readLimit), "Version "+u.version), nil
		})
		u.step("version")
	}
}
