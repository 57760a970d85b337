package keys

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
)

// Modern returns the host keys of SSH beside the RSA key, for clients of today: Ed25519,
// which most prefer, and ECDSA on P-256 for those that prefer it to RSA but not Ed25519
// (golang.org/x/crypto/ssh and what is built on it). An RSA signature costs more than all
// else in a login. Both come from one seed, which is made when it is first needed.
func (r *Ring) Modern() ([]crypto.Signer, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(); err != nil {
		return nil, err
	}
	if len(r.kept.Ed25519) != ed25519.SeedSize {
		seed := make([]byte, ed25519.SeedSize)
		if _, err := rand.Read(seed); err != nil {
			return nil, err
		}
		r.kept.Ed25519, r.modern = seed, nil
		if err := r.save(); err != nil {
			return nil, err
		}
	}
	if r.modern == nil {
		curve, err := deriveECDSA(r.kept.Ed25519)
		if err != nil {
			return nil, err
		}
		r.modern = []crypto.Signer{ed25519.NewKeyFromSeed(r.kept.Ed25519), curve}
	}
	return r.modern, nil
}

// deriveECDSA is the key on P-256 that belongs to a seed: the first number of the
// stream of RFC 5869 that is one (practically always the first).
func deriveECDSA(seed []byte) (*ecdsa.PrivateKey, error) {
	for n := byte(0); ; n++ {
		b, err := hkdf.Key(sha256.New, seed, nil, "iosim ecdsa-sha2-nistp256 "+string(n), 32)
		if err != nil {
			return nil, err
		}
		if k, err := ecdsa.ParseRawPrivateKey(elliptic.P256(), b); err == nil || n == 255 {
			return k, err
		}
	}
}
