package keys

import (
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"math/big"
)

// smallModulus is the length in bits below which the library refuses to generate a key. IOS
// generates such keys, which cannot be used for SSH version 2.
const smallModulus = 1024

// Generate generates a key pair of any length in bits that IOS permits.
func Generate(bits int) (*rsa.PrivateKey, error) {
	if bits >= smallModulus {
		return rsa.GenerateKey(rand.Reader, bits)
	}
	if bits < MinModulus {
		return nil, errors.New("rsa: the modulus is too small")
	}
	e := big.NewInt(65537)
	one := big.NewInt(1)
	for {
		p, err := rand.Prime(rand.Reader, bits-bits/2)
		if err != nil {
			return nil, err
		}
		q, err := rand.Prime(rand.Reader, bits/2)
		if err != nil {
			return nil, err
		}
		n := new(big.Int).Mul(p, q)
		phi := new(big.Int).Mul(new(big.Int).Sub(p, one), new(big.Int).Sub(q, one))
		inverse := new(big.Int).ModInverse(e, phi)
		if p.Cmp(q) == 0 || n.BitLen() != bits || inverse == nil {
			continue
		}
		key := &rsa.PrivateKey{PublicKey: rsa.PublicKey{N: n, E: 65537}, D: inverse, Primes: []*big.Int{p, q}}
		key.Precompute()
		return key, nil
	}
}
