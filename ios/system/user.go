package system

import (
	"strconv"
	"strings"

	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/secret"
)

// Authenticate judges the name and password of a user of the configuration. A name
// that nobody has costs the time of a wrong password.
func (sys *System) Authenticate(name, password string) bool {
	stored := storedSecret(sys.userText(name))
	if stored == "" {
		secret.Compare(sys.decoy(), password)
		return false
	}
	return secret.Check(stored, password)
}

// storedSecret is what a user's line keeps to check the password by, "" if it has
// nothing.
func storedSecret(text string) string {
	for _, word := range []string{"secret ", "password "} {
		if _, rest, ok := strings.Cut(" "+text, " "+word); ok {
			return rest
		}
	}
	return ""
}

// decoy is a secret to compare with where there is none: that of the first user, so
// that it costs as much as a real one.
func (sys *System) decoy() string {
	for _, l := range sys.config.Lines(nil) {
		if rest, ok := strings.CutPrefix(l, "username "); ok {
			if s := storedSecret(rest); secret.IsHash(s) {
				return s
			}
		}
	}
	return nobody
}

// nobody is the decoy where no user has a hash.
const nobody = "5 $1$none$AAAAAAAAAAAAAAAAAAAAAA"

// userText is what follows the name on a user's line.
func (sys *System) userText(name string) string {
	if name == "" || strings.ContainsAny(name, " \t\r\n") {
		return ""
	}
	return sys.config.Value(nil, "username "+name)
}

// UserLevel is the privilege level that a user has on a line: the user's own, or
// the line's, or 1.
func (sys *System) UserLevel(name string, section config.Path) int {
	f := strings.Fields(sys.userText(name))
	if len(f) > 1 && f[0] == "privilege" {
		if n, err := strconv.Atoi(f[1]); err == nil {
			return n
		}
	}
	if n, err := strconv.Atoi(sys.config.Value(section, "privilege level")); err == nil {
		return n
	}
	return 1
}
