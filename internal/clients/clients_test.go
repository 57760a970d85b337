package clients

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
)

// upgrades: the router runs a new image at the end.
var upgrades = workflow{name: "upgrade", steps: []string{"connect", "facts", "put", "copy", "verify", "boot", "save", "reload", "version"}, clients: []client{
	{name: "Netmiko, SSH", version: pythonModule("netmiko"), run: netmiko()},
	{name: "Netmiko, Telnet", version: pythonModule("netmiko"), lacks: noSCP, enables: true, run: netmiko("--telnet")},
	{name: "Netmiko, SSH (played)", version: read("4.6.0"), run: playNetmiko4(false)},
	{name: "Netmiko, Telnet (played)", version: read("4.6.0"), lacks: noSCP, enables: true, run: playNetmiko4(true)},
	{name: "pyntc (played)", version: read("2.4.2a0"), run: playPyntc},
	{name: "unicon, Telnet (played)", version: read("26.6"), lacks: noSCP, enables: true, run: playUnicon(false)},
	{name: "unicon, console (played)", version: read("26.6"), lacks: noSCP, enables: true, run: playUnicon(true)},
	{name: "Ansible cisco.ios", version: ansibleVersion, run: ansible},
	{name: "scrapligo, standard", version: scrapligoVersion, lacks: noSCP, enables: true, run: scrapligo("standard")},
	{name: "scrapligo, system", version: scrapligoVersion, lacks: noSCP, enables: true, run: scrapligo("system")},
	{name: "scrapligo, Telnet", version: scrapligoVersion, lacks: noSCP, enables: true, run: scrapligo("telnet")},
	{name: "scrapligo 2 (played)", version: read("2026-11"), lacks: noSCP, enables: true, run: playScrapligo2},
	{name: "RANCID clogin, SSH", version: rancidVersion, lacks: noSCP, enables: true, run: rancid("ssh")},
	{name: "RANCID clogin, Telnet", version: rancidVersion, lacks: noSCP, enables: true, run: rancid("telnet")},
	{name: "OpenSSH", version: opensshVersion, run: openssh},
	{name: "PuTTY's plink and pscp", version: packageVersion("putty-tools"), run: shell("putty", "plink", "pscp", "ssh-keyscan", "ssh-keygen")},
	{name: "Dropbear's dbclient", version: packageVersion("dropbear-bin"), run: shell("dropbear", "dbclient", "scp")},
	{name: "asyncssh", version: packageVersion("python3-asyncssh"), run: asyncssh},
	{name: "telnet(1) with expect(1)", version: printed(`version (\S+)`, "expect", "-v"), lacks: noSCP, enables: true, run: expect},
	{name: "ssh(1) with pexpect", version: pythonModule("pexpect"), lacks: noSCP, enables: true, run: pexpect("ssh")},
	{name: "console with pexpect", version: pythonModule("pexpect"), lacks: noSCP, enables: true, run: pexpect("console")},
}}

// configurations: the image stays, the configuration changes.
var configurations = workflow{name: "configuration", steps: []string{"collect", "change", "compare", "merge", "replace", "rollback", "discard"}, clients: []client{
	{name: "NAPALM (played)", version: read("2026-11"), run: playNapalm},
	{name: "pyntc (played)", version: read("2.4.2a0"), lacks: []string{"compare", "merge", "replace", "discard"}, run: playCheckpoint},
	{name: "Ansible cisco.ios", version: ansibleVersion, lacks: []string{"merge", "replace", "rollback", "discard"}, run: ansibleConfig},
	{name: "RANCID, SSH", version: rancidVersion, lacks: collects, enables: true, run: rancidCollect("ssh")},
	{name: "RANCID, Telnet", version: rancidVersion, lacks: collects, enables: true, run: rancidCollect("telnet")},
	{name: "Oxidized (played) on net-ssh", version: netSSHVersion, lacks: collects, run: oxidized("ssh")},
	{name: "Oxidized (played), Telnet", version: read("2026-11"), lacks: collects, enables: true, run: oxidized("telnet")},
}}

// faulty: the upgrade is got through although the router does these things. The steps
// are the faults.
var faulty = workflow{name: "faults", steps: []string{"bad-md5", "boot-warning", "cut-at-reload", "early-port", "log-in-output", "more", "odd-hostname", "slow-echo", "slow-verify"}, clients: underFaults()}

// faultTerms are the parameters of faults: once what no script outlives for ever, and
// little of what takes real time.
var faultTerms = map[string]string{
	"bad-md5":       ", times: 1",
	"cut-at-reload": ", times: 1",
	"early-port":    ", delay: 500ms",
	"odd-hostname":  ", hostname: core-1.lab_a",
	"slow-echo":     ", delay: 5ms",
}

// notOver are the faults that a client does not get over, or that its line does not have:
// most stop at a pager that does not go.
var notOver = map[string][]string{
	"OpenSSH":                  nil, // a shell script has no terminal, and no patterns
	"PuTTY's plink and pscp":   nil,
	"Dropbear's dbclient":      nil,
	"asyncssh":                 nil,
	"RANCID clogin, SSH":       nil,
	"RANCID clogin, Telnet":    nil,
	"unicon, Telnet (played)":  {"odd-hostname"}, // its configuration names the host
	"unicon, console (played)": {"odd-hostname", "cut-at-reload", "early-port"},
	"console with pexpect":     {"more", "cut-at-reload", "early-port"},
}

// underFaults are the clients of the upgrades.
func underFaults() []client {
	var all []client
	for _, c := range upgrades.clients {
		var told bool
		if c.lacks, told = notOver[c.name]; !told {
			c.lacks = []string{"more"}
		}
		all = append(all, c)
	}
	return all
}

var (
	noSCP    = []string{"put"}
	collects = []string{"change", "compare", "merge", "replace", "rollback", "discard"} // and nothing else
)

// example is the absolute name of a file below examples.
func example(t *testing.T, name string) string {
	return absolute(t, filepath.Join("../../examples", name))
}

// script is the absolute name of a file below testdata.
func script(t *testing.T, name string) string { return absolute(t, filepath.Join("testdata", name)) }

func absolute(t *testing.T, name string) string {
	t.Helper()
	abs, err := filepath.Abs(name)
	if err != nil {
		t.Fatal(err)
	}
	return abs
}

// read is the version of a source that was read.
func read(version string) func(*testing.T) string {
	return func(*testing.T) string { return version }
}

// printed is a version that a program prints: the first match of form's group.
func printed(form, name string, args ...string) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		out := peertest.Run(t, t.TempDir(), name, args...)
		m := regexp.MustCompile(form).FindStringSubmatch(out)
		if m == nil {
			t.Fatalf("%s %s tells no version:\n%s", name, strings.Join(args, " "), out)
		}
		return m[1]
	}
}

func pythonModule(name string) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		return printed(`(\S+)`, peertest.Python(t, name), "-c", "import "+name+"; print("+name+".__version__)")(t)
	}
}
