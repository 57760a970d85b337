package cli

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/line"
)

// The privilege levels that have names.
const (
	UserLevel       = 1
	PrivilegedLevel = 15
)

// ErrExit is returned by the command that ends the session.
var ErrExit = errors.New("session ended by its user")

// Session is the session of one user on a terminal line or, without a terminal, the reading
// of a configuration file.
type Session struct {
	sys     *system.System
	term    *line.Terminal
	tables  *Tables
	life    context.Context // canceled when the session ends
	out     io.Writer
	level   int
	mode    *Mode
	section config.Path
	above   []frame               // the enclosing modes that "exit" returns to, below global configuration
	span    []config.Path         // the sections that a line applies to in an interface range
	last    []int                 // places of the most recently kept lines, by depth
	lines   func() (string, bool) // returns the following lines of a file; nil if they are typed
	cwd     ifs.Name
	source  string // "console" or "memory": the source of the configuration, for the log
	answers map[string]string
	history [2]*line.History // EXEC, configuration
	lookups map[string]bool  // words that could not be resolved as host names
	column  int              // of the screen, at which the running line begins
	typed   string           // the running line
	failure failure          // of the running line, so far
	known   knownAliases
	granted knownPrivileges
	at      attachment

	locked *system.ConfigLock // the session's exclusive lock of the configuration; nil if it has none
	unlock func()             // releases the lock

	connections []*Connection // ordered by number
	lastLeft    *Connection   // the one that an empty line resumes
}

// NewSession returns a session at privilege level 1 on a terminal.
func NewSession(d *system.System, t *Tables, term *line.Terminal, source string) *Session {
	s := &Session{
		sys: d, term: term, tables: t, life: context.Background(),
		level: UserLevel, mode: Exec, cwd: d.DefaultDirectory(), source: source,
		answers: map[string]string{}, lookups: map[string]bool{},
		out: io.Discard,
	}
	if term != nil {
		s.out = term
	}
	for i := range s.history {
		s.history[i] = line.NewHistory(historySize)
	}
	return s
}

// historySize is the default history size of IOS, in lines (ios-boot.md 11.7).
const historySize = 10

// Run reads and runs lines. It returns nil when the user ends the session, io.EOF when the
// terminal is gone, and the error of ctx when that ends.
func (s *Session) Run(ctx context.Context) error {
	s.life = ctx
	defer s.hangUp()
	for {
		s.term.FreshLine()
		l, err := s.readLine(ctx, line.Request{
			Prompt: s.Prompt(), History: s.history[s.historyIndex()], Help: s.Help, Complete: s.Complete, Shown: s.prompted,
		})
		if errors.Is(err, ErrExit) {
			return nil
		}
		if err != nil {
			return err
		}
		s.column = len(s.Prompt())
		switch err := s.key(l); {
		case errors.Is(err, ErrExit):
			return nil
		case err != nil:
			return err
		}
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
	}
}

// key runs a line according to the key that ended it.
func (s *Session) key(l line.Line) error {
	switch l.Key {
	case ctrlC:
		s.endConfig()
		return nil
	case ctrlCaret:
		return nil
	case ctrlZ:
		err := s.Exec(s.life, l.Text)
		s.endConfig()
		return err
	}
	if l.Text == "" && s.lastLeft != nil && !s.mode.Config {
		return s.resumeLast()
	}
	return s.Exec(s.life, l.Text)
}

const (
	ctrlC     = 0x03
	ctrlZ     = 0x1a
	ctrlCaret = 0x1e // Ctrl-Shift-6
)

func (s *Session) historyIndex() int {
	if s.mode.Config {
		return 1
	}
	return 0
}

// Prompt returns the prompt: "R2#", "R2(config-if)#".
func (s *Session) Prompt() string {
	host := s.sys.Hostname()
	if s.mode.Config {
		host = host[:min(len(host), configPromptHost)]
		return host + s.mode.Prompt + "#"
	}
	if s.level <= UserLevel {
		return host + ">"
	}
	return host + "#"
}

// configPromptHost is the maximum length of the host name in a configuration prompt, in
// bytes (clients.md 1: IOS cuts it to 20).
const configPromptHost = 20

// Enter changes to a mode and section.
func (s *Session) Enter(m *Mode, at config.Path) {
	s.mode, s.section = m, at
	if m == Config {
		s.above, s.span = nil, nil
	}
}

// Mode returns the present mode.
func (s *Session) Mode() *Mode { return s.mode }

// Up returns from a sub-mode to global configuration, and from there to EXEC.
func (s *Session) Up() {
	if s.mode == Config {
		s.endConfig()
		return
	}
	if n := len(s.above); n > 0 {
		s.upTo(n - 1)
		return
	}
	s.Enter(Config, nil)
}

// EndConfig returns to EXEC from any configuration mode.
func (s *Session) EndConfig() { s.endConfig() }

func (s *Session) endConfig() {
	if !s.mode.Config {
		return
	}
	s.Enter(Exec, nil)
	s.release()
	by := s.By()
	s.backgroundMessage(func() { s.sys.ConfiguredBy(s.source, by) })
}

// System returns the running software of the router.
func (s *Session) System() *system.System { return s.sys }

// Level returns the privilege level, 0 to 15.
func (s *Session) Level() int { return s.level }

// SetLevel sets the privilege level, 0 to 15.
func (s *Session) SetLevel(level int) { s.level = level }

// Cwd returns the session's current directory.
func (s *Session) Cwd() ifs.Name { return s.cwd }

// SetCwd sets the current directory.
func (s *Session) SetCwd(n ifs.Name) { s.cwd = n }

// Source returns where the session's configuration lines come from: "console" or "memory".
func (s *Session) Source() string { return s.source }

// OnConsole reports whether the session is on the console line.
func (s *Session) OnConsole() bool {
	return s.source == "console" && (s.at.tty == nil || s.at.tty.ID.Kind == "con")
}

// Terminal returns the session's terminal, nil while a file is read.
func (s *Session) Terminal() *line.Terminal { return s.term }

// Answer returns the last answer that was kept under key in this session, "" if there is
// none. It is the default of the next question (ios-files.md 6.1).
func (s *Session) Answer(key string) string { return s.answers[key] }

// Keep keeps an answer under key.
func (s *Session) Keep(key, answer string) { s.answers[key] = answer }

// History returns the history of the present mode.
func (s *Session) History() *line.History { return s.history[s.historyIndex()] }

// isComment reports whether a line does nothing.
func isComment(text string) bool {
	t := strings.TrimSpace(text)
	return t == "" || t[0] == '!'
}

// Do runs an EXEC line from a configuration mode.
func (s *Session) Do(ctx context.Context, text string) error {
	mode, at := s.mode, s.section
	column := s.column
	s.column += max(strings.LastIndex(s.typed, text), 0)
	s.Enter(Exec, nil)
	defer func() {
		s.Enter(mode, at)
		s.column = column
	}()
	if isComment(text) {
		return nil
	}
	return s.exec(ctx, text)
}
