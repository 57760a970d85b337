package clients

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
)

// netmiko is clients.md 1 by the example.
func netmiko(flags ...string) func(*testing.T, *job) {
	return func(t *testing.T, u *job) {
		args := append([]string{example(t, "netmiko_upgrade.py"), "--md5", u.md5}, flags...)
		if u.local != "" {
			args = append(args, "--put", u.local)
		}
		if u.patience > 0 {
			args = append(args, "--timeout", fmt.Sprint(u.patience))
		}
		u.program(t, nil, peertest.Python(t, "netmiko"), append(args, u.image)...)
	}
}

const collection = "/usr/lib/python3/dist-packages/ansible_collections/cisco/ios/MANIFEST.json"

const utf8 = "LC_ALL=C.UTF-8" // Ansible starts with no other

func ansibleVersion(t *testing.T) string {
	t.Helper()
	peertest.Need(t, collection)
	return printed(`"version": "([^"]+)"`, "cat", collection)(t) + " on core " + printed(`core ([\d.]+)`, "/usr/bin/env", utf8, "ansible", "--version")(t)
}

var doneTask = regexp.MustCompile(`(?s)^(\w+)\].*\n(?:ok|changed): `)

// playbook runs a playbook whose tasks are named after the steps.
func (u *job) playbook(t *testing.T, file string, args ...string) {
	t.Helper()
	// A copy of its folder: net_put leaves a file beside the playbook when it fails.
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(filepath.Dir(file))); err != nil {
		t.Fatal(err)
	}
	args = append([]string{"-i", example(t, "ansible/inventory.yml"), filepath.Join(dir, filepath.Base(file))}, args...)
	env := []string{utf8}
	if u.patience > 0 {
		env = append(env, fmt.Sprint("ANSIBLE_PERSISTENT_COMMAND_TIMEOUT=", u.patience))
	}
	out := u.program(t, env, "ansible-playbook", args...)
	for _, task := range strings.Split(out, "TASK [") {
		if m := doneTask.FindStringSubmatch(task); m != nil {
			u.step(m[1])
		}
	}
}

// ansible is clients.md 4 by the example.
func ansible(t *testing.T, u *job) {
	args := []string{"-e", "image=" + u.image, "-e", "md5=" + u.md5}
	if u.local != "" {
		args = append(args, "-e", "put="+u.local)
	}
	u.playbook(t, example(t, "ansible/upgrade.yml"), args...)
}

// scrapligoVersion is the one that the example's go.mod asks for.
func scrapligoVersion(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(example(t, "scrapligo/go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	return regexp.MustCompile(`scrapligo v(\S+)`).FindStringSubmatch(string(b))[1]
}

var scrapligoBuilt struct {
	sync.Mutex
	file string
}

// scrapligoProgram is the example, built once for all tests.
func scrapligoProgram(t *testing.T) string {
	t.Helper()
	scrapligoBuilt.Lock()
	defer scrapligoBuilt.Unlock()
	if scrapligoBuilt.file == "" {
		scrapligoBuilt.file = peertest.GoProgram(t, example(t, "scrapligo"), programs)
	}
	return scrapligoBuilt.file
}

// scrapligo is clients.md 5 by the example.
func scrapligo(transport string) func(*testing.T, *job) {
	return func(t *testing.T, u *job) {
		if transport == "system" {
			peertest.Need(t, "ssh")
		}
		args := []string{"-transport", transport, "-md5", u.md5}
		if u.patience > 0 {
			args = append(args, "-timeout", fmt.Sprint(u.patience, "s"))
		}
		u.program(t, nil, scrapligoProgram(t), append(args, u.image)...)
	}
}

func rancidVersion(t *testing.T) string {
	t.Helper()
	peertest.Need(t, "/usr/lib/rancid/bin/clogin")
	return printed(`rancid (\S+)`, "/usr/lib/rancid/bin/rancid", "-V")(t)
}

// rancid is clients.md 8: clogin runs the upgrade, rancid collects.
func rancid(method string) func(*testing.T, *job) {
	return func(t *testing.T, u *job) {
		_, port := hostPort(t, map[string]string{"ssh": u.SSH, "telnet": u.Telnet}[method])
		u.program(t, nil, script(t, "rancid_upgrade.sh"), method, port, u.image, u.md5)
	}
}

func opensshVersion(t *testing.T) string {
	t.Helper()
	return printed(`OpenSSH_([^ ,]+)`, "ssh", "-V")(t)
}

// openssh is clients.md 9 by the example.
func openssh(t *testing.T, u *job) {
	peertest.Need(t, "scp")
	u.program(t, nil, example(t, "upgrade.sh"), u.image, u.md5, u.local)
}

// shell is the example by programs that stand for ssh and scp, from a folder of testdata.
func shell(folder string, needs ...string) func(*testing.T, *job) {
	return func(t *testing.T, u *job) {
		peertest.Need(t, needs...)
		path := "PATH=" + script(t, folder) + ":" + os.Getenv("PATH")
		u.program(t, []string{path}, example(t, "upgrade.sh"), u.image, u.md5, u.local)
	}
}

// packageVersion is that of a Debian package, less its revision.
func packageVersion(name string) func(*testing.T) string {
	return func(t *testing.T) string {
		t.Helper()
		peertest.Need(t, "/usr/share/doc/"+name)
		return printed(`^(?:\d+:)?([\d.]+)`, "dpkg-query", "-W", "-f", "${Version}", name)(t)
	}
}

// asyncssh is clients.md 9 by another library.
func asyncssh(t *testing.T, u *job) {
	host, port := hostPort(t, u.SSH)
	u.program(t, nil, peertest.Python(t, "asyncssh"), script(t, "asyncssh_upgrade.py"), host, port, u.image, u.md5, u.local)
}

// expect is clients.md 9: telnet(1) in character mode.
func expect(t *testing.T, u *job) {
	peertest.Need(t, "telnet")
	host, port := hostPort(t, u.Telnet)
	u.program(t, nil, peertest.Path(t, "expect"), script(t, "telnet_upgrade.exp"), host, port, u.image, u.md5)
}

// pexpect is clients.md 6 and 9, over ssh(1) or on the console.
func pexpect(way string) func(*testing.T, *job) {
	return func(t *testing.T, u *job) {
		peertest.Need(t, "ssh", "telnet")
		host, port := hostPort(t, map[string]string{"ssh": u.SSH, "console": u.Console}[way])
		u.program(t, nil, peertest.Python(t, "pexpect"), script(t, "pexpect_upgrade.py"), way, host, port, u.image, u.md5, u.version)
	}
}

// rancidCollect is clients.md 8: rancid's own list of commands.
func rancidCollect(method string) func(*testing.T, *job) {
	return func(t *testing.T, u *job) {
		_, port := hostPort(t, map[string]string{"ssh": u.SSH, "telnet": u.Telnet}[method])
		u.program(t, nil, script(t, "rancid_collect.sh"), method, port)
	}
}

const ruby = "/usr/bin/ruby" // Debian's own, which has net-ssh

func netSSHVersion(t *testing.T) string {
	t.Helper()
	peertest.Need(t, "/usr/share/doc/ruby-net-ssh")
	return printed(`([\d.]+)`, ruby, "-e", `require "net/ssh"; print Net::SSH::Version::STRING`)(t)
}

// oxidized is clients.md 7.
func oxidized(way string) func(*testing.T, *job) {
	return func(t *testing.T, u *job) {
		peertest.Need(t, "/usr/share/doc/ruby-net-ssh")
		host, port := hostPort(t, map[string]string{"ssh": u.SSH, "telnet": u.Telnet}[way])
		u.program(t, nil, ruby, script(t, "oxidized_collect.rb"), way, host, port)
	}
}

// ansibleConfig is what modules of cisco.ios do to a configuration.
func ansibleConfig(t *testing.T, u *job) {
	u.playbook(t, script(t, "ansible_config.yml"))
}
