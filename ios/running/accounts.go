package running

import (
	"crypto/subtle"
	"slices"
	"strconv"
	"strings"
)

// Accounts are the users of the configuration, and what they prove who they are by.
// Passwords are as they are kept: "5 $1$…", "7 02050D480809", "0 cisco", "cisco".
type Accounts struct {
	Users            []*User
	PublicKeys       []*UserKeys
	EnableSecrets    [16]string // by level; "": none
	EnablePasswords  [16]string
	EncryptPasswords bool // `service password-encryption`
}

// NoLevel is the Level of a user without one of its own.
const NoLevel = -1

// User is a user of `username`.
type User struct {
	Name       string
	Level      int    // 0 to 15, or NoLevel
	NoPassword bool   // `nopassword`
	Password   string // or secret; "": none
}

// User returns the user of that name, nil if there is none.
func (a *Accounts) User(name string) *User {
	if i := slices.IndexFunc(a.Users, func(u *User) bool { return u.Name == name }); i >= 0 {
		return a.Users[i]
	}
	return nil
}

// Enable returns the enable secret of a level, or, without one, its enable password:
// secret tells which. stored is "" without both.
func (a *Accounts) Enable(level int) (stored string, secret bool) {
	if level < 0 || level >= len(a.EnableSecrets) {
		return "", false
	}
	if s := a.EnableSecrets[level]; s != "" {
		return s, true
	}
	return a.EnablePasswords[level], false
}

// Username decodes `username NAME [privilege LEVEL] [nopassword|password TEXT|secret
// TEXT]`.
func Username(l Line) (Value, error) {
	u, n := &User{Name: l.Word(1), Level: NoLevel}, 2
	if l.Word(2) == "privilege" {
		level, err := strconv.Atoi(l.Word(3))
		if err != nil {
			return nil, nil
		}
		u.Level, n = level, 4
	}
	switch l.Word(n) {
	case "nopassword":
		u.NoPassword = true
	case "password", "secret":
		u.Password = l.After(n + 1)
	}
	return In(func(c *Config) { c.Users = append(c.Users, u) }), nil
}

// EnableSecret decodes `enable secret [level LEVEL] TEXT`.
func EnableSecret(l Line) (Value, error) {
	return enable(l, func(c *Config) *[16]string { return &c.EnableSecrets })
}

// EnablePassword decodes `enable password [level LEVEL] TEXT`.
func EnablePassword(l Line) (Value, error) {
	return enable(l, func(c *Config) *[16]string { return &c.EnablePasswords })
}

func enable(l Line, of func(*Config) *[16]string) (Value, error) {
	level, stored := 15, l.After(2)
	if n, err := strconv.Atoi(l.Word(3)); err == nil && l.Word(2) == "level" && n >= 0 && n < 16 && len(l.Words) > 4 {
		level, stored = n, l.After(4)
	}
	return In(func(c *Config) { of(c)[level] = stored }), nil
}

// PasswordEncryption decodes `service password-encryption`.
func PasswordEncryption(l Line) (Value, error) {
	on := !l.No
	return In(func(c *Config) { c.EncryptPasswords = on }), nil
}

// UserKeys are the public keys of a user: `ip ssh pubkey-chain`, `username NAME`.
type UserKeys struct {
	Name string
	Keys []PublicKey
}

// PublicKey is a key by its type, such as "ssh-rsa", and the MD5 of its wire form
// (RFC 4253, 6.6) in capital hexadecimal digits.
type PublicKey struct{ Type, Hash string }

// HasKey reports whether a user has the key. It takes the same time for each hash of
// the user.
func (a *Accounts) HasKey(user string, key PublicKey) bool {
	has := false
	for _, u := range a.PublicKeys {
		if u.Name != user {
			continue
		}
		for _, k := range u.Keys {
			if k.Type == key.Type && subtle.ConstantTimeCompare([]byte(k.Hash), []byte(key.Hash)) == 1 {
				has = true
			}
		}
	}
	return has
}

// pubkeyChain is the section `ip ssh pubkey-chain`.
type pubkeyChain struct{ users []*UserKeys }

// PubkeyChain decodes `ip ssh pubkey-chain`.
func PubkeyChain(Line) (Value, error) {
	return Section(func() *pubkeyChain { return &pubkeyChain{} },
		func(c *Config, chain *pubkeyChain) { c.PublicKeys = chain.users }), nil
}

// PubkeyUser decodes `username NAME` below `ip ssh pubkey-chain`.
func PubkeyUser(l Line) (Value, error) {
	name := l.Word(1)
	return Section(func() *UserKeys { return &UserKeys{Name: name} },
		func(chain *pubkeyChain, u *UserKeys) { chain.users = append(chain.users, u) }), nil
}

// KeyHash decodes `key-hash TYPE HASH [NAME]`.
func KeyHash(l Line) (Value, error) {
	key := PublicKey{l.Word(1), strings.ToUpper(l.Word(2))}
	return In(func(u *UserKeys) { u.Keys = append(u.Keys, key) }), nil
}
