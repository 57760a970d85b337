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

// Privilege levels that have names.
const (
	UserLevel       = 1
	PrivilegedLevel = 15
)

// ErrExit is returned by the command that ends the session.
var ErrExit = errors.New("session ended by its user")

// Session is one user at one line, or (without a terminal) a file of
// configuration being read.
type Session struct {
	sys     *system.System
	term    *line.Terminal
	tables  *Tables
	life    context.Context // of the session
	out     io.Writer
	level   int
	mode    *Mode
	section config.Path
	above   []frame               // the modes that "exit" leads back to, below global configuration
	span    []config.Path         // the sections that a line goes to in an interface range
	last    []int                 // places of the lines kept last, by depth
	lines   func() (string, bool) // the lines that follow in a file; nil: they are typed
	cwd     ifs.Name
	source  string // "console", "memory": who configures, for the log
	answers map[string]string
	history [2]*line.History // EXEC, configuration
	lookups map[string]bool  // words that have been translated in vain
	column  int              // of the screen where the line that runs begins
	typed   string           // that line
	failure failure          // of that line, so far
	known   knownAliases
	granted knownPrivileges
	at      attachment

	locked *system.ConfigLock // the configuration is this session's alone; nil: it is not
	unlock func()             // gives it back

	connections []*Connection // by number
	lastLeft    *Connection   // the one that a bare Return resumes
}

// NewSession is a session of user level on a terminal.
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

// historySize is IOS's default (ios-boot.md 11.7).
const historySize = 10

// Run reads and runs lines until the user leaves (nil), the line is gone
// (io.EOF) or ctx ends (its error).
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

// key runs a line by the key that ended it.
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

// Prompt is what stands before the cursor: "R2#", "R2(config-if)#".
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

// configPromptHost is how much of the host name a configuration prompt shows
// (clients.md 1: IOS cuts it to 20).
const configPromptHost = 20

// Enter leads into a mode and section.
func (s *Session) Enter(m *Mode, at config.Path) {
	s.mode, s.section = m, at
	if m == Config {
		s.above, s.span = nil, nil
	}
}

// Mode is where the session is.
func (s *Session) Mode() *Mode { return s.mode }

// Up leaves a sub-mode for global configuration, and that for EXEC.
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

// EndConfig leaves configuration, however deep.
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

// Device is the router of the session.
func (s *Session) System() *system.System { return s.sys }

// Level is the privilege level.
func (s *Session) Level() int { return s.level }

// SetLevel changes the privilege level.
func (s *Session) SetLevel(level int) { s.level = level }

// Cwd is the session's directory in the file systems.
func (s *Session) Cwd() ifs.Name { return s.cwd }

// SetCwd changes the directory.
func (s *Session) SetCwd(n ifs.Name) { s.cwd = n }

// Source says where the session configures from: "console", "memory".
func (s *Session) Source() string { return s.source }

// OnConsole reports whether the session is on the console line.
func (s *Session) OnConsole() bool {
	return s.source == "console" && (s.at.tty == nil || s.at.tty.ID.Kind == "con")
}

// Terminal is the session's terminal, nil while a file is read.
func (s *Session) Terminal() *line.Terminal { return s.term }

// Answer is the last answer kept under key in this session, "" if none: the
// default of the next question (ios-files.md 6.1).
func (s *Session) Answer(key string) string { return s.answers[key] }

// Keep remembers an answer.
func (s *Session) Keep(key, answer string) { s.answers[key] = answer }

// History is the list of lines of the present mode.
func (s *Session) History() *line.History { return s.history[s.historyIndex()] }

// isComment reports lines that do nothing.
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
