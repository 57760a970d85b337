package clients

import (
	"os"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
)

// TestExamplesAlone: an example that lacks what it needs says what that is. That they work is for
// TestUpgrade and the commands of docs/automation.md to show.
func TestExamplesAlone(t *testing.T) {
	t.Parallel()
	python := peertest.Python(t, "netmiko", "pytest")
	peertest.Need(t, "ansible-playbook")
	for _, e := range []struct {
		command []string
		want    string
	}{
		{[]string{"PATH=/usr/bin:/bin", example(t, "with-lab.sh"), "true"}, "iosim is not in PATH"},
		{[]string{example(t, "upgrade.sh"), firstImage}, "IOSIM_READY_FILE: is not set: see with-lab.sh"},
		{[]string{"IOSIM_READY_FILE=none", example(t, "upgrade.sh")}, "no IMAGE"},
		{[]string{python, example(t, "netmiko_upgrade.py"), firstImage}, "IOSIM_READY_FILE is not set: see with-lab.sh"},
		{[]string{scrapligoProgram(t), firstImage}, "IOSIM_READY_FILE is not set: see with-lab.sh"},
		{[]string{"IOSIM_READY_FILE=none", scrapligoProgram(t)}, "no IMAGE"},
		{[]string{utf8, "ansible-playbook", "-i", example(t, "ansible/inventory.yml"), example(t, "ansible/upgrade.yml"), "-e", "image=none"}, "$IOSIM_READY_FILE, which is not set: see with-lab.sh"},
		{[]string{"IOSIM=/nowhere/iosim", python, "-m", "pytest", "-p", "no:cacheprovider", "-k", "default", example(t, "test_upgrade.py")}, "it has to be in PATH, or its file in $IOSIM"},
	} {
		out, err := peertest.Try(t, t.TempDir(), "/usr/bin/env", append([]string{"PYTHONDONTWRITEBYTECODE=1", "PATH=" + os.Getenv("PATH")}, e.command...)...)
		if err == nil || !strings.Contains(out, e.want) || strings.Contains(out, "Traceback") {
			t.Errorf("%q: %v\n%s", e.command, err, out)
		}
	}
}
