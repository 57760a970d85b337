package ssh

import (
	"slices"

	gossh "golang.org/x/crypto/ssh"
)

// The algorithms that IOS still offers and that must be asked for by name
// (clients.md 9). group-exchange is IOS's as well, but the library's servers
// have none.
var (
	oldKeyExchanges = []string{gossh.InsecureKeyExchangeDH14SHA1, gossh.InsecureKeyExchangeDH1SHA1}
	oldCiphers      = []string{gossh.InsecureCipherAES128CBC, gossh.InsecureCipherTripleDESCBC}
	oldMACs         = []string{gossh.InsecureHMACSHA196}
)

// algorithms are the modern ones first, then the old.
func algorithms() gossh.Config {
	now := gossh.SupportedAlgorithms()
	return gossh.Config{
		KeyExchanges: union(now.KeyExchanges, oldKeyExchanges),
		Ciphers:      union(now.Ciphers, oldCiphers),
		MACs:         union(now.MACs, oldMACs),
	}
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
