package clients

import (
	"crypto/md5"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	gossh "golang.org/x/crypto/ssh"

	"github.com/iosim/iosim/iosimtest"
)

// refused: what clients do not get over, as it happens every time. The cells are the steps at which
// they give up with an error.
var refused = workflow{name: "refused", steps: []string{"bad-md5", "cut-at", "enable-refused", "flash-full", "more", "password-change"}, clients: givingUp()}

// refusalTerms are the parameters of faults. A session is cut in the middle of show version.
var refusalTerms = map[string]string{"cut-at": ", bytes: 1500"}

// silent are those that some clients only notice as no answer comes: they shall not wait long.
var silent = []string{"cut-at", "enable-refused", "more"}

// givingUp are the clients that are programs, not played.
func givingUp() []client {
	var all []client
	for _, c := range upgrades.clients {
		if strings.Contains(c.name, "(played)") {
			continue
		}
		c.lacks, c.enables = nil, true
		switch c.name {
		case "console with pexpect":
			c.lacks = []string{"cut-at", "password-change"} // there is no login there
		case "OpenSSH", "PuTTY's plink and pscp", "Dropbear's dbclient", "asyncssh":
			c.lacks, c.enables = []string{"enable-refused"}, false // they log in with their privilege
		}
		all = append(all, c)
	}
	return all
}

// TestRefusals: no client goes on after what went wrong, and the router is whole.
func TestRefusals(t *testing.T) {
	refused.run(t, func(t *testing.T, c client, seen cellTexts) {
		var mu sync.Mutex
		t.Run("fault", func(t *testing.T) {
			for _, fault := range refused.steps {
				if slices.Contains(c.lacks, fault) {
					continue
				}
				t.Run(fault, func(t *testing.T) {
					t.Parallel()
					at := giveUp(t, c, fault)
					mu.Lock()
					defer mu.Unlock()
					seen[fault] = at
				})
			}
		})
	})
}

// giveUp runs a client against a fault and gives the step that it did not get to; done if it
// got to the end.
func giveUp(t *testing.T, c client, fault string) string {
	l := iosimtest.StartText(t, labText(c.level(), "    faults: [{ name: "+fault+refusalTerms[fault]+" }]\n"))
	r := l.Device("R1")
	started := r.Now().Add(-r.Uptime())
	u := &job{Device: r, ready: l.ReadyFile(), image: thirdImage, md5: fmt.Sprintf("%x", md5.Sum(l.Host("srv").ReadFile("tftp", thirdImage))),
		old: versionOf(t, firstImage), version: versionOf(t, thirdImage), done: map[string]bool{}, mayFail: true}
	if slices.Contains(silent, fault) {
		u.patience = 15
	}
	c.run(t, u)
	r.ClearFault(fault)
	i := slices.IndexFunc(upgrades.steps, func(step string) bool { return step != "put" && !u.done[step] })
	if (u.err == nil) != (i < 0) {
		t.Errorf("%v, but it did %v", u.err, u.done)
	}
	u.whole(t, fault, started)
	if t.Failed() {
		t.Log(u.output)
	}
	if i < 0 {
		return done
	}
	return upgrades.steps[i]
}

// whole looks at a router that a client gave up on, at which it started so many steps.
func (u *job) whole(t *testing.T, fault string, started time.Time) {
	t.Helper()
	booted, version := firstImage, u.old
	if u.done["save"] {
		booted = u.image
	}
	if u.done["reload"] {
		version = u.version
		u.WaitUp(version)
	} else if now := u.Now().Add(-u.Uptime()); now.Sub(started).Abs() > time.Minute {
		t.Errorf("it was started at %v, and now at %v", started, now)
	}
	if got := u.Version(); got != version {
		t.Errorf("it runs %s, not %s", got, version)
	}
	if conf := u.StartupConfig(); strings.Count(conf, "boot system ") != 1 || !regexp.MustCompile(`(?m)^boot system \S+(:/?| )`+regexp.QuoteMeta(booted)+`\s*$`).MatchString(conf) {
		t.Errorf("it does not boot %s:\n%s", booted, conf)
	}
	if fault == "flash-full" && u.HasFile("flash0:"+u.image) {
		t.Error("a part of the image is there")
	}
	password := "admin"
	if fault == "password-change" {
		password = "changed"
	}
	again(t, func() (bool, error) {
		conn, err := sshClient(u.SSH, gossh.Password(password))
		if err != nil {
			return false, err
		}
		return true, conn.Close()
	})
}
