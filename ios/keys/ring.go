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

// file is the name of the file in which a ring keeps its keys. Only its owner may read it.
const file = "keys.json"

// Options are the options of a Ring.
type Options struct {
	FS afero.Fs // the directory of keys.json
	// First is the key of a router whose ring was never saved; without Bits there is none.
	// It is generated when it is first needed.
	First RSA
	// Make generates that key; nil is Generate.
	Make func(bits int) (*rsa.PrivateKey, error)
}

// Ring contains the keys of a router. They are read from their file when they are first
// needed. It is safe for concurrent use.
type Ring struct {
	fs      afero.Fs
	first   RSA
	make    func(bits int) (*rsa.PrivateKey, error)
	changed func()

	mu     sync.Mutex
	loaded bool
	kept   kept
	modern []crypto.Signer // derived from kept.Ed25519; nil until needed
}

// kept is the content of the file. The seed of the modern host keys is added and removed
// with the RSA keys.
type kept struct {
	RSA     []*RSA `json:"rsa"`
	Ed25519 []byte `json:"ed25519,omitempty"` // the seed of Modern
}

// NewRing returns the ring of a directory.
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
	b, err := atomicfile.Read(r.fs, file)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if r.first.Bits > 0 {
			k := r.first
			r.kept.RSA = []*RSA{&k}
		}
	case err != nil:
		return fmt.Errorf("%s: %w", file, err)
	default:
		var k kept
		err := json.Unmarshal(b, &k)
		if err == nil {
			err = k.check()
		}
		if err != nil {
			return fmt.Errorf("%s: %w", file, err)
		}
		r.kept = k
	}
	r.loaded = true
	return nil
}

// maxKeys is the maximum number of key pairs in a ring.
const maxKeys = 1000

// check reports what cannot be used in a file that was not written by save.
func (k *kept) check() error {
	if len(k.RSA) > maxKeys {
		return fmt.Errorf("%d keys, the maximum is %d", len(k.RSA), maxKeys)
	}
	for i, key := range k.RSA {
		switch {
		case key == nil:
			return fmt.Errorf("key %d is null", i+1)
		case key.Bits < MinModulus || key.Bits > MaxModulus:
			return fmt.Errorf("key %d: a modulus of %d bits, it can have %d to %d", i+1, key.Bits, MinModulus, MaxModulus)
		case key.Usage != General && key.Usage != Signature && key.Usage != Encryption:
			return fmt.Errorf("key %d: unknown usage %.40q", i+1, key.Usage)
		}
	}
	return nil
}

func (r *Ring) save() error {
	b, err := json.MarshalIndent(r.kept, "", "  ")
	if err != nil {
		return err
	}
	return atomicfile.Write(r.fs, file, append(b, '\n'), 0o600)
}

// prepare generates or parses the private key, unless that has been done.
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
		return fmt.Errorf("%s: key %.40q: %w", file, k.Label, err)
	}
	private, ok := key.(*rsa.PrivateKey)
	switch {
	case !ok:
		return fmt.Errorf("%s: key %.40q is not an RSA key", file, k.Label)
	case private.N.BitLen() != k.Bits:
		return fmt.Errorf("%s: key %.40q has %d bits, not %d", file, k.Label, private.N.BitLen(), k.Bits)
	}
	k.private = private
	return nil
}

// All returns the key pairs in the order in which they were generated.
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

// Has reports whether there is a key with the label.
func (r *Ring) Has(label string) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.load() == nil && slices.ContainsFunc(r.kept.RSA, func(k *RSA) bool { return k.Label == label })
}

// Add generates key pairs with the label, one for each usage, replaces those that have the
// label, and saves the ring. made is the device time of the keys.
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

// Zeroize removes the keys with the label, or all keys if it is "", and reports whether
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

// OnChange sets the function that is called after every change of the keys. It replaces the
// previous one.
func (r *Ring) OnChange(f func()) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.changed = f
}

// change changes the keys and saves them.
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

// Select returns the key that choose selects among all; ok is false if it returns nil. The
// length of a key is always known. With prepare the private key is generated, too, if it
// was never needed before.
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
