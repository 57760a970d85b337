package confcmd

import (
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/secret"
)

// passwordArg matches a password at the end of a line: clear text, "0 text", "7 digits"
// or "6 text". With `service password-encryption` clear text is kept as type 7.
func passwordArg(help string) *grammar.Arg[string] {
	return &grammar.Arg[string]{
		Label: "LINE", Help: help, Rest: true,
		Parse: func(env any, tok string) (string, int, bool) {
			rest, is7 := strings.CutPrefix(tok, "7 ")
			if is7 {
				_, ok := secret.Decrypt7(strings.TrimSpace(rest))
				return "7 " + strings.TrimSpace(rest), len(tok), ok
			}
			if rest, is6 := strings.CutPrefix(tok, "6 "); is6 {
				return "6 " + strings.TrimSpace(rest), len(tok), rest != ""
			}
			clear := strings.TrimPrefix(tok, "0 ")
			if s, ok := env.(*cli.Session); ok && s.System().EncryptsPasswords() {
				return "7 " + secret.Encrypt7(clear), len(tok), true
			}
			return clear, len(tok), true
		},
		Format: func(s string) string { return s },
	}
}
