// Package keys is the key pairs of a router: those that `crypto key generate rsa`
// makes, and the host keys that SSH clients of today prefer.
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
	Bits       int       `json:"bits"` // of the modulus: MinModulus to MaxModulus
	Usage      Usage     `json:"usage"`
	Exportable bool      `json:"exportable,omitempty"`
	Made       time.Time `json:"made"`          // device time
	PKCS8      []byte    `json:"key,omitempty"` // empty: it is made when it is first needed
	private    *rsa.PrivateKey
}

// Usage is what a key is for, in the words of `show crypto key mypubkey rsa`.
type Usage string

// The usages.
const (
	General    Usage = "General Purpose Key"
	Signature  Usage = "Signature Key"
	Encryption Usage = "Encryption Key"
)

// The sizes of a modulus, in bits: what IOS takes, and what SSH version 2 needs.
const (
	MinModulus    = 360
	MaxModulus    = 4096
	MinSSHModulus = 768
)

// Public returns the public half of a key that is prepared.
func (k *RSA) Public() *rsa.PublicKey { return &k.private.PublicKey }

// Signer returns the private half of a key that is prepared.
func (k *RSA) Signer() crypto.Signer { return k.private }
