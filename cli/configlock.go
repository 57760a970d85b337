package cli

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/ios/system"
)

// ConfigureTerminal leads into configuration mode. lock: for this session alone, as
// `configuration mode exclusive auto` has it for all. The words are those of Cisco's
// configuration guide.
func (c *Ctx) ConfigureTerminal(lock bool) error {
	s := c.Session
	if err := s.MayConfigure(); err != nil {
		return err
	}
	if lock || s.sys.Settings().Exclusive {
		mine, unlock, err := s.lockConfig("configure terminal")
		if err != nil {
			return err
		}
		s.locked, s.unlock = mine, unlock
		c.Printf("Configuration mode locked exclusively. The lock will be cleared once you exit out of configuration mode using end/exit\n")
	}
	c.Printf("Enter configuration commands, one per line.  End with CNTL/Z.\n")
	s.Enter(Config, nil)
	return nil
}

// LockConfig takes the configuration for the session alone until unlock is called;
// command is what for. The error says who has it.
func (s *Session) LockConfig(command string) (unlock func(), err error) {
	if s.locked != nil && s.sys.ConfigLock() == s.locked {
		return func() {}, nil
	}
	_, unlock, err = s.lockConfig(command)
	return unlock, err
}

func (s *Session) lockConfig(command string) (*system.ConfigLock, func(), error) {
	who := system.ConfigLock{User: "unknown", Command: command}
	if tty := s.at.tty; tty != nil {
		who.PID, who.Line = tty.PID(), tty.ID.Number()
		if user, _ := tty.User(); user != "" {
			who.User = user
		}
	}
	holder, unlock, ok := s.sys.LockConfig(who)
	if !ok {
		return nil, nil, lockedBy(holder)
	}
	return holder, unlock, nil
}

// MayConfigure is nil unless another session has the configuration for itself.
func (s *Session) MayConfigure() error {
	if h := s.sys.ConfigLock(); h != nil && h != s.locked {
		return lockedBy(h)
	}
	return nil
}

// lockedBy is the refusal to all but the holder, as Cisco's configuration guide has it.
func lockedBy(h *system.ConfigLock) error {
	return &UserError{Text: fmt.Sprintf("Configuration mode locked exclusively by user '%s' process '%d' from terminal '%d'. Please try later.\n",
		h.User, h.PID, h.Line)}
}

// release gives back the configuration that ConfigureTerminal took.
func (s *Session) release() {
	if s.unlock != nil {
		s.unlock()
		s.locked, s.unlock = nil, nil
	}
}

// ConfigLockText is show configuration lock. The rows are those of Cisco's
// configuration guide, their columns [UNSOURCED].
func ConfigLockText(d *system.System) string {
	pid, user, tty, kind, state, class, count, what := -1, "unknown", -1, "NO LOCK", "FREE", "unknown", 0, ""
	if h := d.ConfigLock(); h != nil {
		pid, user, tty, kind, state, class, count, what = h.PID, h.User, h.Line, "EXCLUSIVE", "LOCKED", "EXPOSED", 1, h.Command
	}
	var b strings.Builder
	b.WriteString("Parser Configure Lock\n---------------------\n")
	for _, row := range []struct {
		name  string
		value any
	}{
		{"Owner PID", pid}, {"User", user}, {"TTY", tty}, {"Type", kind}, {"State", state}, {"Class", class},
		{"Count", count}, {"Pending Requests", 0}, {"User debug info", what},
	} {
		fmt.Fprintf(&b, "%-18s: %v\n", row.name, row.value)
	}
	return b.String()
}
