package confcmd

import (
	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/internal/grammar"
)

// A password on a line may be preceded by the digit that says how it is written:
// 0 is clear text, 5 an MD5 hash.
var (
	enableWord   = grammar.Kw("enable", "Modify enable password parameters")
	secretText   = grammar.Text("The UNENCRYPTED (cleartext) 'enable' secret")
	passwordText = grammar.Text("The UNENCRYPTED (cleartext) 'enable' password")

	userName      = grammar.AnyWord("User name")
	userLevel     = grammar.Int(0, 15, "User privilege level")
	userSecret    = grammar.Text("The UNENCRYPTED (cleartext) user secret")
	userPassword  = grammar.Text("The UNENCRYPTED (cleartext) user password")
	userPrivilege = grammar.Seq(grammar.Kw("privilege", "Set user privilege level"), userLevel)
)

var passwordRows = []*cli.Row{
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(enableWord, grammar.Kw("secret", "Assign the privileged level secret (MAX of 25 characters)"), secretText),
		Conf: &cli.Conf{
			Place: cli.PlaceSecret, Key: "enable secret",
			Text: func(m *grammar.Match) string { return "enable secret " + device.Secret(secretText.Of(m)) },
		},
	},
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(enableWord, grammar.Kw("password", "Assign the privileged level password (MAX of 25 characters)"), passwordText),
		Conf: &cli.Conf{
			Place: cli.PlaceSecret + 1, Key: "enable password",
			Text: func(m *grammar.Match) string { return "enable password " + device.PlainPassword(passwordText.Of(m)) },
		},
	},
	{
		Mode: cli.Config, Level: cli.PrivilegedLevel,
		Syntax: grammar.Seq(grammar.Kw("username", "Establish User Name Authentication"), userName,
			grammar.Opt(userPrivilege), grammar.Opt(grammar.Alt(
				grammar.Seq(grammar.Kw("password", "Specify the password for the user"), userPassword),
				grammar.Seq(grammar.Kw("secret", "Specify the secret for the user"), userSecret)))),
		Conf: &cli.Conf{
			Place: cli.PlaceUser, KeyOf: func(m *grammar.Match) string { return "username " + userName.Of(m) },
			Text: userText,
		},
	},
}

func userText(m *grammar.Match) string {
	text := "username " + userName.Of(m)
	if _, ok := userLevel.Get(m); ok {
		text += " privilege " + m.Words()[3]
	}
	if s, ok := userSecret.Get(m); ok {
		return text + " secret " + device.Secret(s)
	}
	if p, ok := userPassword.Get(m); ok {
		return text + " password 0 " + device.PlainPassword(p)
	}
	return text
}
