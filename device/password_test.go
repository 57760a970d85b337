package device

import "testing"

// The hashes are the published examples of hashcat's modes 500, 5700, 9200 and
// 9300; the type 7 ones stand in many tutorials.
func TestPublishedSecrets(t *testing.T) {
	for _, c := range []struct{ stored, clear string }{
		{"5 $1$28772684$iEwNOgGugqO9.bIz5sk8k/", "hashcat"},
		{"4 2btjjy78REtmYkkW0csHUbJZOstRXoWdX1mGrmmfeHI", "hashcat"},
		{"8 $8$TnGX/fE4KGHOVU$pEhnEvxrvaynpi8j4f.EMHr6M.FzU8xnZnBr/tJdFWk", "hashcat"},
		{"9 $9$2MJBozw/9R3UsU$2lFhcKvpghcyw8deP25GOfyZaagyUOGBymkryvOdfo6", "hashcat"},
		{"7 02050D480809", "cisco"},
		{"7 060506324F41", "cisco"},
		{"0 plain text", "plain text"},
		{"plain", "plain"},
	} {
		if !CheckSecret(c.stored, c.clear) {
			t.Errorf("%s is not %q", c.stored, c.clear)
		}
		if CheckSecret(c.stored, c.clear+"x") || CheckSecret(c.stored, "") {
			t.Errorf("%s takes a wrong word", c.stored)
		}
	}
}

func TestSecretAs(t *testing.T) {
	for kind, head := range map[int]string{5: "5 $1$", 8: "8 $8$", 9: "9 $9$"} {
		s := SecretAs(kind, "0 swordfish")
		if s[:len(head)] != head || !IsHash(s) || !CheckSecret(s, "swordfish") || CheckSecret(s, "swordfisH") {
			t.Errorf("type %d: %s", kind, s)
		}
		if again := SecretAs(5, s); again != s {
			t.Errorf("a hash is hashed again: %s", again)
		}
	}
}

func TestType7RoundTrip(t *testing.T) {
	for seed := range 16 {
		for _, clear := range []string{"a", "cisco", "with blanks in it", "sixty characters are more than the key has, so that it wraps around"} {
			if got, ok := Decrypt7(encrypt7(clear, seed)); !ok || got != clear {
				t.Errorf("%d %q: %q, %t", seed, clear, got, ok)
			}
		}
	}
	for _, bad := range []string{"", "02", "0205F", "zz0501", "99FF"} {
		if _, ok := Decrypt7(bad); ok {
			t.Errorf("%q is taken", bad)
		}
	}
}

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

// A wrong password and a name that nobody has cost the same kind of hash, and what was
// right once is known again without it.
func TestAuthenticateCosts(t *testing.T) {
	stored := SecretAs(9, "0 cisco")
	d := configured("username admin privilege 15 secret " + stored)
	if d.decoy() != stored {
		t.Error(d.decoy())
	}
	if !CheckSecret(stored, "cisco") || CheckSecret(stored, "cisc") || CheckSecret(stored, "") {
		t.Error("the first time")
	}
	if n := testing.AllocsPerRun(10, func() {
		if !CheckSecret(stored, "cisco") || !known.check(stored, "cisco") {
			t.Error("the second time")
		}
	}); n > 40 { // scrypt has more than a megabyte to itself
		t.Errorf("%v allocations", n)
	}
	if CheckSecret(stored, "cisc") {
		t.Error("a wrong one after a right one")
	}
}
