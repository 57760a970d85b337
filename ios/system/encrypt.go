package system

import (
	"regexp"
	"strings"

	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/secret"
)

// EncryptsPasswords reports whether `service password-encryption` is on.
func (sys *System) EncryptsPasswords() bool {
	// It is asked for each password that is loaded.
	return running.Only(sys.config, "service password-encryption").EncryptPasswords
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
	return m[1] + " 7 " + secret.Encrypt7(m[2])
}

// hidden reports whether a password is written in a form other than clear text.
func hidden(s string) bool {
	return len(s) > 2 && s[1] == ' ' && strings.IndexByte("456789", s[0]) >= 0
}

// EncryptStored writes the clear passwords that the running-config keeps as type
// 7: what `service password-encryption` does to the lines that are there.
func (sys *System) EncryptStored() { sys.config.Rewrite(encryptLine) }
