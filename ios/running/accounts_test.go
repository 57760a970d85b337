package running

import "testing"

func TestUsername(t *testing.T) {
	for text, want := range map[string]User{
		"username bob":                                    {Name: "bob", Level: NoLevel},
		"username bob privilege 7":                        {Name: "bob", Level: 7},
		"username bob nopassword":                         {Name: "bob", Level: NoLevel, NoPassword: true},
		"username bob privilege 15 secret 5 $1$a$b":       {Name: "bob", Level: 15, Password: "5 $1$a$b"},
		"username bob password 0 a  b":                    {Name: "bob", Level: NoLevel, Password: "0 a  b"},
		"username bob password 0 my secret word":          {Name: "bob", Level: NoLevel, Password: "0 my secret word"},
		"username bob password 0 it needs nopassword":     {Name: "bob", Level: NoLevel, Password: "0 it needs nopassword"},
		"username privilege privilege 3 password 0 level": {Name: "privilege", Level: 3, Password: "0 level"},
	} {
		c := snapshotOf(Username, text, nil)
		if got := c.User(want.Name); got == nil || *got != want {
			t.Errorf("%q: %+v", text, got)
		}
	}
}

func TestEnable(t *testing.T) {
	for _, c := range []struct {
		decode       Decoder
		text, stored string
		level        int
	}{
		{EnableSecret, "enable secret 5 $1$a$b", "5 $1$a$b", 15},
		{EnableSecret, "enable secret level 7 5 $1$a$b", "5 $1$a$b", 7},
		{EnablePassword, "enable password cisco", "cisco", 15},
		{EnablePassword, "enable password level 3 cis co", "cis co", 3},
		{EnablePassword, "enable password level 3", "level 3", 15},
	} {
		conf := snapshotOf(c.decode, c.text, nil)
		for level := range conf.EnableSecrets {
			stored, _ := conf.Enable(level)
			if want := map[bool]string{true: c.stored}[level == c.level]; stored != want {
				t.Errorf("%q, level %d: %q", c.text, level, stored)
			}
		}
	}
}

func TestPublicKeys(t *testing.T) {
	c := snapshotOf(PubkeyChain, "ip ssh pubkey-chain", map[string]Decoder{"username bob": PubkeyUser})
	if len(c.PublicKeys) != 1 || c.HasKey("bob", PublicKey{"ssh-rsa", "AB"}) {
		t.Errorf("%+v", c.PublicKeys)
	}
	v := Decode(KeyHash, "key-hash ssh-rsa ab bob@host")
	v.apply(c.PublicKeys[0], 0)
	for key, want := range map[PublicKey]bool{{"ssh-rsa", "AB"}: true, {"ssh-rsa", "AC"}: false, {"ssh-ed25519", "AB"}: false} {
		if c.HasKey("bob", key) != want || c.HasKey("eve", key) {
			t.Error(key)
		}
	}
}
