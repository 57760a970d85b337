package secret

import "testing"

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
