package ios

import (
	"context"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/ios/secret"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/line"
)

// pick is one of some words.
func pick(r *rand.Rand, words ...string) string { return words[r.IntN(len(words))] }

// blankHash is a secret that is the empty password, as a configuration may keep it.
var blankHash = secret.Hash("0 ")

// goodHash is a secret, hashed once: that costs time.
var goodHash = secret.Hash("0 Zq9")

// The users of the generated configurations. None is another's password.
var openUsers = []string{"admin", "bob", "carol"}

// openConfig is a configuration that has to do with logins: what people write, and what
// an attacker writes who wants a hole that the judge does not see.
func openConfig(r *rand.Rand) string {
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	maybe := func(n int) bool { return r.IntN(n) == 0 }
	say("hostname R1")
	goodHashed := "secret " + goodHash
	password := func() string {
		return pick(r, "password 0 Zq9", "password Zq9", "password 7 02050D480809", "password 7 08", "password 7 ", "password 0 admin",
			goodHashed, goodHashed, "secret 5 "+strings.TrimPrefix(blankHash, "5 "), "secret 0 admin", "nopassword", "")
	}
	for _, u := range openUsers {
		say("ip host %s 192.0.2.9", u) // what is typed at a prompt as a name is dialed, in vain
		if maybe(2) {
			say("username %s %s%s", u, pick(r, "", "privilege 15 ", "privilege 0 "), password())
		}
	}
	if maybe(8) {
		say("username %s %s", pick(r, openUsers...), pick(r, "autocommand show version", "autocommand menu m", "privilege 15", "nopassword"))
	}
	if maybe(3) {
		say("%s %s", pick(r, "enable", "no enable"), pick(r, goodHashed, "password 7 08", "password Zq9", "secret 5 "+strings.TrimPrefix(blankHash, "5 ")))
	}
	if maybe(6) {
		say("menu m command 1 menu-exit")
	}
	if maybe(2) {
		say("%s", pick(r, "aaa new-model", "aaa new-model", "no aaa new-model"))
		for range r.IntN(3) {
			list := pick(r, "default", "default", "L1", "L2")
			methods := []string{"group tacacs+", "local", "local-case", "line", "enable", "none", "krb5", "group radius"}
			r.Shuffle(len(methods), func(i, j int) { methods[i], methods[j] = methods[j], methods[i] })
			say("aaa authentication login %s %s", list, strings.Join(methods[:1+r.IntN(3)], " "))
		}
		if maybe(3) {
			say("aaa authentication attempts login %d", 1+r.IntN(5))
		}
		if maybe(3) {
			say("aaa authorization exec default %s", pick(r, "local", "none", "if-authenticated"))
		}
	}
	if maybe(3) {
		say("ip ssh port %d rotary %d", 2000+r.IntN(100), 1+r.IntN(4))
	}
	for range 1 + r.IntN(3) {
		first := r.IntN(6)
		say("%s", pick(r, "line con 0", "line aux 0", "line vty 0 4", "line vty 0 4", fmt.Sprintf("line vty %d %d", first, first+r.IntN(12)), fmt.Sprintf("line vty %d", first)))
		for range r.IntN(6) {
			say(" %s", pick(r, "login", "login local", "no login", "login authentication L1", "login authentication L2", "login authentication default",
				"login tacacs", "password 0 Zq9", "password 7 08", "password 7 ", "password Zq9", "no password", "privilege level 15", "rotary 1", "rotary 2",
				"transport input none", "transport input ssh", "transport input telnet", "transport input all", "transport input telnet ssh", "no transport input",
				"access-class 10 in", "no exec", "autocommand show version", "autocommand menu m", "authorization exec default", "exec-timeout 0 0", "no login authentication"))
		}
	}
	say("end")
	return b.String()
}

// typist is a line at which text has been typed ahead.
type typist struct {
	in      *strings.Reader
	signals chan line.Signal
	once    sync.Once

	mu  sync.Mutex
	out strings.Builder
}

func (c *typist) Read(p []byte) (int, error) { return c.in.Read(p) }

func (c *typist) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.out.Write(p)
}

func (c *typist) Signals() <-chan line.Signal { return c.signals }

func (c *typist) Close() error {
	c.once.Do(func() { close(c.signals) })
	return nil
}

var _ line.Conn = (*typist)(nil)

// prompted finds the prompt of a session, or what a command printed that ran in one.
var prompted = regexp.MustCompile(`R1[>#]|Cisco IOS Software`)

// intruder knows the names of the users and the well-known passwords, and no secret.
type intruder struct {
	t  *testing.T
	sh *shell
	r  *rand.Rand
}

// ports are where an attacker may look for a way in: those of SSH, Telnet, of rotary groups and
// of lines, as other versions number them.
func (i intruder) ports() []uint16 {
	ports := []uint16{22, 23, 2000, 2001, 2002, 4001, 6001, 7001, 5001}
	for group := uint16(1); group < 5; group++ {
		ports = append(ports, 3000+group, 5000+group, 7000+group)
	}
	for _, r := range i.sh.System.Running().SSHRotaries {
		for n := r.Low; n <= r.High; n++ {
			ports = append(ports, uint16(r.Port+n-r.Low))
		}
	}
	return ports
}

// getsIn tries every port, and says how it got in; "" if it did not.
func (i intruder) getsIn() string {
	from := netip.MustParseAddr("192.0.2.7")
	names := append([]string{""}, openUsers...)
	for _, port := range i.ports() {
		if !i.sh.daemons.Listens(port) {
			if r, err := i.sh.daemons.Reserve(port, from); err == nil {
				r.Release()
				return fmt.Sprintf("port %d has a line and does not listen", port)
			}
		}
		p, group, ok := i.sh.System.VTYAt(port)
		if !ok {
			continue
		}
		v, err := i.sh.System.TakeRotary(p, group, from)
		if err != nil {
			continue
		}
		if p == system.SSH {
			// As the SSH server asks; its handshake has tests of its own.
			at := v.Line()
			l := i.sh.System.SSHLogin(at)
			i.r.Shuffle(len(names), func(a, b int) { names[a], names[b] = names[b], names[a] })
			for _, name := range names[:1] {
				for _, password := range []string{"", "admin"} {
					if (password == "" || name == "admin") && i.sh.System.CheckLogin(l, at, name, password) {
						v.Release()
						return fmt.Sprintf("SSH at port %d as %q with the password %q", port, name, password)
					}
				}
			}
			v.Release()
			continue
		}
		i.r.Shuffle(len(names), func(a, b int) { names[a], names[b] = names[b], names[a] })
		c := &typist{signals: make(chan line.Signal), in: strings.NewReader("admin\radmin\r" + strings.Join(names, "\r\r") + "\r\r")}
		ctx, cancel := context.WithTimeout(i.t.Context(), time.Minute)
		err = v.Serve(ctx, c, line.Options{}, system.LoginInfo{})
		cancel()
		v.Release()
		if seen := c.out.String(); prompted.MatchString(seen) {
			return fmt.Sprintf("Telnet at port %d: %q, %v", port, seen, err)
		}
	}
	return ""
}

// adversaries is how many configurations are tried.
const adversaries = 10_000

// A client that is let in without a secret is found by trying: of many configurations, those that
// are judged safe let nobody in, and the others do not either once they are exposed.
func TestNobodyGetsInWithoutASecret(t *testing.T) {
	base := software(t)
	var safe, unsafe, open int
	r := rand.New(rand.NewPCG(20, 26))
	began := time.Now()
	var sh *shell
	exposed := false
	for n := range adversaries {
		if n%500 == 0 || exposed {
			sh = unbooted(t, "c2901", clock.Skipping(time.Unix(1e9, 0)), idle{}, base, false)
			sh.SetUp()
		}
		text := openConfig(r)
		factory(sh.System, "15.2(4)M1", text)
		if err := sh.Merge(t.Context(), text, "memory"); err != nil {
			t.Fatal(err)
		}
		i := intruder{t, sh, r}
		if n%20 == 0 { // before: how many are open at all
			if i.getsIn() != "" {
				open++
			}
		}
		verdict := sh.Exposure()
		exposed = verdict != nil
		if verdict == nil {
			safe++
		} else {
			unsafe++
			_ = sh.Expose()
		}
		if way := i.getsIn(); way != "" {
			t.Fatalf("configuration %d, judged %v, lets in without a secret by %s:\n%s", n, verdict, way, text)
		}
	}
	t.Logf("%d safe, %d unsafe, %d of %d let in before; %v", safe, unsafe, open, adversaries/20, time.Since(began))
	if safe < adversaries/20 || unsafe < adversaries/20 || open < adversaries/200 {
		t.Errorf("%d safe, %d unsafe, %d open: the generator finds nothing", safe, unsafe, open)
	}
}
