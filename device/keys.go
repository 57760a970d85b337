package device

import (
	"crypto"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/event"
)

// RSAKey is a key pair of the router: what `crypto key generate rsa` makes.
type RSAKey struct {
	Label      string    `json:"label"`
	Bits       int       `json:"bits"` // of the modulus: 360 to 4096
	Usage      KeyUsage  `json:"usage"`
	Exportable bool      `json:"exportable,omitempty"`
	Made       time.Time `json:"made"`          // device time
	PKCS8      []byte    `json:"key,omitempty"` // empty: it is made when somebody first needs it
	private    *rsa.PrivateKey
}

// KeyUsage is what a key is for, in the words of `show crypto key mypubkey rsa`.
type KeyUsage string

// The usages.
const (
	GeneralKeys    KeyUsage = "General Purpose Key"
	SignatureKeys  KeyUsage = "Signature Key"
	EncryptionKeys KeyUsage = "Encryption Key"
)

// The sizes of a modulus, in bits: what IOS takes, and what SSH version 2 needs.
const (
	MinModulus    = 360
	MaxModulus    = 4096
	minSSHModulus = 768
)

// keyFile is where the keys lie in a device's folder, for nobody else to read.
const keyFile = "keys.json"

// keyRing is the keys of a device. They are read, and the ones that a device comes
// with are made, when somebody first needs them.
type keyRing struct {
	fs    afero.Fs
	first RSAKey // what a device comes with; without bits: nothing
	make  func(bits int) (*rsa.PrivateKey, error)

	mu     sync.Mutex
	loaded bool
	kept   keptKeys
	swift  []crypto.Signer // of kept.Ed25519; nil: not made yet
}

// keptKeys is the file. The seed of SSH's other keys belongs to SSH as a whole: it comes
// and goes with the RSA keys.
type keptKeys struct {
	RSA     []*RSAKey `json:"rsa"`
	Ed25519 []byte    `json:"ed25519,omitempty"` // the seed, see sshkeys.go
}

func (r *keyRing) load() error {
	if r.loaded {
		return nil
	}
	b, err := afero.ReadFile(r.fs, keyFile)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if r.first.Bits > 0 {
			k := r.first
			r.kept.RSA = []*RSAKey{&k}
		}
	case err != nil:
		return err
	default:
		if err := json.Unmarshal(b, &r.kept); err != nil {
			return fmt.Errorf("%s: %w", keyFile, err)
		}
	}
	r.loaded = true
	return nil
}

func (r *keyRing) save() error {
	b, err := json.MarshalIndent(r.kept, "", "  ")
	if err != nil {
		return err
	}
	return writeFile(r.fs, keyFile, append(b, '\n'), 0o600)
}

// ready makes the private key, if it has not been made.
func (r *keyRing) ready(k *RSAKey) error {
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
		return fmt.Errorf("%s: key %s: %w", keyFile, k.Label, err)
	}
	var ok bool
	if k.private, ok = key.(*rsa.PrivateKey); !ok {
		return fmt.Errorf("%s: key %s is not an RSA key", keyFile, k.Label)
	}
	return nil
}

// Public is the public half.
func (k *RSAKey) Public() *rsa.PublicKey { return &k.private.PublicKey }

// RSAKeys are the router's key pairs in the order in which they were made.
func (d *Device) RSAKeys() ([]RSAKey, error) {
	r := &d.keys
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(); err != nil {
		return nil, err
	}
	var out []RSAKey
	for _, k := range r.kept.RSA {
		if err := r.ready(k); err != nil {
			return nil, err
		}
		out = append(out, *k)
	}
	return out, nil
}

// HasRSAKey reports whether there is a key of that name.
func (d *Device) HasRSAKey(label string) bool {
	d.keys.mu.Lock()
	defer d.keys.mu.Unlock()
	return d.keys.load() == nil && slices.ContainsFunc(d.keys.kept.RSA, func(k *RSAKey) bool { return k.Label == label })
}

// GenerateRSA makes key pairs of one name, which replace those that have it, and
// keeps them.
func (d *Device) GenerateRSA(label string, bits int, exportable bool, usages ...KeyUsage) error {
	var made []*RSAKey
	for _, u := range usages {
		key, err := GenerateKey(bits)
		if err != nil {
			return err
		}
		der, err := x509.MarshalPKCS8PrivateKey(key)
		if err != nil {
			return err
		}
		made = append(made, &RSAKey{Label: label, Bits: bits, Usage: u, Exportable: exportable, Made: d.Now(), PKCS8: der, private: key})
	}
	return d.changeKeys(func(k *keptKeys) {
		k.RSA = append(slices.DeleteFunc(k.RSA, func(o *RSAKey) bool { return o.Label == label }), made...)
	})
}

// ZeroizeRSA removes the keys of a name, "" for all, and ends SSH if none is left.
// It reports whether there were any.
func (d *Device) ZeroizeRSA(label string) (removed bool, err error) {
	err = d.changeKeys(func(k *keptKeys) {
		n := len(k.RSA)
		k.RSA = slices.DeleteFunc(k.RSA, func(o *RSAKey) bool { return label == "" || o.Label == label })
		if removed = len(k.RSA) < n; len(k.RSA) == 0 {
			k.Ed25519 = nil
		}
	})
	return removed, err
}

// changeKeys changes the set of keys and keeps it.
func (d *Device) changeKeys(change func(*keptKeys)) error {
	err := d.keys.change(change)
	if err == nil {
		event.Emit(d.events, event.KeysChanged{})
	}
	return err
}

func (r *keyRing) change(change func(*keptKeys)) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(); err != nil {
		return err
	}
	before := r.kept
	before.RSA = slices.Clone(before.RSA)
	change(&r.kept)
	r.swift = nil
	err := r.save()
	if err != nil {
		r.kept = before
	}
	return err
}

// SSHVersion is what SSH calls itself: "1.99", "2.0" by `ip ssh version 2`, "1.5"
// where only version 1 can be spoken; "" while it is disabled, for want of a key.
func (d *Device) SSHVersion() string {
	r := &d.keys
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.load() != nil {
		return ""
	}
	return d.sshVersion(r.kept.RSA)
}

func (d *Device) sshVersion(keys []*RSAKey) string {
	k := d.sshKey(keys)
	switch wanted := d.config.Value(nil, "ip ssh version"); {
	case k == nil, wanted == "2" && k.Bits < minSSHModulus:
		return ""
	case wanted == "1", k.Bits < minSSHModulus:
		return "1.5"
	case wanted == "2":
		return "2.0"
	}
	return "1.99"
}

// sshKey is the key that SSH shows: that of `ip ssh rsa keypair-name`; without, the
// one named after host and domain, or the first that can sign.
func (d *Device) sshKey(keys []*RSAKey) *RSAKey {
	name := d.config.Value(nil, "ip ssh rsa keypair-name")
	own, _ := d.KeyLabel()
	var first *RSAKey
	for _, k := range keys {
		switch {
		case k.Usage == EncryptionKeys:
		case name != "":
			if k.Label == name {
				return k
			}
		case k.Label == own:
			return k
		case first == nil:
			first = k
		}
	}
	return first
}

// SSHKey is the RSA key that SSH shows, false while there is none. Its bits are known
// at once; ready makes the key itself, if it has never been needed.
func (d *Device) SSHKey(ready bool) (RSAKey, bool, error) {
	r := &d.keys
	r.mu.Lock()
	defer r.mu.Unlock()
	if err := r.load(); err != nil {
		return RSAKey{}, false, err
	}
	k := d.sshKey(r.kept.RSA)
	if k == nil {
		return RSAKey{}, false, nil
	}
	if ready {
		if err := r.ready(k); err != nil {
			return RSAKey{}, false, err
		}
	}
	return *k, true, nil
}

// Signer is the private half, of a key that is ready.
func (k *RSAKey) Signer() crypto.Signer { return k.private }

// KeyLabel is the name that keys get where none is given: host and domain name;
// problem is what IOS says where one of them is missing.
func (d *Device) KeyLabel() (label, problem string) {
	host, domain := d.Hostname(), d.config.Value(nil, "ip domain name")
	switch {
	case strings.EqualFold(host, "Router"):
		return "", "% Please define a hostname other than Router.\n"
	case domain == "":
		return "", "% Please define a domain-name first.\n"
	}
	return host + "." + domain, ""
}
