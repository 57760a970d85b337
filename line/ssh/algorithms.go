package ssh

import (
	"slices"

	gossh "golang.org/x/crypto/ssh"
)

// Algorithms are names of algorithms, the preferred first; an empty list is
// everything that the server knows.
type Algorithms struct {
	KeyExchanges, Ciphers, MACs, HostKeys []string
}

// The algorithms that IOS still offers and that must be asked for by name
// (clients.md 9). group-exchange is IOS's as well, but the library's servers
// have none.
var (
	oldKeyExchanges = []string{gossh.InsecureKeyExchangeDH14SHA1, gossh.InsecureKeyExchangeDH1SHA1}
	oldCiphers      = []string{gossh.InsecureCipherAES128CBC, gossh.InsecureCipherTripleDESCBC}
	oldMACs         = []string{gossh.InsecureHMACSHA196}
)

// offers is everything that the server knows: the modern ones first, then the old.
var offers = func() Algorithms {
	now := gossh.SupportedAlgorithms()
	return Algorithms{
		KeyExchanges: union(now.KeyExchanges, oldKeyExchanges),
		Ciphers:      union(now.Ciphers, oldCiphers),
		MACs:         union(now.MACs, oldMACs),
		HostKeys:     append([]string{gossh.KeyAlgoED25519, gossh.KeyAlgoECDSA256}, rsaAlgorithms...),
	}
}()

// Offers is everything that a server knows, the preferred first.
func Offers() Algorithms {
	return Algorithms{
		KeyExchanges: slices.Clone(offers.KeyExchanges), Ciphers: slices.Clone(offers.Ciphers),
		MACs: slices.Clone(offers.MACs), HostKeys: slices.Clone(offers.HostKeys),
	}
}

// choose is what of the offer somebody has asked for, in that order: names that the
// server does not know fall away, and if none is left the offer stands.
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

// config is the choice as the library takes it.
func (a Algorithms) config() gossh.Config {
	return gossh.Config{
		KeyExchanges: choose(a.KeyExchanges, offers.KeyExchanges),
		Ciphers:      choose(a.Ciphers, offers.Ciphers),
		MACs:         choose(a.MACs, offers.MACs),
	}
}

// hostKeys are the keys that may be shown, each with the ways to sign that are
// wanted. If none is left, all stay.
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
			out = append(out, only{s, left})
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
