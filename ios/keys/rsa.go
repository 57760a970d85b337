// Package keys contains the key pairs of a router: those of `crypto key generate rsa`, and
// the host keys that current SSH clients prefer.
//
//	ring := keys.NewRing(keys.Options{FS: home, First: keys.RSA{Label: "R2", Bits: 2048, Usage: keys.General}})
//	all, err := ring.All()
package keys

import (
	"crypto"
	"crypto/rsa"
	"time"
)

// RSA is a key pair.
type RSA struct {
	Label      string    `json:"label"`
	Bits       int       `json:"bits"` // length of the modulus: MinModulus to MaxModulus
	Usage      Usage     `json:"usage"`
	Exportable bool      `json:"exportable,omitempty"`
	Made       time.Time `json:"made"`          // device time
	PKCS8      []byte    `json:"key,omitempty"` // empty until the key is first needed
	private    *rsa.PrivateKey
}

// Usage is the purpose of a key, in the words of `show crypto key mypubkey rsa`.
type Usage string

// The usages.
const (
	General    Usage = "General Purpose Key"
	Signature  Usage = "Signature Key"
	Encryption Usage = "Encryption Key"
)

// Lengths of a modulus in bits: the minimum and maximum of IOS, and the minimum for SSH
// version 2.
const (
	MinModulus    = 360
	MaxModulus    = 4096
	MinSSHModulus = 768
)

// Public returns the public key. The key must be prepared.
func (k *RSA) Public() *rsa.PublicKey { return &k.private.PublicKey }

// Signer returns the private key. The key must be prepared.
func (k *RSA) Signer() crypto.Signer { return k.private }
