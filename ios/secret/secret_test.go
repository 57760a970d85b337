package secret

import (
	"strings"
	"testing"
)

// The hashes are those that `openssl passwd -1 -salt SALT PASSWORD` prints.
func TestMD5Crypt(t *testing.T) {
	for _, tt := range []struct{ password, salt, want string }{
		{"cisco", "mHcJ", "$1$mHcJ$UUEyGaNhVFTCQobEHSism0"},
		{"a much longer password than sixteen bytes", "abcdefgh", "$1$abcdefgh$fW3178yKPY70TFejaM1Fv."},
		{"", "abcd", "$1$abcd$CwbBDotm4UoKv5fATTtzT."},
	} {
		got := md5crypt(tt.password, tt.salt)
		if got != tt.want {
			t.Errorf("md5crypt(%q, %q) = %q, want %q", tt.password, tt.salt, got, tt.want)
		}
		if !Check("5 "+got, tt.password) || Check("5 "+got, tt.password+"x") {
			t.Errorf("Check does not agree with md5crypt of %q", tt.password)
		}
	}
}

// FuzzSecret: whatever a configuration keeps as a secret, a check ends, what it is made
// from is found again, and a text that is no hash is only itself.
func FuzzSecret(f *testing.F) {
	for _, s := range []string{
		"5 $1$mERr$hx5rVt7rPNoS4wqbXKX7m0", "5 $1$$", "5 $1$abcdefghijkl$", "7 0822455D0A16", "7 99", "7 0", "0 odom", "8 $8$$" + strings.Repeat(".", 43),
		"9 $9$x$" + strings.Repeat("/", 43), "4 " + strings.Repeat("z", 43), "odom", "", "5 ", "7 \xff\xff\xff\xff",
	} {
		f.Add(s, "odom")
	}
	f.Fuzz(func(t *testing.T, stored, typed string) {
		if len(typed) > 256 {
			typed = typed[:256] // longer lines are not read
		}
		right := Check(stored, typed)
		if again := Compare(stored, typed); again != right {
			t.Fatalf("Check %v, Compare %v", right, again)
		}
		if !IsHash(stored) && right != (Plain(stored) == typed) {
			t.Fatalf("%q is %v for %q", typed, right, stored)
		}
		if clear, ok := Decrypt7(Encrypt7(typed)); len(typed) > 0 && (!ok || clear != typed) {
			t.Fatalf("%q becomes %q", typed, clear)
		}
		if IsHash(typed) || Plain(typed) != typed {
			return // a text that has a type already
		}
		kind := []int{5, 5, 5, 8, 9}[len(typed)%5] // types 8 and 9 are slow
		if kept := HashAs(kind, typed); !IsHash(kept) || !Compare(kept, typed) {
			t.Fatalf("type %d: %q is kept as %q", kind, typed, kept)
		}
	})
}
