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

// NewEd25519Key generates a host key.
func NewEd25519Key() (gossh.Signer, error) {
	_, k, err := ed25519.GenerateKey(rand.Reader)
	if err != nil {
		return nil, err
	}
	return gossh.NewSignerFromSigner(k)
}

// LazyRSAKey returns an RSA host key that calls fetch when a client first uses it,
// because generating a key costs more than all other work of a session.
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

// rsaAlgorithms are the signature algorithms of an RSA key; ssh-rsa is for clients
// of IOS's time (clients.md 9).
var rsaAlgorithms = []string{gossh.KeyAlgoRSASHA256, gossh.KeyAlgoRSASHA512, gossh.KeyAlgoRSA}

// lazyRSA is a Signer whose type is known before its key.
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
// client accepts.
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

// restrictedSigner is a Signer with fewer signature algorithms.
type restrictedSigner struct {
	gossh.AlgorithmSigner
	algorithms []string
}

func (o restrictedSigner) Algorithms() []string { return o.algorithms }
