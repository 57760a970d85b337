package clients

import (
	"crypto/md5"
	"flag"
	"fmt"
	"net"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/iosimtest"
)

func TestMain(m *testing.M) {
	flag.Parse()
	// Clients sleep nearly all of their time, so there may be more at once than processors.
	err := flag.Set("test.parallel", "16")
	if err == nil {
		programs, err = os.MkdirTemp("", "clients")
	}
	if err != nil {
		panic(err)
	}
	goleak.VerifyTestMain(m, goleak.Cleanup(func(status int) {
		_ = os.RemoveAll(programs)
		os.Exit(status)
	}))
}

var programs string // the folder of those that are built for the tests

// The images of a whole run: the router starts with the first and is upgraded to the
// second, which comes by SCP from clients that have it, and then to the third, which it
// copies itself. They are small, so that nothing takes long.
const (
	firstImage  = "c2900-universalk9-mz.SPA.152-4.M1.bin"
	secondImage = "c2900-universalk9-mz.SPA.154-3.M.bin"
	thirdImage  = "c2900-universalk9-mz.SPA.155-2.T1.bin"
	imageSize   = 300_000
)

// labText is the lab of a client: admin/admin and the enable secret admin.
func labText(privilege int, extra string) string {
	return fmt.Sprintf(`name: clients
devices:
  R1:
    platform: c2901
    files: { "flash0:%[1]s": { image: %[1]s, size: %[4]d } }
    startup-config:
      text: |
        hostname R1
        boot system flash0:%[1]s
        ip domain name example.com
        interface GigabitEthernet0/0
         ip address 10.1.1.2 255.255.255.0
        end
    credentials: { username: admin, password: admin, secret: admin, privilege: %[5]d }
%[6]shosts:
  srv:
    address: 10.1.1.1
    tftp:
      write: true
      root: { files: { %[2]s: { image: %[2]s, size: %[4]d }, %[3]s: { image: %[3]s, size: %[4]d } } }
`, firstImage, secondImage, thirdImage, imageSize, privilege, extra)
}

// A job is one run of a client. In an upgrade it goes from an old version to a new one.
type job struct {
	*iosimtest.Device
	ready    string // the ready file of the lab
	image    string
	md5      string
	local    string // the image on this machine where it is to be put by SCP; "" where the router copies it
	old      string // the version before, as "15.2(4)M1"
	version  string // and after
	done     map[string]bool
	output   string // of the programs that ran, for a failure
	mayFail  bool   // a program that fails only sets err
	patience int    // seconds that the client waits for an answer; 0: its own
	err      error
}

// step notes that a step was done.
func (u *job) step(name string) { u.done[name] = true }

var stepLine = regexp.MustCompile(`(?m)^(\w+): .`)

// programLimit bounds a whole upgrade: far more than one takes, on a machine that is busy.
const programLimit = 5 * time.Minute

// program runs a client with the ready file in its environment, and env besides, and
// returns what it printed; a line "verify: 0a1b…" says that a step was done.
func (u *job) program(t *testing.T, env []string, name string, args ...string) string {
	t.Helper()
	env = append(env, "IOSIM_READY_FILE="+u.ready)
	if u.patience > 0 {
		env = append(env, fmt.Sprint("PATIENCE=", u.patience)) // of the scripts
	}
	args = append(append(env, name), args...)
	out, err := peertest.TryFor(t, programLimit, t.TempDir(), "/usr/bin/env", args...)
	for _, m := range stepLine.FindAllStringSubmatch(out, -1) {
		u.step(m[1])
	}
	u.err = err
	if err != nil && !u.mayFail {
		t.Errorf("%s: %v", name, err)
	}
	u.output += out
	return out
}

// TestUpgrade: every client upgrades a router twice.
func TestUpgrade(t *testing.T) {
	upgrades.run(t, func(t *testing.T, c client, seen cellTexts) { twice(t, c, "", seen) })
}

// TestFaults: every client upgrades a router twice with all at once that a client like it
// gets over.
func TestFaults(t *testing.T) {
	faulty.run(t, func(t *testing.T, c client, _ cellTexts) {
		lines := "    faults:\n"
		for _, f := range faulty.steps {
			if !slices.Contains(c.lacks, f) {
				lines += "      - { name: " + f + faultTerms[f] + " }\n"
			}
		}
		c.lacks = upgrades.lacks(c.name)
		all := cellTexts{}
		for _, s := range upgrades.steps {
			if !slices.Contains(c.lacks, s) {
				all[s] = done
			}
		}
		twice(t, c, lines, all)
	})
}

// twice runs a client against a new router and takes from seen what was not done.
func twice(t *testing.T, c client, extra string, seen cellTexts) {
	t.Helper()
	l := iosimtest.StartText(t, labText(c.level(), extra))
	r := l.Device("R1")
	old := firstImage
	for i, image := range []string{secondImage, thirdImage} {
		content := l.Host("srv").ReadFile("tftp", image)
		u := &job{Device: r, ready: l.ReadyFile(), image: image, md5: fmt.Sprintf("%x", md5.Sum(content)),
			old: versionOf(t, old), version: versionOf(t, image), done: map[string]bool{}}
		notDue := "put"
		if i == 0 && !slices.Contains(c.lacks, "put") {
			notDue = "copy"
			u.local = filepath.Join(t.TempDir(), image)
			if err := os.WriteFile(u.local, content, 0o644); err != nil {
				t.Fatal(err)
			}
		}
		c.run(t, u)
		u.missing(t, seen, notDue)
		if t.Failed() {
			t.Fatal(u.output)
		}
		u.judge(t)
		old = image
	}
}

// content is that of the image on this machine.
func (u *job) content(t *testing.T) []byte {
	t.Helper()
	b, err := os.ReadFile(u.local)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// missing takes from seen what this run was due to do and did not.
func (u *job) missing(t *testing.T, seen cellTexts, notDue string) {
	t.Helper()
	for step, text := range seen {
		if text == done && step != notDue && !u.done[step] {
			seen[step] = lacking
			t.Errorf("no %s", step)
		}
	}
}

// judge looks at the router itself: what a client says is not enough.
func (u *job) judge(t *testing.T) {
	t.Helper()
	if got := fmt.Sprintf("%x", md5.Sum(u.ReadFile("flash0:"+u.image))); got != u.md5 {
		t.Errorf("%s on the router has the sum %s, not %s", u.image, got, u.md5)
	}
	if conf := string(u.ReadFile("nvram:startup-config")); !regexp.MustCompile(`(?m)^boot system (flash0?:/?|flash )` + regexp.QuoteMeta(u.image) + `\s*$`).MatchString(conf) {
		t.Errorf("the startup-config does not boot it:\n%s", conf)
	}
	major, _, _ := strings.Cut(u.version, "(")
	if conf := u.RunningConfig(); !strings.Contains(conf, "\nversion "+major+"\n") {
		t.Errorf("it does not run %s:\n%s", u.version, conf)
	}
}

// versionOf is the version in an image's name.
func versionOf(t *testing.T, image string) string {
	t.Helper()
	n, err := images.ParseFile(image)
	if err != nil {
		t.Fatal(err)
	}
	return n.Version
}

// hostPort are the parts of an address.
func hostPort(t *testing.T, addr string) (host, port string) {
	t.Helper()
	host, port, err := net.SplitHostPort(addr)
	if err != nil {
		t.Fatal(err)
	}
	return host, port
}
