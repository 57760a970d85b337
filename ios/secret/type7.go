package secret

import (
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strconv"
	"strings"
)

// key7 is the key with which type 7 passwords are XORed. It has been public since 1995 and
// protects nothing.
const key7 = "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87"

// Encrypt7 returns the type 7 form of a password: two digits for the offset in the key,
// followed by hexadecimal bytes.
func Encrypt7(clear string) string { return encrypt7(clear, rand.IntN(16)) }

func encrypt7(clear string, seed int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%02d", seed)
	for i := range len(clear) {
		fmt.Fprintf(&b, "%02X", clear[i]^key7[(seed+i)%len(key7)])
	}
	return b.String()
}

// Decrypt7 returns the password of a type 7 form; false if s is not valid.
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

// Plain returns a password of the configuration without its type: "0 odom" is "odom", and
// type 7 is decrypted.
func Plain(s string) string {
	if rest, ok := strings.CutPrefix(s, "0 "); ok {
		return rest
	}
	if rest, ok := strings.CutPrefix(s, "7 "); ok {
		if clear, ok := Decrypt7(rest); ok {
			return clear
		}
	}
	return s
}
