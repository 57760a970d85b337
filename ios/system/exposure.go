package system

import (
	"context"
	"fmt"

	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/ios/secret"
)

// defaultUser may log in, with the same word as password, where only this machine
// can reach the router.
const defaultUser = "admin"

// isNoSecret reports whether a password, given with a name, is one that everybody knows.
func isNoSecret(name, password string) bool {
	return password == "" || name == defaultUser && password == defaultUser
}

// judge knows which secrets are none.
type judge struct {
	sys  *System
	fits map[[2]string]bool // by what is stored and what is typed: a hash costs time
}

// letsIn is the one judge of a login: it reports whether a client gets in who knows no
// secret, under a name, "" for none. It tries what such a client would.
func (j judge) letsIn(l Login, at *running.TerminalLine, name string) bool {
	return l.Kind == LoginOpen || l.Kind == LoginLocal && j.sys.noPassword(name) ||
		j.try(l, at, name, "") || name == defaultUser && j.try(l, at, name, defaultUser)
}

// try is fits of the System, without the time that hides what is wrong.
func (j judge) try(l Login, at *running.TerminalLine, name, password string) bool {
	key := [2]string{j.sys.stored(l, at, name), password}
	if key[0] == "" {
		return false
	}
	ok, known := j.fits[key]
	if !known {
		ok = secret.Check(key[0], password)
		j.fits[key] = ok
	}
	return ok
}

// loginBy is what a line asks clients that speak a protocol, wherever they come from.
func (sys *System) loginBy(p Protocol, at *running.TerminalLine) Login {
	if p == SSH {
		return sys.sshLogin(at)
	}
	return sys.loginOf(at)
}

// shut is a login as it is where other machines reach the line: one that asks for nothing
// lets nobody in. The console is reached by this machine alone.
func (sys *System) shut(at *running.TerminalLine, l Login) Login {
	if l.Kind == LoginOpen && at.Kind != running.Console && sys.exposed.Load() {
		l.Kind = LoginNobody
	}
	return l
}

// isShut reports whether a line takes no client of a protocol because it would ask it for
// nothing, and other machines reach it.
func (sys *System) isShut(p Protocol, at *running.TerminalLine) bool {
	return sys.exposed.Load() && sys.loginBy(p, at).Kind == LoginOpen
}

// Expose notes that other machines can reach the router's vty lines. Whoever gives no
// secret is refused from now on, whatever the configuration says or will say: at a line that
// asks for nothing, as a user who needs no password, with an empty password or the default
// credentials. The error is that of Exposure.
func (sys *System) Expose() error {
	sys.exposed.Store(true)
	return sys.Exposure()
}

// Exposure judges the configuration: the error says where it would let a client in who knows
// no secret, if other machines reached the vty lines.
func (sys *System) Exposure() error {
	j := judge{sys, map[[2]string]bool{}}
	names := []string{"", defaultUser}
	for _, u := range sys.Running().Users {
		names = append(names, u.Name)
	}
	if j.try(Login{Kind: LoginLocal}, nil, defaultUser, defaultUser) {
		return fmt.Errorf("takes %s/%s: give it other credentials", defaultUser, defaultUser)
	}
	for _, at := range sys.Running().TerminalLines {
		if at.Kind != running.VTY {
			continue
		}
		for _, p := range []Protocol{Telnet, SSH} {
			if !at.Accepts(string(p)) {
				continue
			}
			l := sys.loginBy(p, at)
			for _, name := range names {
				if j.letsIn(l, at, name) {
					return openness(l, at, name)
				}
			}
		}
	}
	return nil
}

// openness says how a line lets clients in who know no secret.
func openness(l Login, at *running.TerminalLine, name string) error {
	switch {
	case l.Kind == LoginOpen:
		return fmt.Errorf("asks for no login on %s: give it a login", at.Head)
	case l.Kind == LoginLocal:
		return fmt.Errorf("lets the user %s in on %s without a secret: give the user a password", name, at.Head)
	}
	return fmt.Errorf("takes an empty or default password on %s: give it another", at.Head)
}

// MayTry returns when a password of a client may be judged: at once, but for those of other
// machines that have guessed wrong. false: it is refused unjudged.
func (sys *System) MayTry(ctx context.Context, v *VTY) bool {
	return v == nil || !sys.exposed.Load() || sys.throttle.Wait(ctx, v.Remote)
}
