package confcmd

import (
	"encoding/base64"
	"slices"
	"strings"
	"testing"
)

// someKey is an Ed25519 key as ssh-keygen writes it.
const someKey = "AAAAC3NzaC1lZDI1NTE5AAAAIOMqqnkVzrm0SdG6UOoqKLsabgH5C9okWi0dh2l9GKJl"

func TestParsePublicKey(t *testing.T) {
	for _, c := range []struct {
		in         string
		kind, name string
		ok         bool
	}{
		{someKey, "ssh-ed25519", "", true},
		{"ssh-ed25519 " + someKey + " wendell@desk", "ssh-ed25519", "wendell@desk", true},
		{someKey[:20] + " " + someKey[20:], "ssh-ed25519", "", true},
		{someKey[:21] + " " + someKey[21:50] + " " + someKey[50:] + " at home", "ssh-ed25519", "at home", true},
		{someKey[:len(someKey)-4], "", "", false},
		{"nonsense", "", "", false},
		{"", "", "", false},
		{"ssh-rsa", "", "", false},
		{base64.StdEncoding.EncodeToString([]byte("\x00\x00\x00\x07ssh rsa\x00\x00\x00\x01x")), "", "", false},
	} {
		kind, blob, name, ok := parsePublicKey(strings.Fields(c.in))
		if kind != c.kind || name != c.name || ok != c.ok || ok && len(blob) != 51 {
			t.Errorf("%q: %q, %d bytes, %q, %t", c.in, kind, len(blob), name, ok)
		}
	}
}

// FuzzPublicKey: what is taken for a key is one, however its base64 is broken up, and
// its type is a word that stays one in the configuration.
func FuzzPublicKey(f *testing.F) {
	f.Add(someKey)
	f.Add("ssh-ed25519 " + someKey[:30] + " " + someKey[30:] + " me")
	f.Add("////")
	f.Fuzz(func(t *testing.T, text string) {
		words := strings.Fields(text)
		kind, blob, _, ok := parsePublicKey(words)
		if !ok {
			return
		}
		if kind == "" || strings.ContainsAny(kind, " \n") || len(blob) < 8 {
			t.Fatalf("%q, %d bytes", kind, len(blob))
		}
		again := base64.StdEncoding.EncodeToString(blob)
		if k, b, _, ok := parsePublicKey([]string{again}); !ok || k != kind || !slices.Equal(b, blob) {
			t.Fatalf("%q is %q, %t", again, k, ok)
		}
	})
}
