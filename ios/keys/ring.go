package keys

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"sync"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/internal/atomicfile"
)

// file is where a ring keeps its keys; only its owner may read it.
const file = "keys.json"

// Options make a Ring.
type Options struct {
	FS afero.Fs // the folder of keys.json
	// First is the key of a router whose ring was never saved; without Bits there is
	// none. It is made when it is first needed.
	First RSA
	// Make makes that key; nil is Generate.
	Make func(bits int) (*rsa.PrivateKey, error)
}

// Ring is the keys of a router. They are read from their file when they are first
// needed. It is safe for concurrent use.
type Ring struct {
	fs      afero.Fs
	first   RSA
	make    func(bits int) (*rsa.PrivateKey, error)
	changed func()

	mu     sync.Mutex
	loaded bool
	kept   kept
	modern []crypto.Signer // from kept.Ed25519; nil: not made yet
}

// kept is the content of the file. The seed of the modern host keys comes and goes
// with the RSA keys.
type kept struct {
	RSA     []*RSA `json:"rsa"`
	Ed25519 []byte `json:"ed25519,omitempty"` // the seed, see modern.go
}

// NewRing returns the ring of a folder.
func NewRing(o Options) *Ring {
	if o.Make == nil {
		o.Make = Generate
	}
	return &Ring{fs: o.FS, first: o.First, make: o.Make}
}

func (r *Ring) load() error {
	if r.loaded {
		return nil
	}
	b, err := afero.ReadFile(r.fs, file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if r.first.Bits > 0 {
			k := r.first
			r.kept.RSA = []*RSA{&k}
		}
	case err != nil:
		return err
	default:
		if err := json.Unmarshal(b, &r.kept); err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
	}
	r.loaded = true
	return nil
}

func (r *Ring) save() error {
	b, err := json.MarshalIndent(r.kept, "", "  ")
	if err != nil {
		return err
	}
	return atomicfile.Write(r.fs, file, append(b, '\n'), 0o600)
}

// prepare makes the private key, if it has not been made.
func (r *Ring) prepare(k *RSA) error {
	if k.private != nil {
		return nil
	}
	if len(k.PKCS8) == 0 {
		key, err := r.make(k.Bits)
		if err != nil {
			return err
		}
		if k.PKCS8, err = x509.MarshalPKCS8PrivateKey(key); err != nil {
			return err
		}
		k.private = key
		return r.save()
	}
	key, err := x509.ParsePKCS8PrivateKey(k.PKCS8)
	if err != nil {
		return fmt.Errorf("%s: key %s: %w", file, k.Label, err)
	}
	var ok bool
	if k.private, ok = key.(*rsa.PrivateKey); !ok {
		return fmt.Errorf("%s: key %s is not an RSA key", file, k.Label)
	}
	return nil
}

// All returns the key pairs in the order in which they were made.
func (r *Ring) All() ([]RSA, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(); err != nil {
		return nil, err
	}
	var out []RSA
	for _, k := range r.kept.RSA {
		if err := r.prepare(k); err != nil {
			return nil, err
		}
		out = append(out, *k)
	}
	return out, nil
}

// Has reports whether there is a key with that label.
func (r *Ring) Has(label string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.load() == nil && slices.ContainsFunc(r.kept.RSA, func(k *RSA) bool { return k.Label == label })
}

// Add makes key pairs of one label, one for each usage, which replace those that
// have the label, and keeps them. made is the device time that they carry.
func (r *Ring) Add(label string, bits int, exportable bool, made time.Time, usages ...Usage) error {
	var all []*RSA
	for _, u := range usages {
		key, err := Generate(bits)
		if err != nil {
			return err
		}
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return err
		}
		all = append(all, &RSA{Label: label, Bits: bits, Usage: u, Exportable: exportable, Made: made, PKCS8: der, private: key})
	}
	return r.change(func(k *kept) {
		k.RSA = append(slices.DeleteFunc(k.RSA, func(o *RSA) bool { return o.Label == label }), all...)
	})
}

// Zeroize removes the keys with a label, or all where it is "", and reports whether
// there were any.
func (r *Ring) Zeroize(label string) (removed bool, err error) {
	err = r.change(func(k *kept) {
		n := len(k.RSA)
		k.RSA = slices.DeleteFunc(k.RSA, func(o *RSA) bool { return label == "" || o.Label == label })
		if removed = len(k.RSA) < n; len(k.RSA) == 0 {
			k.Ed25519 = nil
		}
	})
	return removed, err
}

// OnChange has f called after every change of the set of keys, in place of what was
// called before.
func (r *Ring) OnChange(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changed = f
}

// change changes the set of keys and keeps it.
func (r *Ring) change(change func(*kept)) error {
	changed, err := r.apply(change)
	if err == nil && changed != nil {
		changed()
	}
	return err
}

func (r *Ring) apply(change func(*kept)) (changed func(), err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(); err != nil {
		return nil, err
	}
	before := r.kept
	before.RSA = slices.Clone(before.RSA)
	change(&r.kept)
	r.modern = nil
	err = r.save()
	if err != nil {
		r.kept = before
	}
	return r.changed, err
}

// Select returns the key that choose picks among all; ok is false if it returns nil.
// The bits of a key are known at once. With prepare the private half is made too, if
// it was never needed before.
func (r *Ring) Select(choose func([]*RSA) *RSA, prepare bool) (key RSA, ok bool, err error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(); err != nil {
		return RSA{}, false, err
	}
	k := choose(r.kept.RSA)
	if k == nil {
		return RSA{}, false, nil
	}
	if prepare {
		if err := r.prepare(k); err != nil {
			return RSA{}, false, err
		}
	}
	return *k, true, nil
}
