package secret

import (
	"crypto/sha256"
	stdbase64 "encoding/base64"

	"golang.org/x/crypto/pbkdf2"
	"golang.org/x/crypto/scrypt"
)

// cryptBase64 is base64 with the alphabet of crypt(3), without padding, in which the hashes
// of types 4, 8 and 9 are written.
var cryptBase64 = stdbase64.NewEncoding(cryptAlphabet).WithPadding(stdbase64.NoPadding)

// sha256Hash returns a hash of type 4: SHA-256 without salt.
func sha256Hash(clear string) string {
	sum := sha256.Sum256([]byte(clear))
	return cryptBase64.EncodeToString(sum[:])
}

// pbkdf2Hash returns a hash of type 8: PBKDF2 with HMAC-SHA-256 and 20000 rounds.
func pbkdf2Hash(clear, salt string) string {
	sum := pbkdf2.Key([]byte(clear), []byte(salt), 20000, sha256.Size, sha256.New)
	return "$8$" + salt + "$" + cryptBase64.EncodeToString(sum)
}

// scryptHash returns a hash of type 9: scrypt with N 16384, r 1, p 1.
func scryptHash(clear, salt string) string {
	sum, err := scrypt.Key([]byte(clear), []byte(salt), 16384, 1, 1, 32)
	if err != nil {
		return "" // the parameters are valid
	}
	return "$9$" + salt + "$" + cryptBase64.EncodeToString(sum)
}
