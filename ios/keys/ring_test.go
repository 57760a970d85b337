package keys

import (
	"crypto/rsa"
	"encoding/json"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/spf13/afero"
)

// ringOf is the ring of a keys.json with that content.
func ringOf(tb testing.TB, content []byte) *Ring {
	tb.Helper()
	fs := afero.NewMemMapFs()
	if err := afero.WriteFile(fs, file, content, 0o600); err != nil {
		tb.Fatal(err)
	}
	return NewRing(Options{FS: fs})
}

// What Add saves, another ring of the directory has.
func TestRingIsKept(t *testing.T) {
	fs := afero.NewMemMapFs()
	if err := NewRing(Options{FS: fs}).Add("R2", 512, true, time.Unix(1e9, 0).UTC(), Signature, Encryption); err != nil {
		t.Fatal(err)
	}
	all, err := NewRing(Options{FS: fs}).All()
	if err != nil || len(all) != 2 || all[0].Usage != Signature || all[1].Public().N.BitLen() != 512 {
		t.Errorf("%+v, %v", all, err)
	}
}

// A damaged file is an error that names it, never a panic or the generation of a key of
// that size.
func TestDamagedRing(t *testing.T) {
	for _, tt := range []struct{ content, want string }{
		{``, "unexpected end"},
		{`{"rsa":[null]}`, "key 1 is null"},
		{`{"rsa":[{"label":"a","bits":1073741824,"usage":"General Purpose Key"}]}`, "1073741824 bits"},
		{`{"rsa":[{"label":"a","bits":-1,"usage":"General Purpose Key"}]}`, "-1 bits"},
		{`{"rsa":[{"label":"a","bits":512,"usage":"x"}]}`, "unknown usage"},
		{`{"rsa":[{"label":"a","bits":512,"usage":"General Purpose Key","key":"AAAA"}]}`, `key "a"`},
	} {
		r := ringOf(t, []byte(tt.content))
		_, err := r.All()
		if err == nil || !strings.HasPrefix(err.Error(), file+": ") || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v", tt.content, err)
		}
	}
}

// FuzzRing: whatever keys.json says, the ring is used or refused, and it can be emptied
// where it is used.
func FuzzRing(f *testing.F) {
	ring := NewRing(Options{FS: afero.NewMemMapFs()})
	if err := ring.Add("R2", 512, false, time.Unix(1e9, 0).UTC(), General); err != nil {
		f.Fatal(err)
	}
	if _, err := ring.Modern(); err != nil {
		f.Fatal(err)
	}
	whole, err := json.Marshal(ring.kept)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"rsa":[null]}`))
	f.Add([]byte(`{"rsa":[{"label":"\u0000","bits":512,"usage":"General Purpose Key","key":"AAAA"}],"ed25519":"AA=="}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		r := ringOf(t, content)
		r.make = func(int) (*rsa.PrivateKey, error) { return nil, errors.New("generation takes long") }
		if _, err := r.All(); err != nil {
			return
		}
		if _, err := r.Modern(); err != nil {
			t.Fatal(err)
		}
		if _, err := r.Zeroize(""); err != nil {
			t.Fatal(err)
		}
		if all, err := NewRing(Options{FS: r.fs}).All(); err != nil || len(all) != 0 {
			t.Fatalf("%d keys are left, %v", len(all), err)
		}
	})
}
