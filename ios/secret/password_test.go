package secret

import "testing"

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
		if !Check(c.stored, c.clear) {
			t.Errorf("%s is not %q", c.stored, c.clear)
		}
		if Check(c.stored, c.clear+"x") || Check(c.stored, "") {
			t.Errorf("%s takes a wrong word", c.stored)
		}
	}
}

func TestHashAs(t *testing.T) {
	for kind, head := range map[int]string{5: "5 $1$", 8: "8 $8$", 9: "9 $9$"} {
		s := HashAs(kind, "0 swordfish")
		if s[:len(head)] != head || !IsHash(s) || !Check(s, "swordfish") || Check(s, "swordfisH") {
			t.Errorf("type %d: %s", kind, s)
		}
		if again := HashAs(5, s); again != s {
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

// What was right once is known again without its hash.
func TestCheckCosts(t *testing.T) {
	stored := HashAs(9, "0 cisco")
	if !Check(stored, "cisco") || Check(stored, "cisc") || Check(stored, "") {
		t.Error("the first time")
	}
	if n := testing.AllocsPerRun(10, func() {
		if !Check(stored, "cisco") || !known.check(stored, "cisco") {
			t.Error("the second time")
		}
	}); n > 40 { // scrypt has more than a megabyte to itself
		t.Errorf("%v allocations", n)
	}
	if Check(stored, "cisc") {
		t.Error("a wrong one after a right one")
	}
}
