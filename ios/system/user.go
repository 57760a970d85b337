package system

import (
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/secret"
)

// Authenticate judges the name and password of a user of the configuration. A name
// that nobody has costs the time of a wrong password.
func (sys *System) Authenticate(name, password string) bool {
	u := sys.Running().User(name)
	if u == nil || u.Password == "" {
		secret.Compare(sys.decoy(), password)
		return false
	}
	return secret.Check(u.Password, password)
}

// decoy is a secret to compare with where there is none: that of the first user, so
// that it costs as much as a real one.
func (sys *System) decoy() string {
	for _, u := range sys.Running().Users {
		if secret.IsHash(u.Password) {
			return u.Password
		}
	}
	return nobody
}

// nobody is the decoy where no user has a hash.
const nobody = "5 $1$none$AAAAAAAAAAAAAAAAAAAAAA"

// UserLevel is the privilege level that a user has on a line: the user's own, or
// the line's.
func (sys *System) UserLevel(name string, at *running.TerminalLine) int {
	if u := sys.Running().User(name); u != nil && u.Level != running.NoLevel {
		return u.Level
	}
	return at.Privilege
}
