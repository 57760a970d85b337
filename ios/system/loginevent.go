package system

import (
	"net/netip"

	"github.com/iosim/iosim/event"
)

// ConsoleLogin tells how a login on a line without a network ended. `login block-for` and
// the messages of logins are about vty lines alone.
func (sys *System) ConsoleLogin(line LineID, user string, ok bool) {
	if ok {
		sys.loggedIn(line, nil, user)
		return
	}
	sys.loginRefused(line, nil, user)
}

// loggedIn tells of a login; v is nil at the console.
func (sys *System) loggedIn(line LineID, v *VTY, user string) {
	event.EmitFunc(sys.events, func() event.LoggedIn {
		peer, protocol := v.client()
		return event.LoggedIn{Line: line.String(), User: user, Peer: peer, Protocol: protocol}
	})
}

// loginRefused tells of a login that failed; v is nil at the console.
func (sys *System) loginRefused(line LineID, v *VTY, user string) {
	event.EmitFunc(sys.events, func() event.LoginRefused {
		peer, protocol := v.client()
		reason := "bad-password"
		if sys.badUser(user) {
			reason = "bad-user"
		}
		return event.LoginRefused{Line: line.String(), User: user, Peer: peer, Protocol: protocol, Reason: reason}
	})
}

// client is the address of a line's client and what it speaks.
func (v *VTY) client() (netip.Addr, string) {
	if v == nil {
		return netip.Addr{}, "console"
	}
	return v.Remote, string(v.Via)
}

// badUser reports whether a name was given that is no user's.
func (sys *System) badUser(name string) bool { return name != "" && sys.Running().User(name) == nil }
