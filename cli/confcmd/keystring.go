package confcmd

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/system"
)

// keyStringRow reads a user's public key for SSH in lines of base64 up to "exit" and
// keeps its hash, as IOS does (Cisco's "Secure Shell Configuration Guide", public key
// authentication). It accepts other types than RSA, too.
func keyStringRow(mode *cli.Mode) *cli.Row {
	return &cli.Row{
		Mode: mode, Level: cli.PrivilegedLevel,
		Syntax: grammar.Kw("key-string", "Key string"),
		Conf:   &cli.Conf{Keep: keepKeyString, Decode: running.KeyHash},
	}
}

// maxKeyString is the maximum length of a key's text, in bytes.
const maxKeyString = 16 << 10

var badKeyString = &cli.UserError{Text: "%SSH: Failed to decode the Key Value\n"}

func keepKeyString(c *cli.Ctx) error {
	if c.Negated() {
		return nil
	}
	text, err := readKeyString(c)
	if err != nil {
		return err
	}
	kind, blob, name, ok := parsePublicKey(text)
	if !ok {
		return badKeyString
	}
	l := "key-hash " + kind + " " + system.KeyHash(blob)
	if name != "" {
		l += " " + name
	}
	return c.Put(c.Section(), config.Line{Text: l, Key: "key-hash " + kind + " " + system.KeyHash(blob), Place: 10})
}

func readKeyString(c *cli.Ctx) ([]string, error) {
	var words []string
	for n := 0; n < maxKeyString; {
		l, err := c.Session.ReadContinuation(c, c.Session.Host()+"(conf-ssh-pubkey-data)#")
		if errors.Is(err, cli.ErrNoMore) {
			break
		}
		if err != nil {
			return nil, err
		}
		if l = strings.TrimSpace(l); strings.EqualFold(l, "exit") {
			return words, nil
		}
		n += len(l) + 1
		words = append(words, strings.Fields(l)...)
	}
	return nil, badKeyString
}

// parsePublicKey decodes "[ssh-rsa] AAAA… [name]". The base64 may be split into words.
func parsePublicKey(words []string) (kind string, blob []byte, name string, ok bool) {
	if len(words) > 0 && (strings.HasPrefix(words[0], "ssh-") || strings.HasPrefix(words[0], "ecdsa-")) {
		words = words[1:]
	}
	whole := ""
	for i, w := range words {
		if len(whole) >= 4 {
			if b, fits := keyBlob(whole); fits {
				return keyKind(b), b, strings.Join(words[i:], " "), true
			}
		}
		whole += w
	}
	b, fits := keyBlob(whole)
	if !fits {
		return "", nil, "", false
	}
	return keyKind(b), b, "", true
}

// keyBlob decodes base64 and reports whether it is a complete key: a series of strings,
// each preceded by its length, of which the first is the key's type (RFC 4253, 6.6).
func keyBlob(text string) ([]byte, bool) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, false
	}
	fields := 0
	for rest := b; len(rest) > 0; fields++ {
		if len(rest) < 4 {
			return nil, false
		}
		n := binary.BigEndian.Uint32(rest)
		if uint64(n) > uint64(len(rest)-4) {
			return nil, false
		}
		rest = rest[4+n:]
	}
	kind := keyKind(b)
	return b, fields >= 2 && kind != "" && strings.Trim(kind, "abcdefghijklmnopqrstuvwxyz0123456789-@.") == ""
}

// keyKind returns the type of a key, the first string of its blob.
func keyKind(b []byte) string {
	if len(b) < 4 {
		return ""
	}
	n := binary.BigEndian.Uint32(b)
	if uint64(n) > uint64(len(b)-4) {
		return ""
	}
	return string(b[4 : 4+n])
}
