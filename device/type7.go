package device

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
)

// key7 is the text that type 7 passwords are XORed with. It has been public since
// 1995 and hides nothing.
const key7 = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"

// Encrypt7 writes a password as type 7 does: two digits that say where in the key
// it begins, then hexadecimal bytes.
func Encrypt7(clear string) string { return encrypt7(clear, rand.IntN(16)) }

func encrypt7(clear string, seed int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%02d", seed)
	for i := range len(clear) {
		fmt.Fprintf(&b, "%02X", clear[i]^key7[(seed+i)%len(key7)])
	}
	return b.String()
}

// Decrypt7 reads a type 7 password; false if it is none.
func Decrypt7(s string) (string, bool) {
	if len(s) < 4 {
		return "", false
	}
	seed, err := strconv.Atoi(s[:2])
	b, herr := hex.DecodeString(s[2:])
	if err != nil || herr != nil || seed < 0 || seed >= len(key7) {
		return "", false
	}
	for i := range b {
		b[i] ^= key7[(seed+i)%len(key7)]
	}
	return string(b), true
}

// EncryptsPasswords reports whether `service password-encryption` is on.
func (d *Device) EncryptsPasswords() bool {
	text, _ := d.config.Get(nil, "service password-encryption")
	return text == "service password-encryption"
}

// clearPassword finds the password in clear text of the lines that have one. The
// first group stays, the last is the password.
var clearPassword = regexp.MustCompile(`^((?:enable password|username \S+ (?:.*? )?password|password|key-string|key|ip s?ftp password|ip http client password|pac key|client \S+ server-key|` +
	`ppp (?:chap|pap) .*?password|(?:tacacs|radius)-server (?:.* )?key|server-private .*? key|` +
	`authentication mode hmac-sha-256|ip ospf authentication-key|ip ospf message-digest-key \d+ md5|ip authentication key|(?:standby|vrrp|glbp) (?:\d+ )?authentication md5 key-string|` +
	`area .* authentication-key|area .* message-digest-key \d+ md5|isis password|neighbor \S+ password)(?: level \d+)?) (?:0 )?(\S.*)$`)

// encryptLine is a line of the section with its clear password in type 7. The keys
// of ISAKMP know type 6 alone.
func encryptLine(head, l string) string {
	m := clearPassword.FindStringSubmatch(l)
	if m == nil || strings.HasPrefix(head, "crypto isakmp") || hidden(m[2]) || strings.HasPrefix(l, "key chain") || strings.HasPrefix(l, "no ") ||
		m[1] == "key" && strings.Trim(m[2], "0123456789") == "" {
		return l
	}
	return m[1] + " 7 " + Encrypt7(m[2])
}

// hidden reports whether a password is written in a form other than clear text.
func hidden(s string) bool {
	return len(s) > 2 && s[1] == ' ' && strings.IndexByte("456789", s[0]) >= 0
}

// EncryptStored writes the clear passwords that the running-config keeps as type
// 7: what `service password-encryption` does to the lines that are there.
func (d *Device) EncryptStored() { d.config.Rewrite(encryptLine) }
