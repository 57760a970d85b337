package system

import (
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/secret"
)

// LoginKind is how a line learns who its user is.
type LoginKind int

// The ways to log in.
const (
	LoginOpen   LoginKind = iota // no login is asked for
	LoginLine                    // by the line's password
	LoginLocal                   // by name and password of a user
	LoginEnable                  // by the enable secret
	LoginNobody                  // what is asked for is not configured: no login succeeds
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

// Line is the settings of a terminal line as they are now.
func (sys *System) Line(id LineID) *running.TerminalLine {
	return sys.Settings().TerminalLine(id.Kind, id.N)
}

// LoginOf is what a line asks its users: its `login`, or with `aaa new-model` the list
// that its `login authentication` names. Where other machines reach the line, one that
// asks for nothing lets nobody in.
func (sys *System) LoginOf(at *running.TerminalLine) Login { return sys.shut(at, sys.loginOf(at)) }

func (sys *System) loginOf(at *running.TerminalLine) Login {
	c := sys.Running()
	if c.AAA.NewModel {
		return aaaLogin(c, at)
	}
	l := Login{Tries: loginTries}
	switch {
	case !at.Asks:
	case at.AsksUser:
		l.Kind = LoginLocal
	case at.Password != "":
		l.Kind = LoginLine
	case at.Kind == running.VTY:
		l.Kind = LoginNobody
	} // a console without a password stays open
	return l
}

// SSHLogin is LoginOf for SSH, which always has a name and a password: a line that
// asks for nothing takes the users of the configuration, one with a password of its own
// that password under any name [UNSOURCED].
func (sys *System) SSHLogin(at *running.TerminalLine) Login { return sys.shut(at, sys.sshLogin(at)) }

func (sys *System) sshLogin(at *running.TerminalLine) Login {
	l := sys.loginOf(at)
	if l.Kind == LoginOpen && !l.AAA {
		l.Kind = LoginLocal
	}
	l.Tries = max(sys.Running().SSH.Retries, 1)
	return l
}

// aaaLogin goes through the methods of a list: one whose servers do not answer, or
// that has nothing to compare with, leaves it to the next. Without a list a vty asks
// for a user, and the console for nothing.
func aaaLogin(c *running.Config, at *running.TerminalLine) Login {
	l := Login{AAA: true, Tries: c.AAA.LoginAttempts}
	methods, found := c.AAA.Logins[at.Authentication]
	if !found {
		if at.Kind == running.VTY {
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
		case m == "line" && at.Password != "":
			l.Kind = LoginLine
		case m == "enable" && enableSecret(c) != "":
			l.Kind = LoginEnable
		default:
			continue
		}
		return l
	}
	l.Kind = LoginNobody
	return l
}

// enableSecret is the secret, or password, of level 15; "" if there is none.
func enableSecret(c *running.Config) string {
	stored, _ := c.Enable(15)
	return stored
}

// CheckLogin judges what a user of a line has given for a login. Whatever is wrong
// takes the time of a wrong password.
func (sys *System) CheckLogin(l Login, at *running.TerminalLine, name, password string) bool {
	if sys.exposed.Load() && isNoSecret(name, password) {
		l.Kind = LoginNobody
	}
	return sys.fits(l, at, name, password)
}

// fits is CheckLogin wherever the client comes from.
func (sys *System) fits(l Login, at *running.TerminalLine, name, password string) bool {
	switch l.Kind {
	case LoginOpen:
		return true
	case LoginLocal:
		return sys.Authenticate(name, password)
	}
	stored := sys.stored(l, at, name)
	if stored == "" {
		secret.Compare(sys.decoy(), password)
		return false
	}
	return secret.Check(stored, password)
}

// stored is what a password is compared with, as the configuration keeps it; "" for nothing.
func (sys *System) stored(l Login, at *running.TerminalLine, name string) string {
	switch l.Kind {
	case LoginLocal:
		if u := sys.Running().User(name); u != nil {
			return u.Password
		}
	case LoginLine:
		return at.Password
	case LoginEnable:
		return enableSecret(sys.Running())
	}
	return ""
}

// NoPassword reports whether a user needs no password on a line: `username … nopassword`,
// unless other machines reach the line.
func (sys *System) NoPassword(at *running.TerminalLine, name string) bool {
	return sys.noPassword(name) && !(sys.exposed.Load() && at.Kind != running.Console)
}

func (sys *System) noPassword(name string) bool {
	u := sys.Running().User(name)
	return u != nil && u.NoPassword
}

// LevelOn is the privilege level at which a user begins on a line: the user's own,
// or the line's, or 1. With `aaa new-model` the user's own counts only by `aaa
// authorization exec`, on the console only with `aaa authorization console` too.
func (sys *System) LevelOn(l Login, at *running.TerminalLine, name string) int {
	if l.Kind != LoginLocal || l.AAA && !authorizesExec(&sys.Running().AAA, at) {
		return at.Privilege
	}
	return sys.UserLevel(name, at)
}

func authorizesExec(a *running.AAA, at *running.TerminalLine) bool {
	if at.Kind == running.Console && !a.AuthorizeConsole {
		return false
	}
	methods := a.Execs[at.Authorization]
	return len(methods) > 0 && methods[0] == "local"
}
