package confcmd

import "github.com/iosim/iosim/ios/running"

// decoders are the meanings that the attribute "as" gives to lines of the folder
// lines.
var decoders = map[string]running.Decoder{
	"authentication":           running.Authentication,
	"authorization":            running.Authorization,
	"authorize-console":        running.AuthorizeConsole,
	"domain":                   running.Domain,
	"key-hash":                 running.KeyHash,
	"line-absolute-timeout":    running.LineAbsoluteTimeout,
	"line-access-class":        running.LineAccessClass,
	"line-authorization":       running.LineAuthorization,
	"line-full-help":           running.LineFullHelp,
	"line-history-size":        running.LineHistorySize,
	"line-length":              running.LineLength,
	"line-lockable":            running.LineLockable,
	"line-login-response":      running.LineLoginResponse,
	"line-rotary":              running.LineRotary,
	"line-session-timeout":     running.LineSessionTimeout,
	"line-timestamp":           running.LineTimestamp,
	"line-transport-preferred": running.LineTransportPreferred,
	"line-width":               running.LineWidth,
	"login-attempts":           running.LoginAttempts,
	"login-block-for":          running.LoginBlockFor,
	"login-delay":              running.LoginDelay,
	"login-on-failure":         running.LoginOnFailure,
	"login-on-success":         running.LoginOnSuccess,
	"menu":                     running.MenuLine,
	"pubkey-chain":             running.PubkeyChain,
	"pubkey-user":              running.PubkeyUser,
	"quiet-mode":               running.QuietMode,
	"ssh-rotaries":             running.SSHRotaries,
}
