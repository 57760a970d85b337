package system

import (
	"crypto/md5"
	"crypto/subtle"
	"encoding/hex"
	"strings"

	"github.com/iosim/iosim/ios/config"
)

// pubkeyChain is the section of the users' public keys.
const pubkeyChain = "ip ssh pubkey-chain"

// KeyHash is what the configuration keeps of a public key: the MD5 of its wire form
// (RFC 4253, 6.6) in capital hexadecimal digits.
func KeyHash(blob []byte) string {
	sum := md5.Sum(blob)
	return strings.ToUpper(hex.EncodeToString(sum[:]))
}

// TakesKeys reports whether anybody may log in by a public key.
func (sys *System) TakesKeys() bool {
	return len(sys.config.Lines(config.Path{pubkeyChain})) > 0
}

// KeyFits reports whether a public key, of a type such as "ssh-rsa", is a user's by
// `ip ssh pubkey-chain`.
func (sys *System) KeyFits(user, kind string, blob []byte) bool {
	if user == "" || strings.ContainsAny(user, " \t\r\n") {
		return false
	}
	hash, fits := KeyHash(blob), false
	for _, l := range sys.config.Lines(config.Path{pubkeyChain, "username " + user}) {
		f := strings.Fields(l) // key-hash ssh-rsa HASH name
		if len(f) >= 3 && f[0] == "key-hash" && f[1] == kind && subtle.ConstantTimeCompare([]byte(strings.ToUpper(f[2])), []byte(hash)) == 1 {
			fits = true
		}
	}
	return fits
}
