package clients

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// pyntc plays pyntc 2.4.2a0 on Netmiko, by clients.md 2.
type pyntc struct{ *netmiko4 }

func dialPyntc(t *testing.T, addr string) (pyntc, error) {
	n, err := dialNetmiko4(t, addr, false)
	if err != nil {
		return pyntc{}, err
	}
	p := pyntc{n}
	// Either it is refused, or it names an active processor; half an answer raises.
	out := p.command("show redundancy", readLimit)
	if !strings.Contains(out, "% ") && !regexp.MustCompile(`(?s)Redundant System Information :.*Current Processor\s+Information :.*Current Software state = ACTIVE`).MatchString(out) {
		t.Fatalf("show redundancy: %s", out)
	}
	return p, nil
}

// show raises on what looks like an error, anywhere in the answer.
func (p pyntc) show(command string) string {
	p.t.Helper()
	out := p.command(command, readLimit)
	if strings.Contains(out, "% ") || strings.Contains(out, "Error:") {
		p.t.Fatalf("%s: %s", command, out)
	}
	return out
}

// find is the group of a form that must be in the answer to a command.
func (p pyntc) find(command, form string) string {
	p.t.Helper()
	out := p.show(command)
	m := regexp.MustCompile(form).FindStringSubmatch(out)
	if m == nil {
		p.t.Fatalf("%s has no %s: %s", command, form, out)
	}
	return m[1]
}

// timing is send_command_timing: the answer is over after two seconds of silence.
func (p pyntc) timing(command string) string {
	p.t.Helper()
	p.send(command + p.nl)
	return plain(p.quiet(2 * time.Second))
}

var (
	pyntcAsks  = regexp.MustCompile(`(?i)(confirm|Address or name of remote host|Source filename|Destination filename)`)
	pyntcFails = regexp.MustCompile(`(?i)Error|Invalid|Failed|Aborted|denied`)
	pyntcDone  = regexp.MustCompile(`Copy complete|bytes copied in|File transfer successful`)
)

// remoteCopy is remote_file_copy: it takes the first thing that it knows of the text so
// far, and what it does not know it waits for without end. After the last it sends the
// next command at once.
func (p pyntc) remoteCopy(url, name string) {
	p.t.Helper()
	p.findPrompt()
	p.send("copy " + url + " flash:" + name + p.nl)
	p.until(`flash:`+regexp.QuoteMeta(name), echoLimit)
	for text := ""; ; {
		// What it acts on is a question, an end or the prompt.
		text += p.until(`(\?|\]|: ?|copied in|#)`, longLimit)
		switch {
		case pyntcFails.MatchString(text):
			p.t.Fatalf("the copy fails: %s", text)
		case pyntcDone.MatchString(text):
			return
		case pyntcAsks.MatchString(text) && strings.HasSuffix(text, "]") && !strings.HasSuffix(text, "]?"):
			p.send(p.nl)
			text = ""
		case pyntcAsks.MatchString(text) && strings.HasSuffix(text, "?"):
			p.send(p.nl)
			text = ""
		}
	}
}

// bootOptions is set_boot_options: the syntax is that of the line that is there, and
// BOOT must tell the new image right after the save.
func (p pyntc) bootOptions(image string) {
	p.t.Helper()
	if out := p.show("dir flash:"); !strings.Contains(out, image) {
		p.t.Fatalf("dir flash: %s", out)
	}
	before := p.show("show run | include boot system")
	how := regexp.MustCompile(`boot system (flash0?:/?|flash flash:|flash |switch all flash:)`).FindStringSubmatch(before)
	if how == nil {
		p.t.Fatalf("no way to write it: %s", before)
	}
	if out := p.config("no boot system", "boot system flash:"+image); strings.Contains(out, "Error") {
		p.t.Fatal(out)
	}
	p.save()
	boot := p.find("show bootvar", `(?m)BOOT variable\s+=\s+(\S+)\s*$`)
	boot, _, _ = strings.Cut(boot, ",")
	boot, _, _ = strings.Cut(boot, ";")
	if got := strings.ReplaceAll(strings.TrimPrefix(boot, "flash:"), "/", ""); got != image {
		p.t.Fatalf("BOOT is %q", boot)
	}
}

func (p pyntc) save() {
	p.t.Helper()
	if out := p.timing("copy running-config startup-config"); !strings.Contains(out, "startup-config]?") {
		p.t.Fatal(out)
	}
	p.timing("")
	p.findPrompt() // its Return answers what is still asked
	p.findPrompt()
}

// playPyntc is install_os with all before it.
func playPyntc(t *testing.T, u *job) {
	p, err := dialPyntc(t, u.SSH)
	if err != nil {
		t.Fatal(err)
	}
	u.step("connect")
	if fs := p.find("dir", `\A\s*Directory of (\S+:)`); fs != "flash0:" && fs != "flash:" {
		t.Fatalf("the file system is %q", fs)
	}
	p.find("dir flash:", `\((\d+)\s+bytes\s+free\)`)
	if got := p.find("show version", `Version ([^,]+),`); got != u.old {
		t.Fatalf("it runs %q", got)
	}
	p.find("show version", `(?m)^(\S+ uptime is .*)$`)
	p.find("show version", `(?m)^Configuration register is (0x\d+)\s*\z`)
	u.step("facts")
	for try := 0; try < 3 && !u.done["verify"]; try++ {
		if u.local != "" {
			p.config("ip scp server enable")
			p.put(u.image, u.content(t))
			u.step("put")
		} else {
			p.remoteCopy("tftp://10.1.1.1/"+u.image, u.image)
			u.step("copy")
		}
		if m := regexp.MustCompile(`=\s+(\S+)`).FindStringSubmatch(p.timing("verify /md5 flash:/" + u.image)); m != nil && m[1] == u.md5 {
			u.step("verify")
		}
	}
	p.bootOptions(u.image)
	u.step("boot")
	u.step("save")

	// It reads until two seconds of silence, so a question about what is to be saved would be seen.
	if out := p.timing("reload"); strings.Contains(out, "System configuration") {
		p.timing("no")
	}
	if caught(func() { p.send(p.nl) }) == "" {
		p.rest(readLimit)
	}
	u.step("reload")
	again(t, func() (bool, error) {
		if p, err = dialPyntc(t, u.SSH); err != nil {
			return false, err
		}
		return strings.Contains(p.command("show version", readLimit), u.image), nil
	})
	// Less than ten minutes, in these words.
	up := p.find("show version", `uptime is (.*)`)
	if m := regexp.MustCompile(`^(\d+) minutes?$`).FindStringSubmatch(strings.TrimSpace(up)); m == nil || len(m[1]) != 1 {
		t.Fatalf("it is up for %q", up)
	}
	p.find("show version", `System image file is "(.*flash0?:/?`+regexp.QuoteMeta(u.image)+`)"`)
	u.step("version")
}

// playCheckpoint is checkpoint and rollback.
func playCheckpoint(t *testing.T, u *job) {
	p, err := dialPyntc(t, u.SSH)
	if err != nil {
		t.Fatal(err)
	}
	if out := p.show("show running-config"); strings.Contains(out, "hostname R1") && strings.HasSuffix(out, "end") {
		u.step("collect")
	}
	if out := p.timing("copy running-config flash:before"); !strings.Contains(out, "[before]?") {
		t.Fatal(out)
	}
	p.timing("")
	p.config("hostname R1", "interface GigabitEthernet0/1", "description changed")
	if strings.Contains(p.show("show running-config"), "description changed") {
		u.step("change")
	}
	p.show("configure replace flash:before force")
	if !strings.Contains(p.show("show running-config"), "description changed") {
		u.step("rollback")
	}
}
