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

// Modern returns the SSH host keys besides the RSA key, which current clients prefer:
// Ed25519, and ECDSA on P-256 for clients that prefer it to RSA but do not prefer Ed25519
// (golang.org/x/crypto/ssh and programs that use it). An RSA signature is the most
// expensive part of a login. Both keys derive from one seed, which is generated when it is
// first needed.
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

// deriveECDSA returns the key on P-256 that derives from a seed: the first valid number of
// the stream of RFC 5869 (almost always the first number).
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
