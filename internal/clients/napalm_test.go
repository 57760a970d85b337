package clients

import (
	"regexp"
	"strings"
	"testing"
	"time"
)

// napalm plays NAPALM's driver for IOS on Netmiko, by clients.md 3.
type napalm struct{ *netmiko4 }

const (
	candidateFile = "candidate_config.txt"
	mergeFile     = "merge_config.txt"
	rollbackFile  = "rollback_config.txt"
)

// load brings a candidate configuration into flash:, over what is there.
func (n napalm) load(file, text string) {
	n.t.Helper()
	if out := n.command("show running-config | inc ip scp server enable", readLimit); !strings.Contains(out, "ip scp server enable") {
		n.t.Fatal(out)
	}
	if n.has(file) {
		n.command("delete flash:/"+file, readLimit)
	}
	n.put(file, []byte(text))
}

// has is _check_file_exists.
func (n napalm) has(file string) bool {
	n.t.Helper()
	out := n.command("dir flash:/"+file, readLimit)
	if strings.Contains(out, "Error opening") {
		return false
	}
	if !strings.Contains(out, "Directory of flash:/"+file) && !strings.Contains(out, "Directory of flash0:/"+file) {
		n.t.Fatalf("dir flash:/%s: %s", file, out)
	}
	return true
}

var napalmFails = regexp.MustCompile(`(?i)error|failed|not a valid config file|original configuration has been successfully restored|%Please turn config archive on|% Invalid`)

// must is a command whose answer may hold nothing that it takes for a failure.
func (n napalm) must(command string, limit time.Duration) string {
	n.t.Helper()
	out := n.command(command, limit)
	if napalmFails.MatchString(out) {
		n.t.Fatalf("%s: %s", command, out)
	}
	return out
}

// keep saves what is there for the rollback, and asks whether a confirmation is pending.
func (n napalm) keep() {
	n.t.Helper()
	n.command("show archive", readLimit)
	if out := n.command("show archive config rollback timer", readLimit); !strings.Contains(out, "No Rollback Confirmed Change pending") {
		n.t.Fatalf("rollback timer: %s", out)
	}
	n.must("copy running-config flash:/"+rollbackFile, readLimit)
}

func (n napalm) running() string { return n.command("show running-config", readLimit) }

// playNapalm loads, compares, commits, rolls back and discards.
func playNapalm(t *testing.T, u *job) {
	base, err := dialNetmiko4(t, u.SSH, false)
	if err != nil {
		t.Fatal(err)
	}
	n := napalm{base}
	n.config("ip scp server enable", "file prompt quiet")
	version := n.command("show version", readLimit)
	for _, form := range []string{`Cisco (.+?) .+bytes of`, `Processor board ID (\S+)`, `(?m)^(.+) uptime is `} {
		if !regexp.MustCompile(form).MatchString(version) {
			t.Errorf("show version has no %s: %s", form, version)
		}
	}
	if out := n.command("show hosts", readLimit); !strings.Contains(out, "Default domain is example.com") {
		t.Errorf("show hosts: %s", out)
	}
	if out := n.command("show ip interface brief", readLimit); !regexp.MustCompile(`(?m)^GigabitEthernet0/0 +10\.1\.1\.2 +YES`).MatchString(out) {
		t.Errorf("show ip interface brief: %s", out)
	}
	before := n.running()
	if strings.HasSuffix(before, "end") {
		u.step("collect")
	}

	// Merge, and back.
	n.load(mergeFile, "interface GigabitEthernet0/1\n description merged\n")
	if out := n.must("show archive config incremental-diffs flash:/"+mergeFile+" ignorecase", readLimit); strings.Contains(out, "description merged") {
		u.step("compare")
	}
	n.keep()
	n.must("copy flash:/"+mergeFile+" running-config", readLimit)
	n.must("write mem", longLimit)
	if strings.Contains(n.running(), "description merged") {
		u.step("merge")
		u.step("change")
	}
	n.must("configure replace flash:/"+rollbackFile+" force", readLimit)
	if strings.Contains(n.running(), "description merged") {
		t.Error("the rollback left the merge")
	}

	// Replace, and back.
	text := regexp.MustCompile(`(?s)version .*`).FindString(n.running())
	text = strings.Replace(text, "interface GigabitEthernet0/1\n", "interface GigabitEthernet0/1\n description replaced\n", 1)
	n.load(candidateFile, text+"\n")
	diff := n.must("show archive config differences system:running-config flash:/"+candidateFile, readLimit)
	if !regexp.MustCompile(`(?m)^ *\+ ?description replaced`).MatchString(diff) {
		t.Errorf("the difference is:\n%s", diff)
	}
	n.keep()
	out := n.must("configure replace flash:/"+candidateFile+" force revert trigger error", 90*time.Second)
	if strings.Contains(n.running(), "description replaced") {
		u.step("replace")
	} else {
		t.Errorf("configure replace: %s", out)
	}
	n.must("write mem", longLimit)
	n.must("configure replace flash:/"+rollbackFile+" force", readLimit)
	if !strings.Contains(n.running(), "description") {
		u.step("rollback")
	}

	// Throw away.
	for _, f := range []string{candidateFile, mergeFile} {
		n.must("copy null: flash:/"+f, readLimit)
		if size := len(u.ReadFile("flash0:" + f)); size != 0 {
			t.Errorf("%s has %d bytes", f, size)
		}
	}
	u.step("discard")
	n.config("no file prompt quiet")
	if after := n.running(); !strings.Contains(after, "hostname R1") {
		t.Error(after)
	}
}
