package cli

import (
	"context"
	"errors"
	"io"
	"strings"

	"github.com/iosim/iosim/device/config"
	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/line"
)

// Exec runs one line. What the user did wrong is told to the user; the error is
// for the session's owner: ErrExit, io.EOF when the line is gone, or the end of ctx.
func (s *Session) Exec(ctx context.Context, text string) error {
	if isComment(text) {
		return nil
	}
	m, err := s.parse(text)
	if err != nil {
		return s.refuse(ctx, text, err)
	}
	err = s.run(ctx, m)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case errors.Is(err, ErrExit), errors.Is(err, io.EOF):
		return err
	}
	s.report(err)
	return nil
}

// parse finds the row of a line; in a sub-mode, a line that is none of its own is
// tried as one of global configuration, as IOS does.
func (s *Session) parse(text string) (*grammar.Match, error) {
	m, err := s.tables.For(s.mode).Parse(s, text, allow(s.level))
	if err == nil || !s.mode.Config || s.mode == Config {
		return m, err
	}
	if m, gerr := s.tables.For(Config).Parse(s, text, allow(s.level)); gerr == nil {
		s.Enter(Config, nil)
		return m, nil
	}
	return nil, err
}

// run runs a match: stoppable by Ctrl-^ while it lasts, its output paged and
// filtered where its row says so.
func (s *Session) run(ctx context.Context, m *grammar.Match) error {
	row := m.Rule.Data.(*Row)
	c := &Ctx{Context: ctx, Session: s, Device: s.dev, Match: m, Out: s.out}
	if s.term != nil {
		watched, stop := s.term.Watch(ctx)
		defer stop()
		c.Context = watched
	}
	if row.Conf != nil {
		return configure(c, row)
	}
	if !row.Pipe {
		return row.Run(c)
	}
	return piped(c, row)
}

// configure applies a line of configuration and keeps it.
func configure(c *Ctx, row *Row) error {
	f := row.Conf
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
		c.Device.Touch()
		return nil
	}
	if c.Negated() {
		return negate(c, f)
	}
	keep(c, f)
	return nil
}

// keep puts the line into the running-config and leads into its section.
func keep(c *Ctx, f *Conf) {
	tree, at := c.Device.Config(), c.Section()
	text := c.Match.Canonical()
	if f.Text != nil {
		text = f.Text(c.Match)
	}
	if text == "" {
		key := f.key(c.Match)
		tree.Remove(at, func(l config.Line) bool { return l.Key == key })
	} else {
		tree.Set(at, f.line(c.Match, text))
	}
	if f.Sub != nil {
		at = append(at[:len(at):len(at)], text)
		c.Session.Enter(f.Sub, at)
	}
	c.Device.Changed(at)
}

// negate removes the lines that the words after `no` begin, or the one that has
// their key, or leaves the `no` form that the configuration shows.
func negate(c *Ctx, f *Conf) error {
	if !c.Match.Whole() && f.Key != "" && !strings.HasPrefix(c.Match.Canonical(), f.Key) {
		return &UserError{Text: incompleteText}
	}
	tree, at := c.Device.Config(), c.Section()
	kept := f.NoText
	if c.Match.Lead == "default" {
		kept = f.DefaultText
	}
	if kept != "" {
		tree.Set(at, f.line(c.Match, kept))
	} else {
		words := c.Match.Canonical()
		if f.Text != nil && c.Match.Whole() {
			words = f.Text(c.Match)
		}
		key := f.key(c.Match)
		tree.Remove(at, func(l config.Line) bool {
			return l.HasPrefix(words) || key != "" && l.Key == key
		})
	}
	c.Device.Changed(at)
	return nil
}

// report tells the user of an error in IOS's words.
func (s *Session) report(err error) {
	if errors.Is(err, line.ErrQuit) {
		return
	}
	text := ErrorText(err)
	if text == "" {
		return
	}
	_, _ = io.WriteString(s.out, text)
}
