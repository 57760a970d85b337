package running

import (
	"slices"
	"testing"
	"time"

	"github.com/iosim/iosim/ios/config"
)

// lines is what lines of the top level mean.
func lines(d Decoder, texts ...string) *Config {
	tree := config.New()
	for i, l := range texts {
		tree.Set(nil, config.Line{Text: l, Place: i, Value: Decode(d, l)})
	}
	var cache Cache
	return cache.Config(tree)
}

func TestMethodLists(t *testing.T) {
	c := lines(Authentication, "aaa authentication login default group tacacs+ local enable", "aaa authentication login VTY none", "aaa authentication ppp default local")
	if len(c.AAA.Logins) != 2 || !slices.Equal(c.AAA.Logins["default"], []string{"local", "enable"}) || !slices.Equal(c.AAA.Logins["VTY"], []string{"none"}) {
		t.Error(c.AAA.Logins)
	}
	c = lines(Authorization, "aaa authorization exec default if-authenticated local", "aaa authorization network default none")
	if len(c.AAA.Execs) != 1 || !slices.Equal(c.AAA.Execs["default"], []string{"if-authenticated", "local"}) {
		t.Error(c.AAA.Execs)
	}
	if n := lines(LoginAttempts, "aaa authentication attempts login 5").AAA.LoginAttempts; n != 5 {
		t.Error(n)
	}
}

func TestLoginBlock(t *testing.T) {
	b := lines(LoginBlockFor, "login block-for 60 attempts 3 within 30").LoginBlock
	if b != (LoginBlock{Block: time.Minute, Attempts: 3, Within: 30 * time.Second}) {
		t.Errorf("%+v", b)
	}
	for text, want := range map[string]LoginLog{
		"login on-failure": 0, "login on-failure log": 1, "login on-failure log every 3": 3, "login on-failure trap": 0, "login on-failure every 3": 0,
	} {
		if got := lines(LoginOnFailure, text).LoginBlock.OnFailure; got != want {
			t.Errorf("%q: %d", text, got)
		}
	}
	for k, due := range map[LoginLog][]bool{0: {false, false, false}, 1: {true, true, true}, 3: {false, false, true}} {
		for i, want := range due {
			if k.Due(i+1) != want {
				t.Errorf("every %d: %d", k, i+1)
			}
		}
	}
}

// Only one line is asked for, whatever the others are.
func TestOnly(t *testing.T) {
	tree := config.New()
	for _, l := range []string{"no service password-encryption", "service password-encryption"} {
		tree.Set(nil, config.Line{Text: l, Key: "service password-encryption", Value: Decode(PasswordEncryption, l)})
		tree.Set(nil, config.Line{Text: "hostname R1", Value: Decode(Hostname, "hostname R1")})
		if c := Only(tree, "service password-encryption"); c.EncryptPasswords != (l[0] == 's') || c.Hostname != DefaultHostname {
			t.Errorf("%q: %+v", l, c)
		}
	}
	if Only(tree, "service nagle").EncryptPasswords {
		t.Error("a line that is not there has a meaning")
	}
}
