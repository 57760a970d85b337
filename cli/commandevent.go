package cli

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/internal/printable"
)

// Exec runs one line. Mistakes of the user are reported on the terminal; the error is
// for the session's owner: ErrExit, io.EOF when the line is gone, or the end of ctx.
func (s *Session) Exec(ctx context.Context, text string) error {
	if isComment(text) {
		return nil
	}
	events := s.sys.Events()
	if !event.On[event.CommandRun](events) {
		return s.exec(ctx, text)
	}
	e := event.CommandRun{Mode: s.mode.Name, Command: printable.Limit(maskSecrets(strings.TrimSpace(text), s.mode.Config), maxTold)}
	if tty := s.at.tty; tty != nil {
		e.Line, e.Peer = tty.ID.String(), tty.Host
		e.User, _ = tty.User()
	}
	outer := s.failure // of a command that runs this line: menu
	s.failure = failure{}
	err := s.exec(ctx, text)
	e.Result, e.Error = s.failure.of(err)
	e.Error = printable.Lines(e.Error)
	s.failure = outer
	event.Emit(events, e)
	return err
}

// maxTold is the maximum length in bytes of a line in an event.
const maxTold = 4096

// failure is what went wrong with a line, as events tell it; its zero value is nothing.
type failure struct{ result, text string }

// of is the result of a line whose run returned err.
func (f failure) of(err error) (result, text string) {
	switch {
	case f.result != "":
		return f.result, f.text
	case err == nil, errors.Is(err, ErrExit):
		return "ok", ""
	}
	return "ended", err.Error()
}

// failed is the failure of a command that returned an error, whose words are text.
func failed(text string) failure {
	if text == "" {
		return failure{"aborted", ""}
	}
	return failure{"failed", strings.TrimSpace(text)}
}

// misread is the failure of a line that is no command.
func misread(e *grammar.Error) failure {
	switch e.Kind {
	case grammar.Incomplete:
		return failure{"incomplete", ""}
	case grammar.Ambiguous:
		return failure{"ambiguous", ""}
	}
	return failure{"invalid", ""}
}

// Failf is Printf for what tells that the command has failed, where the command goes on
// and returns no error.
func (c *Ctx) Failf(format string, args ...any) {
	c.Session.failure = failed(fmt.Sprintf(format, args...))
	c.Printf(format, args...)
}

// masked stands for a secret.
const masked = "***"

// urlPassword is the password of a URL: ftp://user:password@host/file.
var urlPassword = regexp.MustCompile(`(://[^\s/:@]+:)\S*@`)

// removed stands for a secret in show tech-support: Cisco's command reference says that
// passwords and other security information are removed from its output. [UNSOURCED]: how
// much of the line is.
const removed = "<removed>"

// RemoveSecrets returns the text of a configuration without its secrets, as
// show tech-support prints it.
func RemoveSecrets(text string) string {
	var b strings.Builder
	for l := range strings.Lines(text) {
		end := l[len(strings.TrimRight(l, "\r\n")):]
		b.WriteString(hideSecrets(strings.TrimSuffix(l, end), true, removed) + end)
	}
	return b.String()
}

// maskSecrets is hideSecrets for events.
func maskSecrets(line string, config bool) string { return hideSecrets(line, config, masked) }

// hideSecrets is a typed line without its secrets, whether it is right or wrong. It hides
// too much rather than too little: from the word on that announces a secret, all but its
// type, is replaced by mask. In configuration modes such words may be abbreviated.
func hideSecrets(line string, config bool, mask string) string {
	line = urlPassword.ReplaceAllString(line, "${1}"+mask+"@")
	words := wordPlace.FindAllStringIndex(line, -1)
	word := func(i int) string {
		if i >= len(words) {
			return ""
		}
		return strings.ToLower(line[words[i][0]:words[i][1]])
	}
	for i := range words {
		if next := secretBehind(word, i, config); next > 0 && next < len(words) {
			return line[:words[next][0]] + mask
		}
	}
	return line
}

var wordPlace = regexp.MustCompile(`\S+`)

// secretBehind is the place of the secret that the word at i announces, 0 if it announces
// none.
func secretBehind(word func(int) string, i int, config bool) int {
	w := word(i)
	switch {
	case w == "password", w == "secret":
	case !config:
		return 0
	case begins(w, "password", 2), i > 0 && begins(w, "secret", 2), begins(w, "key-string", 5), begins(w, "passphrase", 5):
	case begins(w, "key", 2):
		if !keyIsSecret(word, i) {
			return 0
		}
	case strings.HasSuffix(w, "-key"), strings.HasSuffix(w, "-password"):
		// authentication-key, message-digest-key, server-key, area-password, …
	case i == 0 && begins(w, "snmp-server", 4):
		return snmpSecret(word)
	case w == "text" && i > 0 && begins(word(i-1), "authentication", 4):
	default:
		return 0
	}
	i++
	if begins(word(i), "level", 1) {
		i += 2
	}
	if t := word(i); len(t) == 1 && strings.Contains("0456789", t) && word(i+1) != "" {
		i++
	}
	return i
}

// keyIsSecret reports whether a secret follows the word key at i: not in `key chain NAME`,
// `key 1` of a key chain, and `crypto key …` but for `crypto key encryption`.
func keyIsSecret(word func(int) string, i int) bool {
	next := word(i + 1)
	switch {
	case i > 0 && begins(word(i-1), "crypto", 2):
		return begins(next, "encryption", 2)
	case begins(next, "chain", 2):
		return false
	}
	return i > 0 || strings.Trim(next, "0123456789") != ""
}

// snmpSecret is the place of the first secret of an `snmp-server` line, 0 without one.
func snmpSecret(word func(int) string) int {
	switch {
	case begins(word(1), "community", 2):
		return 2
	case begins(word(1), "host", 2):
		return 3
	case begins(word(1), "user", 1):
		for i := 2; word(i) != ""; i++ {
			if begins(word(i), "auth", 2) {
				return i + 1
			}
		}
	}
	return 0
}

// begins reports whether w is full or its first letters, at least so many.
func begins(w, full string, least int) bool { return len(w) >= least && strings.HasPrefix(full, w) }
