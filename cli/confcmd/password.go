package confcmd

import (
	"strconv"
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/secret"
)

// A digit before a password is its type: 0 is clear text, 7 is reversible, and 5, 8 and 9
// are hashes.
var (
	enableWord   = grammar.Kw("enable", "Modify enable password parameters")
	enableLevel  = grammar.Int(1, 15, "Level number")
	secretText   = secretArg("The UNENCRYPTED (cleartext) 'enable' secret")
	passwordText = passwordArg("The UNENCRYPTED (cleartext) 'enable' password")

	algorithmMD5    = grammar.Kw("md5", "Encode the password using the MD5 algorithm")
	algorithmSHA    = grammar.Kw("sha256", "Encode the password using the PBKDF2 algorithm")
	algorithmScrypt = grammar.Kw("scrypt", "Encode the password using the SCRYPT hashing algorithm")
	algorithm       = grammar.Opt(grammar.Kw("algorithm-type", "Algorithm to use for hashing the plain text secret"),
		grammar.Alt(algorithmMD5, algorithmSHA, algorithmScrypt))

	userName     = grammar.AnyWord("User name")
	userLevel    = grammar.Int(0, 15, "User privilege level")
	userSecret   = secretArg("The UNENCRYPTED (cleartext) user secret")
	userPassword = passwordArg("The UNENCRYPTED (cleartext) user password")
	userNone     = grammar.Kw("nopassword", "No password is required for the user to log in")
)

// secretArg matches a secret at the end of a line. A digit before it must be the type of
// the text behind it.
func secretArg(help string) *grammar.Arg[string] {
	return &grammar.Arg[string]{
		Label: "LINE", Help: help, Rest: true,
		Parse: func(_ any, tok string) (string, int, bool) {
			if len(tok) > 2 && tok[1] == ' ' && strings.IndexByte("4589", tok[0]) >= 0 {
				return tok, 2, secret.IsHash(tok)
			}
			return tok, len(tok), true
		},
	}
}

// hashKind returns the type of hash that the line names.
func hashKind(m *grammar.Match) int {
	switch {
	case algorithmSHA.In(m):
		return 8
	case algorithmScrypt.In(m):
		return 9
	}
	return 5
}

func levelText(m *grammar.Match) string {
	if n, ok := enableLevel.Get(m); ok && n != cli.PrivilegedLevel {
		return " level " + strconv.Itoa(n)
	}
	return ""
}

var enableAt = grammar.Opt(grammar.Kw("level", "Set exec level password"), enableLevel)

var passwordRows = []*cli.Row{
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(enableWord, algorithm, grammar.Kw("secret", "Assign the privileged level secret (MAX of 25 characters)"), enableAt, secretText),
		Conf: &cli.Conf{
			Place: cli.PlaceSecret, KeyOf: func(m *grammar.Match) string { return "enable secret" + levelText(m) }, Least: 2,
			Decode: running.EnableSecret, AnyValue: true,
			Text: func(m *grammar.Match) string {
				return "enable secret" + levelText(m) + " " + secret.HashAs(hashKind(m), secretText.Of(m))
			},
		},
	},
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(enableWord, grammar.Kw("password", "Assign the privileged level password (MAX of 25 characters)"), enableAt, passwordText),
		Conf: &cli.Conf{
			Place: cli.PlaceSecret + 1, KeyOf: func(m *grammar.Match) string { return "enable password" + levelText(m) }, Least: 2,
			Decode: running.EnablePassword, AnyValue: true,
			Text: func(m *grammar.Match) string { return "enable password" + levelText(m) + " " + passwordText.Of(m) },
		},
	},
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(grammar.Kw("username", "Establish User Name Authentication"), userName,
			grammar.Opt(grammar.Kw("privilege", "Set user privilege level"), userLevel), grammar.Opt(grammar.Alt(
				userNone,
				grammar.Seq(grammar.Kw("password", "Specify the password for the user"), userPassword),
				grammar.Seq(algorithm, grammar.Kw("secret", "Specify the secret for the user"), userSecret)))),
		Conf: &cli.Conf{Place: cli.PlaceUser, KeyOf: userKey, Least: 2, Keep: keepUser, Decode: running.Username},
	},
}

func userKey(m *grammar.Match) string { return "username " + userName.Of(m) }

// removesUser is printed before the question of `no username` [UNSOURCED].
const removesUser = "This operation will remove all username related configurations with same name.\n"

// keepUser merges the line with the existing line of the user, since the privilege level
// and the password may be entered on separate lines.
func keepUser(c *cli.Ctx) error {
	tree, m := c.System.Config(), c.Match
	key := userKey(m)
	if c.Negated() {
		if _, there := tree.Get(nil, key); there && c.Session.Terminal() != nil {
			c.Printf(removesUser)
			if yes, err := c.Confirm("Do you want to continue?"); !yes {
				return err
			}
		}
		tree.Remove(nil, func(l config.Line) bool { return l.Key == key })
		return nil
	}
	text := key
	old, _ := tree.Get(nil, key)
	oldLevel, oldRest := splitUser(strings.TrimPrefix(old, key))
	if n, ok := userLevel.Get(m); ok {
		text += " privilege " + strconv.Itoa(n)
	} else {
		text += oldLevel
	}
	switch {
	case userNone.In(m):
		text += " nopassword"
	case userSecret.Of(m) != "":
		text += " secret " + secret.HashAs(hashKind(m), userSecret.Of(m))
	case userPassword.Of(m) != "":
		text += " password " + withDigit(userPassword.Of(m))
	default:
		text += oldRest
	}
	return c.Put(nil, config.Line{Text: text, Key: key, Place: cli.PlaceUser})
}

// withDigit returns a clear-text password with its type, 0, before it.
func withDigit(s string) string {
	if strings.HasPrefix(s, "7 ") || strings.HasPrefix(s, "6 ") {
		return s
	}
	return "0 " + s
}

// splitUser splits " privilege 15 secret 5 x" into the level and the password.
func splitUser(s string) (level, rest string) {
	if f := strings.SplitN(s, " ", 4); len(f) >= 3 && f[1] == "privilege" {
		level = " privilege " + f[2]
		if len(f) == 4 {
			rest = " " + f[3]
		}
		return level, rest
	}
	return "", s
}
