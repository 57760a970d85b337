package ssh

import (
	"slices"

	gossh "golang.org/x/crypto/ssh"
)

// Algorithms lists names of algorithms in order of preference. An empty list means
// all that the server supports.
type Algorithms struct {
	KeyExchanges, Ciphers, MACs, HostKeys []string
}

// Algorithms IOS still offers and which must be enabled by name (clients.md 9). IOS
// has group-exchange as well, which the library does not support for servers.
var (
	oldKeyExchanges = []string{gossh.InsecureKeyExchangeDH14SHA1, gossh.InsecureKeyExchangeDH1SHA1}
	oldCiphers      = []string{gossh.InsecureCipherAES128CBC, gossh.InsecureCipherTripleDESCBC}
	oldMACs         = []string{gossh.InsecureHMACSHA196}
)

// supported holds all that the server supports: modern algorithms first, then the
// old ones.
var supported = func() Algorithms {
	now := gossh.SupportedAlgorithms()
	return Algorithms{
		KeyExchanges: union(now.KeyExchanges, oldKeyExchanges),
		Ciphers:      union(now.Ciphers, oldCiphers),
		MACs:         union(now.MACs, oldMACs),
		HostKeys:     append([]string{gossh.KeyAlgoED25519, gossh.KeyAlgoECDSA256}, rsaAlgorithms...),
	}
}()

// Offers returns all algorithms a server supports, in order of preference.
func Offers() Algorithms {
	return Algorithms{
		KeyExchanges: slices.Clone(supported.KeyExchanges), Ciphers: slices.Clone(supported.Ciphers),
		MACs: slices.Clone(supported.MACs), HostKeys: slices.Clone(supported.HostKeys),
	}
}

// Strong returns the algorithms without known weaknesses: no SHA-1, no CBC, no group below
// 2048 bits.
func Strong() Algorithms {
	now := gossh.SupportedAlgorithms()
	weak := func(name string) bool { return name == gossh.HMACSHA1 }
	return Algorithms{
		KeyExchanges: now.KeyExchanges, Ciphers: now.Ciphers, MACs: slices.DeleteFunc(now.MACs, weak),
		HostKeys: []string{gossh.KeyAlgoED25519, gossh.KeyAlgoECDSA256, gossh.KeyAlgoRSASHA256, gossh.KeyAlgoRSASHA512},
	}
}

// choose returns the names in wanted that are offered, in the order of wanted. If
// there are none it returns offer.
func choose(wanted, offer []string) []string {
	var out []string
	for _, w := range wanted {
		if slices.Contains(offer, w) {
			out = append(out, w)
		}
	}
	if len(out) == 0 {
		return offer
	}
	return out
}

// config returns the algorithms as a configuration of the library.
func (a Algorithms) config() gossh.Config {
	return gossh.Config{
		KeyExchanges: choose(a.KeyExchanges, supported.KeyExchanges),
		Ciphers:      choose(a.Ciphers, supported.Ciphers),
		MACs:         choose(a.MACs, supported.MACs),
	}
}

// hostKeys returns the keys that can be used, each restricted to the wanted
// signature algorithms. If there are none it returns all keys.
func (a Algorithms) hostKeys(keys []gossh.Signer) []gossh.Signer {
	if len(a.HostKeys) == 0 {
		return keys
	}
	var out []gossh.Signer
	for _, k := range keys {
		ways := []string{k.PublicKey().Type()}
		if m, ok := k.(gossh.MultiAlgorithmSigner); ok {
			ways = m.Algorithms()
		}
		var left []string
		for _, w := range a.HostKeys {
			if slices.Contains(ways, w) {
				left = append(left, w)
			}
		}
		if s, ok := k.(gossh.AlgorithmSigner); ok && len(left) > 0 {
			out = append(out, restrictedSigner{s, left})
		}
	}
	if len(out) == 0 {
		return keys
	}
	return out
}

func union(a, b []string) []string {
	out := slices.Clone(a)
	for _, s := range b {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}
