package ssh

import (
	"crypto"
	"crypto/ed25519"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"io"
	"sync"

	gossh "golang.org/x/crypto/ssh"
)

// NewEd25519Key is a new host key, which nothing keeps.
func NewEd25519Key() (gossh.Signer, error) {
	_, k, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	return gossh.NewSignerFromSigner(k)
}

// LazyRSAKey is an RSA host key that is fetched when the first client wants it:
// making one costs more than everything else that a session costs.
func LazyRSAKey(fetch func() (crypto.Signer, error)) gossh.Signer {
	return &lazyRSA{fetch: sync.OnceValues(func() (gossh.MultiAlgorithmSigner, error) {
		k, err := fetch()
		if err != nil {
			return nil, err
		}
		if _, ok := k.Public().(*rsa.PublicKey); !ok {
			return nil, fmt.Errorf("ssh: a key of type %T is no RSA key", k.Public())
		}
		s, err := gossh.NewSignerFromSigner(k)
		if err != nil {
			return nil, err
		}
		return gossh.NewSignerWithAlgorithms(s.(gossh.AlgorithmSigner), rsaAlgorithms)
	})}
}

// rsaAlgorithms are the ways to sign with an RSA key, ssh-rsa for clients as old as
// IOS (clients.md 9).
var rsaAlgorithms = []string{gossh.KeyAlgoRSASHA256, gossh.KeyAlgoRSASHA512, gossh.KeyAlgoRSA}

// lazyRSA is a Signer whose type is known before the key.
type lazyRSA struct {
	fetch func() (gossh.MultiAlgorithmSigner, error)
}

func (k *lazyRSA) PublicKey() gossh.PublicKey { return lazyPublic{k} }

func (k *lazyRSA) Sign(rand io.Reader, data []byte) (*gossh.Signature, error) {
	s, err := k.fetch()
	if err != nil {
		return nil, err
	}
	return s.Sign(rand, data)
}

func (k *lazyRSA) SignWithAlgorithm(rand io.Reader, data []byte, algorithm string) (*gossh.Signature, error) {
	s, err := k.fetch()
	if err != nil {
		return nil, err
	}
	return s.SignWithAlgorithm(rand, data, algorithm)
}

func (k *lazyRSA) Algorithms() []string { return rsaAlgorithms }

// lazyPublic is the public half. Without a key it marshals to nothing, which no
// client takes.
type lazyPublic struct{ k *lazyRSA }

func (p lazyPublic) Type() string { return gossh.KeyAlgoRSA }

func (p lazyPublic) Marshal() []byte {
	s, err := p.k.fetch()
	if err != nil {
		return nil
	}
	return s.PublicKey().Marshal()
}

func (p lazyPublic) Verify(data []byte, sig *gossh.Signature) error {
	s, err := p.k.fetch()
	if err != nil {
		return err
	}
	return s.PublicKey().Verify(data, sig)
}

// only is a Signer that signs in some ways only.
type only struct {
	gossh.AlgorithmSigner
	algorithms []string
}

func (o only) Algorithms() []string { return o.algorithms }
