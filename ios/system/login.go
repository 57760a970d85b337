package system

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/secret"
)

// LoginKind is how a line learns who its user is.
type LoginKind int

// The ways to log in.
const (
	LoginOpen   LoginKind = iota // nobody is asked
	LoginLine                    // by the line's password
	LoginLocal                   // by name and password of a user
	LoginEnable                  // by the enable secret
	LoginNobody                  // something is asked for that nobody has set: nobody gets in
)

// Login is what a line asks its users.
type Login struct {
	Kind  LoginKind
	AAA   bool // `aaa new-model` decides, not the line
	Tries int  // how often
}

// loginTries is how often a line asks (ios-boot.md 11.8); `aaa authentication
// attempts login` is another number.
const loginTries = 3

// AAA reports `aaa new-model`.
func (sys *System) AAA() bool {
	text, _ := sys.config.Get(nil, "aaa new-model")
	return text == "aaa new-model"
}

// LoginOf reads what the line of a section asks its users: its `login`, or with
// `aaa new-model` the list that its `login authentication` names.
func (sys *System) LoginOf(section config.Path) Login {
	vty := len(section) > 0 && strings.HasPrefix(section[0], "line vty")
	if sys.AAA() {
		return sys.aaaLogin(section, vty)
	}
	l := Login{Tries: loginTries}
	how, asks := sys.config.Get(section, "login")
	switch {
	case !asks || strings.HasPrefix(how, "no "):
	case strings.HasSuffix(how, " local"):
		l.Kind = LoginLocal
	case sys.config.Value(section, "password") != "":
		l.Kind = LoginLine
	case vty:
		l.Kind = LoginNobody
	} // a console without a password stays open
	return l
}

// SSHLogin is LoginOf for SSH, which always has a name and a password: a line that
// asks for nothing takes the users of the configuration, one with a password of its own
// that password under any name [UNSOURCED].
func (sys *System) SSHLogin(section config.Path) Login {
	l := sys.LoginOf(section)
	if l.Kind == LoginOpen && !l.AAA {
		l.Kind = LoginLocal
	}
	l.Tries = max(sys.Running().SSH.Retries, 1)
	return l
}

// number is the number that a line of the configuration ends in, at least 1; def
// without the line.
func (sys *System) number(key string, def int) int {
	n, err := strconv.Atoi(sys.config.Value(nil, key))
	if err != nil {
		return def
	}
	return max(n, 1)
}

// aaaLogin goes through the methods of a list: one whose servers do not answer, or
// that has nothing to compare with, leaves it to the next. Without a list a vty asks
// for a user, and the console for nothing.
func (sys *System) aaaLogin(section config.Path, vty bool) Login {
	l := Login{AAA: true, Tries: sys.number("aaa authentication attempts login", loginTries)}
	list, named := strings.CutPrefix(sys.config.Value(section, "login"), "authentication ")
	if !named {
		list = "default"
	}
	methods, found := sys.aaaMethods("authentication login", list)
	if !found {
		if vty {
			l.Kind = LoginLocal
		}
		return l
	}
	for _, m := range methods {
		switch {
		case m == "local" || m == "local-case":
			l.Kind = LoginLocal
		case m == "none":
			l.Kind = LoginOpen
		case m == "line" && sys.config.Value(section, "password") != "":
			l.Kind = LoginLine
		case m == "enable" && sys.enableSecret() != "":
			l.Kind = LoginEnable
		default:
			continue
		}
		return l
	}
	l.Kind = LoginNobody
	return l
}

// aaaMethods are the words behind "aaa authentication login default", without those
// of server groups, none of which answers; found is false without the list.
func (sys *System) aaaMethods(of, list string) (methods []string, found bool) {
	rest, found := sys.config.Get(nil, "aaa "+of+" "+list)
	if !found {
		return nil, false
	}
	words := strings.Fields(strings.TrimPrefix(rest, "aaa "+of+" "+list))
	for i := 0; i < len(words); i++ {
		if words[i] == "group" {
			i++
			continue
		}
		methods = append(methods, words[i])
	}
	return methods, true
}

func (sys *System) enableSecret() string {
	if s := sys.config.Value(nil, "enable secret"); s != "" {
		return s
	}
	return sys.config.Value(nil, "enable password")
}

// Admits judges what a user of a line has given for a login. Whatever is wrong
// takes the time of a wrong password.
func (sys *System) CheckLogin(l Login, section config.Path, name, password string) bool {
	stored := ""
	if sys.exposed.Load() && isDefault(name, password) {
		l.Kind = LoginNobody
	}
	switch l.Kind {
	case LoginOpen:
		return true
	case LoginLocal:
		return sys.Authenticate(name, password)
	case LoginLine:
		stored = sys.config.Value(section, "password")
	case LoginEnable:
		stored = sys.enableSecret()
	}
	if stored == "" {
		secret.Compare(sys.decoy(), password)
		return false
	}
	return secret.Check(stored, password)
}

// Welcomes reports whether a user needs no password: `username … nopassword`.
func (sys *System) NoPassword(name string) bool {
	text := sys.userText(name)
	return text == "nopassword" || strings.HasSuffix(text, " nopassword")
}

// LevelOn is the privilege level at which a user begins on a line: the user's own,
// or the line's, or 1. With `aaa new-model` the user's own counts only by `aaa
// authorization exec`, on the console only with `aaa authorization console` too.
func (sys *System) LevelOn(l Login, section config.Path, name string) int {
	if l.Kind != LoginLocal || l.AAA && !sys.authorizesExec(section) {
		name = ""
	}
	return sys.UserLevel(name, section)
}

func (sys *System) authorizesExec(section config.Path) bool {
	if len(section) > 0 && strings.HasPrefix(section[0], "line con") {
		if _, on := sys.config.Get(nil, "aaa authorization console"); !on {
			return false
		}
	}
	list := "default"
	for _, l := range sys.config.Lines(section) {
		if rest, ok := strings.CutPrefix(l, "authorization exec "); ok {
			list = rest
		}
	}
	methods, _ := sys.aaaMethods("authorization exec", list)
	return len(methods) > 0 && methods[0] == "local"
}

// LoginTime is how long, in device time, a line waits for name and password:
// `timeout login response` [UNSOURCED].
func (sys *System) LoginTime(section config.Path) time.Duration {
	if n, err := strconv.Atoi(sys.config.Value(section, "timeout login response")); err == nil {
		return time.Duration(n) * time.Second
	}
	return 30 * time.Second
}

// defaultUser may log in, with the same word as password, where only this machine
// can reach the router.
const defaultUser = "admin"

func isDefault(name, password string) bool { return name == defaultUser && password == defaultUser }

// Expose notes that other machines can reach the router's vty lines: the default
// credentials are refused from now on, and so is every line that asks for nothing. The
// error says which of them the configuration has.
func (sys *System) Expose() error {
	sys.exposed.Store(true)
	if sys.Authenticate(defaultUser, defaultUser) {
		return fmt.Errorf("takes %s/%s: give it other credentials", defaultUser, defaultUser)
	}
	for _, section := range sys.vtySections() {
		if section != nil && sys.LoginOf(section).Kind == LoginOpen {
			return fmt.Errorf("asks nobody to log in on %s: give it a login", section[0])
		}
	}
	return nil
}
