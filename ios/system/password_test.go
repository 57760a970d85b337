package system

import (
	"testing"

	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/secret"
)

func TestEncryptLine(t *testing.T) {
	for _, l := range []string{"enable password x", "username bob privilege 15 password 0 a b", "password cisco",
		"key-string k", "ip ftp password odom", "neighbor 10.0.0.1 password p", "tacacs-server host 10.0.0.1 key k",
		"ip ospf message-digest-key 1 md5 k", "ppp chap password 0 c"} {
		got := encryptLine("", l)
		if got == l || encryptLine("", got) != got {
			t.Errorf("%q: %q", l, got)
		}
	}
	for _, l := range []string{"key 1", "key chain K", "description password x", "remark password x", "no password",
		"enable secret 5 $1$a$b", "password 7 02050D480809", "service password-encryption", "username bob secret 5 x"} {
		if got := encryptLine("", l); got != l {
			t.Errorf("%q: %q", l, got)
		}
	}
}

// A name without a user costs the same kind of hash as a wrong password.
func TestAuthenticateCosts(t *testing.T) {
	stored := secret.HashAs(9, "0 cisco")
	text := "username admin privilege 15 secret " + stored
	d := bare()
	d.config.Set(nil, config.Line{Text: text, Value: running.Decode(running.Username, text)})
	if d.decoy() != stored {
		t.Error(d.decoy())
	}
}
