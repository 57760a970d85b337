package ssh

import (
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"encoding/pem"
	"fmt"

	gossh "golang.org/x/crypto/ssh"
)

// KeyType is a kind of host key.
type KeyType string

// The kinds. Old clients know RSA only.
const (
	Ed25519 KeyType = "ed25519"
	RSA     KeyType = "rsa"
)

// rsaBits is the modulus of a new RSA key.
const rsaBits = 2048

// NewKey makes a host key, as a PEM file holds it.
func NewKey(t KeyType) ([]byte, error) {
	var key any
	var err error
	switch t {
	case Ed25519:
		_, key, err = ed25519.GenerateKey(rand.Reader)
	case RSA:
		key, err = rsa.GenerateKey(rand.Reader, rsaBits)
	default:
		err = fmt.Errorf("ssh: there is no key type %q", t)
	}
	if err != nil {
		return nil, err
	}
	block, err := gossh.MarshalPrivateKey(key, "")
	if err != nil {
		return nil, err
	}
	return pem.EncodeToMemory(block), nil
}

// ParseKey reads a host key of NewKey.
func ParseKey(file []byte) (gossh.Signer, error) { return gossh.ParsePrivateKey(file) }
