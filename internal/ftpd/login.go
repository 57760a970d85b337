package ftpd

import (
	"crypto/sha256"
	"crypto/subtle"
	"strings"

	"github.com/iosim/iosim/internal/accept"
)

// auth is who a client says it is.
type auth struct {
	user  string
	known bool // logged in
	tries int
}

func (s *session) doUser(arg string) {
	switch {
	case s.RequireTLS && !s.secure:
		s.reply(530, "Non-anonymous sessions must use encryption.")
	case s.known && arg != s.user:
		s.reply(530, "Can't change to another user.")
	case s.known:
		s.reply(331, "Any password will do.")
	default:
		s.user = arg
		s.reply(331, "Please specify the password.")
	}
}

func (s *session) doPass(arg string) {
	switch {
	case s.known:
		s.reply(230, "Already logged in.")
		return
	case s.user == "":
		s.reply(503, "Login with USER first.")
		return
	case s.Throttle.Wait(s.ctx, s.source) && s.admits(s.user, arg):
		s.known = true
		s.reply(230, "Login successful.")
		return
	}
	s.user = ""
	s.tries++
	s.Throttle.Failed(s.source)
	_ = accept.Sleep(s.ctx, accept.SessionDelay(s.tries)) // its end is seen by the next read
	s.reply(530, "Login incorrect.")
	if s.tries >= loginTries {
		s.reply(421, "Too many login attempts.")
		s.done = true
	}
}

// admits compares in a time that does not tell how much of a password is right.
func (s *session) admits(user, password string) bool {
	if s.Anonymous && (strings.EqualFold(user, "anonymous") || strings.EqualFold(user, "ftp")) {
		return true
	}
	want, ok := s.Users[user]
	a, b := sha256.Sum256([]byte(want)), sha256.Sum256([]byte(password))
	return subtle.ConstantTimeCompare(a[:], b[:]) == 1 && ok
}

func (s *session) doAcct(string) { s.reply(202, "No account is needed.") }

func (s *session) doQuit(string) {
	s.reply(221, "Goodbye.")
	s.done = true
}

func (s *session) doAuth(arg string) {
	switch {
	case s.TLS == nil:
		s.reply(502, "TLS is not configured.")
	case s.secure:
		s.reply(503, "The connection is encrypted already.")
	case !strings.EqualFold(arg, "TLS") && !strings.EqualFold(arg, "TLS-C") && !strings.EqualFold(arg, "SSL"):
		s.reply(504, "Unknown AUTH type.")
	default:
		s.reply(234, "Proceed with negotiation.")
		if s.upgrade() != nil {
			s.done = true
			return
		}
		s.auth = auth{tries: s.tries} // RFC 4217, 4: who was there before is not known to be this client
	}
}

func (s *session) doPbsz(string) {
	if !s.secure {
		s.reply(503, "PBSZ needs a secure connection.")
		return
	}
	s.reply(200, "PBSZ set to 0.")
}

func (s *session) doProt(arg string) {
	switch {
	case !s.secure:
		s.reply(503, "PROT needs a secure connection.")
	case strings.EqualFold(arg, "P"):
		s.protect = true
		s.reply(200, "PROT now Private.")
	case strings.EqualFold(arg, "C"):
		s.protect = false
		s.reply(200, "PROT now Clear.")
	default:
		s.reply(536, "Only C and P are known.")
	}
}
