// Package secret implements the passwords and secrets of a configuration: the hashes of
// types 4, 5, 8 and 9, and the reversible type 7.
//
//	stored := secret.Hash("odom") // "5 $1$…"
//	ok := secret.Check(stored, "odom")
package secret

import (
	"crypto/md5"
	"crypto/rand"
	"crypto/subtle"
	"strings"
)

// Hash returns the secret of a configuration line in the form in which it is kept: "5
// $1$salt$hash". A text that is a hash already ("5 $1$…", "8 $8$…", "9 $9$…", "4
// …") is returned unchanged; "0 text" and plain text are hashed with a new salt.
func Hash(s string) string {
	if IsHash(s) {
		return s
	}
	return "5 " + md5crypt(Plain(s), salt(4))
}

// HashAs is Hash with the type of hash: 5, 8 (PBKDF2) or 9 (scrypt).
func HashAs(kind int, s string) string {
	clear := Plain(s)
	switch {
	case IsHash(s):
		return s
	case kind == 8:
		return "8 " + pbkdf2Hash(clear, salt(14))
	case kind == 9:
		return "9 " + scryptHash(clear, salt(14))
	}
	return Hash(s)
}

// IsHash reports whether s is a type followed by a hash of that type.
func IsHash(s string) bool {
	kind, hash, ok := strings.Cut(s, " ")
	if !ok {
		return false
	}
	parts := strings.Split(hash, "$")
	switch kind {
	case "5":
		return len(parts) == 4 && parts[0] == "" && parts[1] == "1"
	case "8", "9":
		return len(parts) == 4 && parts[0] == "" && parts[1] == kind && len(parts[3]) == 43
	case "4":
		return len(hash) == 43
	}
	return false
}

// Check reports whether typed is the secret or password that the configuration keeps as
// stored: a hash of type 4, 5, 8 or 9, "7 digits", "0 text" or plain text. It takes the
// same time for all wrong passwords of the same length. A password that has been right
// before is recognized faster.
func Check(stored, typed string) bool {
	if !IsHash(stored) {
		return Compare(stored, typed)
	}
	return known.check(stored, typed)
}

// Compare is Check without the cache: it always takes the time of the hash.
func Compare(stored, typed string) bool {
	if IsHash(stored) {
		kind, hash, _ := strings.Cut(stored, " ")
		salt := ""
		if parts := strings.Split(hash, "$"); len(parts) == 4 {
			salt = parts[2]
		}
		switch kind {
		case "5":
			typed = md5crypt(typed, salt)
		case "8":
			typed = pbkdf2Hash(typed, salt)
		case "9":
			typed = scryptHash(typed, salt)
		default:
			typed = sha256Hash(typed)
		}
		return subtle.ConstantTimeCompare([]byte(hash), []byte(typed)) == 1
	}
	return subtle.ConstantTimeCompare([]byte(Plain(stored)), []byte(typed)) == 1
}

const cryptAlphabet = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// salt returns n random characters. IOS uses four for type 5 and fourteen for types 8 and
// 9.
func salt(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b)
	for i := range b {
		b[i] = cryptAlphabet[b[i]%64]
	}
	return string(b)
}

// md5crypt returns the "$1$" hash of crypt(3), which is IOS's type 5. The algorithm is that
// of Poul-Henning Kamp in FreeBSD's crypt.
func md5crypt(password, salt string) string {
	salt = salt[:min(len(salt), 8)]
	alt := md5.Sum([]byte(password + salt + password))
	h := md5.New()
	h.Write([]byte(password + "$1$" + salt))
	for n := len(password); n > 0; n -= len(alt) {
		h.Write(alt[:min(n, len(alt))])
	}
	for n := len(password); n > 0; n >>= 1 {
		if n&1 != 0 {
			h.Write([]byte{0})
		} else {
			h.Write([]byte(password[:1]))
		}
	}
	sum := h.Sum(nil)
	for i := range 1000 {
		r := md5.New()
		odd := i&1 != 0
		write := func(own bool) {
			if own {
				r.Write([]byte(password))
			} else {
				r.Write(sum)
			}
		}
		write(odd)
		if i%3 != 0 {
			r.Write([]byte(salt))
		}
		if i%7 != 0 {
			r.Write([]byte(password))
		}
		write(!odd)
		sum = r.Sum(nil)
	}
	var b strings.Builder
	b.WriteString("$1$" + salt + "$")
	for _, g := range [][3]int{{0, 6, 12}, {1, 7, 13}, {2, 8, 14}, {3, 9, 15}, {4, 10, 5}} {
		base64(&b, uint(sum[g[0]])<<16|uint(sum[g[1]])<<8|uint(sum[g[2]]), 4)
	}
	base64(&b, uint(sum[11]), 2)
	return b.String()
}

func base64(b *strings.Builder, v uint, n int) {
	for range n {
		b.WriteByte(cryptAlphabet[v&63])
		v >>= 6
	}
}
