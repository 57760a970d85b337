package system

import (
	"crypto/md5"
	"encoding/hex"
	"strings"

	"github.com/iosim/iosim/ios/running"
)

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
