package clients

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
)

// clients are the rows of the table, in its order.
var clients = []client{
	{name: "Netmiko, SSH", version: pythonModule("netmiko"), run: netmiko()},
	{name: "Netmiko, Telnet", version: pythonModule("netmiko"), lacks: noSCP, enables: true, run: netmiko("--telnet")},
	{name: "Ansible cisco.ios", version: ansibleVersion, run: ansible},
	{name: "scrapligo, standard", version: scrapligoVersion, lacks: noSCP, enables: true, run: scrapligo("standard")},
	{name: "scrapligo, system", version: scrapligoVersion, lacks: noSCP, enables: true, run: scrapligo("system")},
	{name: "scrapligo, Telnet", version: scrapligoVersion, lacks: noSCP, enables: true, run: scrapligo("telnet")},
	{name: "RANCID clogin, SSH", version: rancidVersion, lacks: noSCP, enables: true, run: rancid("ssh")},
	{name: "RANCID clogin, Telnet", version: rancidVersion, lacks: noSCP, enables: true, run: rancid("telnet")},
	{name: "OpenSSH", version: opensshVersion, run: openssh},
	{name: "telnet(1) with expect(1)", version: printed(`version (\S+)`, "expect", "-v"), lacks: noSCP, enables: true, run: expect},
	{name: "ssh(1) with pexpect", version: pythonModule("pexpect"), lacks: noSCP, enables: true, run: pexpect("ssh")},
	{name: "console with pexpect", version: pythonModule("pexpect"), lacks: noSCP, enables: true, run: pexpect("console")},
}

var noSCP = []string{"put"}

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
