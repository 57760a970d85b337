package cli

import (
	"context"
	"errors"
	"io"
	"strings"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
	"github.com/iosim/iosim/ios/cpu"
	"github.com/iosim/iosim/line"
)

// exec is Exec without the event.
func (s *Session) exec(ctx context.Context, text string) error {
	s.typed = text
	m, err := s.Understand(text)
	if err != nil {
		if s.negateUnknown(text) {
			return nil
		}
		return s.refuse(ctx, text, err)
	}
	return s.runReporting(ctx, m)
}

// runReporting runs a match and prints its error, unless the error ends the session.
func (s *Session) runReporting(ctx context.Context, m *grammar.Match) error {
	err := s.run(ctx, m)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, ErrExit), errors.Is(err, io.EOF) && !ofFile(err):
		return err
	}
	s.report(err)
	return nil
}

// ofFile reports whether err is a file error: an io.EOF in it means the end of a server's
// data, not of the session's line.
func ofFile(err error) bool {
	var e *ifs.Error
	return errors.As(err, &e)
}

// Understand parses a line that a user has typed. It expands aliases and accepts a bar
// without blanks around it. A line of an enclosing mode changes to that mode. The error is
// a *grammar.Error whose position is one in the typed line.
func (s *Session) Understand(text string) (*grammar.Match, error) {
	l, ed := s.expand(text)
	m, err := s.parse(l)
	if err == nil {
		return m, nil
	}
	if s.mode == Exec {
		if spaced, bar, ok := spaceBar(l); ok {
			m, serr := s.parse(spaced)
			if serr == nil {
				return m, nil
			}
			err = farther(err, placed(serr, bar))
		}
	}
	return nil, placed(err, ed)
}

// placed returns a parser's error with its position mapped back through edits.
func placed(err error, ed edits) error {
	e, ok := err.(*grammar.Error)
	if !ok || ed == nil {
		return err
	}
	moved := *e
	moved.Pos = ed.back(e.Pos)
	return &moved
}

// farther returns the error of the reading that got farther in the line; a if both got
// equally far.
func farther(a, b error) error {
	x, ok := a.(*grammar.Error)
	y, yes := b.(*grammar.Error)
	if ok && yes && (y.Index > x.Index || y.Index == x.Index && y.Pos > x.Pos) {
		return b
	}
	return a
}

// parse finds the row of a line. In a sub-mode, a line that is not a command of the mode is
// tried as one of global configuration, as IOS does.
func (s *Session) parse(text string) (*grammar.Match, error) { return s.parseIn(text, true) }

// commandCost is the CPU time that is charged for reading and running a line [UNSOURCED].
const commandCost = 4 * time.Millisecond

// run runs a match. Ctrl-^ stops it, and its output is paged and filtered if its row says
// so.
func (s *Session) run(ctx context.Context, m *grammar.Match) error {
	row := m.Rule.Data.(*Row)
	ctx = s.permitted(ctx)
	if s.at.tty != nil {
		ctx = cpu.WithTask(ctx, s.at.tty.Task())
		s.sys.ChargeCPU(ctx, commandCost, 0)
	}
	c := &Ctx{Context: ctx, Session: s, System: s.sys, Match: m, Out: s.out}
	if s.term != nil {
		watched, stop := s.term.Watch(ctx)
		defer stop()
		c.Context = watched
	}
	if row.Conf != nil {
		if s.term != nil {
			if err := s.MayConfigure(); err != nil {
				return err
			}
		}
		return s.configureAll(c, row)
	}
	if !row.Pipe {
		return row.Run(c)
	}
	if s.term != nil && s.stamped() {
		c.Printf("%s", s.stamp())
	}
	return piped(c, row)
}

// maxConfigLines bounds the lines of a running-config [UNSOURCED]: it is kept in the memory of
// this machine.
const maxConfigLines = 100_000

// configure applies a line of configuration and adds it to the running-config.
func configure(c *Ctx, row *Row) error {
	f := row.Conf
	if !c.Negated() && !f.Transient && c.System.Config().Len() >= maxConfigLines {
		return &UserError{Text: bufferFull(c.Match.Canonical())}
	}
	if f.Apply != nil {
		if err := f.Apply(c); err != nil {
			return err
		}
	}
	if row.Run != nil {
		if err := row.Run(c); err != nil {
			return err
		}
	}
	if f.Transient {
		c.System.Touch()
		return nil
	}
	switch {
	case f.Keep != nil:
		tree, at := c.System.Config(), c.Section()
		tree.Latest(at)
		if err := f.Keep(c); err != nil {
			return err
		}
		place, ok := tree.Latest(at)
		if !ok {
			place = f.place(c.Match) // a section below it was changed too, or the line was not new
		}
		if place > 0 {
			c.Session.notePosition(at, place)
		}
		c.System.Changed(c.Section())
	case c.Negated():
		return negate(c, f)
	default:
		return keep(c, f)
	}
	return nil
}

// keep adds the line to the running-config and enters its section, if it has one.
func keep(c *Ctx, f *Conf) error {
	tree, at := c.System.Config(), c.Section()
	text := c.Match.Canonical()
	switch {
	case f.Quiet:
		text = ""
	case f.Text != nil:
		text = f.Text(c.Match)
	}
	if text == "" {
		key := f.key(c.Match)
		tree.Remove(at, func(l config.Line) bool { return l.Key == key })
	} else {
		l, err := f.line(c.Match, text)
		if err != nil {
			return err
		}
		retimed(c, text, func() { tree.Set(at, l) })
		c.Session.notePosition(at, f.place(c.Match))
	}
	if sub := f.sub(c.Match); sub != nil {
		if !f.Flat {
			at = append(at[:len(at):len(at)], text)
		}
		c.Session.descend(sub, at)
	}
	c.System.Changed(at)
	return nil
}

// Put adds a line of the running row, decoded, to the section at. It is for rows that keep
// their lines themselves (Conf.Keep). The error is that of Conf.Decode.
func (c *Ctx) Put(at config.Path, l config.Line) error {
	l, err := c.Match.Rule.Data.(*Row).Conf.decoded(l)
	if err != nil {
		return err
	}
	c.System.Config().Set(at, l)
	return nil
}

// negate carries out `no` and `default`: it removes the lines that begin with the words, or
// the one with their key, or adds the `no` form that the configuration shows.
func negate(c *Ctx, f *Conf) error {
	if !c.Match.Whole() && f.Key != "" && !strings.HasPrefix(c.Match.Canonical(), f.Key) {
		return &UserError{Text: incompleteText}
	}
	if !c.Match.Whole() && len(c.Match.Words()) < f.Least {
		return &UserError{Text: incompleteText}
	}
	tree, at := c.System.Config(), c.Section()
	key := f.key(c.Match)
	if named, ok := f.named(c.Match); ok && tree.Any(at, func(l config.Line) bool { return l.Key == key && !l.HasPrefix(named) }) {
		return nil // another value than the line's
	}
	kept := f.noText(c.Match, c.Match.Lead == "default")
	if kept != "" {
		l, err := f.line(c.Match, kept)
		if err != nil {
			return err
		}
		tree.Set(at, l)
		c.Session.notePosition(at, f.place(c.Match))
	} else {
		words := c.Match.Canonical()
		if all := c.Match.Words(); f.Family > 0 && len(all) > f.Family {
			words = strings.Join(all[:f.Family], " ")
		} else if f.Text != nil && c.Match.Whole() {
			words = f.Text(c.Match)
		}
		var removed []string
		retimed(c, words, func() {
			removed = tree.Remove(at, func(l config.Line) bool {
				return l.HasPrefix(words) || key != "" && l.Key == key
			})
		})
		if removed == nil && f.Missing != "" && c.Match.Lead == "no" {
			return &UserError{Text: f.Missing}
		}
	}
	c.System.Changed(at)
	return nil
}

// named returns the line as `no` names it, if it names the whole line and its value
// counts: `no bandwidth 100` leaves a bandwidth of 200.
func (f *Conf) named(m *grammar.Match) (text string, ok bool) {
	if m.Lead != "no" || !m.Whole() || f.AnyValue || f.Quiet || f.ShowNo || f.Family > 0 || f.key(m) == "" {
		return "", false
	}
	if f.Text == nil {
		return m.Canonical(), true
	}
	if text = f.Text(m); text == "" { // the default
		text = m.Canonical()
	}
	return text, true
}

// report prints an error in IOS's words.
func (s *Session) report(err error) {
	if errors.Is(err, line.ErrQuit) {
		s.failure = failed("")
		return
	}
	text := ErrorText(err)
	s.failure = failed(text)
	if text == "" {
		return
	}
	_, _ = io.WriteString(s.out, text)
}

// RunLine runs a single line in a session that runs no others, as for `ssh HOST COMMAND`.
// Its error is that of Exec.
func (s *Session) RunLine(ctx context.Context, text string) error {
	s.life = ctx
	return s.Exec(ctx, text)
}
