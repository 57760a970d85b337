package lab

import (
	"context"
	"crypto/rsa"
	"sync"

	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/ios/keys"
)

// shared is what is made once for all devices of a lab, when somebody first needs it.
type shared struct {
	mu     sync.Mutex
	keys   map[int]*rsa.PrivateKey // by modulus, for labs in memory
	images map[builtImage]images.Spec
}

// builtImage is what an image is built of.
type builtImage struct {
	name, fault string
	size        int64
}

// key is the RSA key that the devices of a lab in memory come with.
func (s *shared) key(bits int) (*rsa.PrivateKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k := s.keys[bits]; k != nil {
		return k, nil
	}
	k, err := keys.Generate(bits)
	if err == nil {
		if s.keys == nil {
			s.keys = map[int]*rsa.PrivateKey{}
		}
		s.keys[bits] = k
	}
	return k, err
}

// image builds an image: its checksums cost a look at every byte.
func (s *shared) image(c Content, fault images.Fault) (images.Spec, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	of := builtImage{c.Image, c.Fault, c.Size}
	if i, ok := s.images[of]; ok {
		return i, nil
	}
	i, err := images.Build(context.Background(), c.Image, c.Size, images.Options{Fault: fault})
	if err == nil {
		if s.images == nil {
			s.images = map[builtImage]images.Spec{}
		}
		s.images[of] = i
	}
	return i, err
}
