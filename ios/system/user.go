package system

import (
	"crypto/md5"
	"encoding/hex"
	"strings"

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

// KeyHash is what the configuration keeps of a public key: the MD5 of its wire form
// (RFC 4253, 6.6) in capital hexadecimal digits.
func KeyHash(blob []byte) string {
	sum := md5.Sum(blob)
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// TakesKeys reports whether a user may log in by a public key.
func (sys *System) TakesKeys() bool { return len(sys.Running().PublicKeys) > 0 }

// KeyFits reports whether a public key, of a type such as "ssh-rsa", is a user's by
// `ip ssh pubkey-chain`.
func (sys *System) KeyFits(user, kind string, blob []byte) bool {
	return sys.Running().HasKey(user, running.PublicKey{Type: kind, Hash: KeyHash(blob)})
}
