package cli

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
)

// RunningForm is how show running-config shows the configuration. Cisco's command
// reference has the words; that `full` is what no word shows too, what of the defaults
// `all` exposes, and the columns of `linenum` are ours [UNSOURCED].
type RunningForm uint8

// The forms.
const (
	RunningPlain   RunningForm = iota
	RunningAll                 // with what is on by default and is not shown else
	RunningBrief               // without the digits of certificates
	RunningLinenum             // each line with its number
)

// ShowRunning prints the running-config with its two heading lines
// (ios-boot.md 11.2).
func (c *Ctx) ShowRunning(form RunningForm) error {
	text, with := c.System.RunningConfig(), ""
	if form == RunningAll {
		text, with = c.System.Headed(c.Session.exposed()), " with default configurations exposed"
	}
	text = c.Session.visible(text)
	size := len(text)
	switch form {
	case RunningBrief:
		text = brief(text)
		size = len(text)
	case RunningLinenum:
		text = numbered(text)
	}
	c.Printf("Building configuration...\n\nCurrent configuration%s : %d bytes\n%s\n", with, size, text)
	return nil
}

// exposed is the configuration with the lines that stand for what is on by default,
// in global configuration and in its sections.
func (s *Session) exposed() *config.Tree {
	t := s.sys.Config().Clone()
	s.expose(t, nil, Config)
	for _, head := range t.Lines(nil) {
		m, err := s.tables.For(Config).Parse(s, head, grammar.Options{})
		if err != nil {
			continue
		}
		if row := m.Rule.Data.(*Row); row.Conf != nil && row.Conf.sub(m) != nil {
			s.expose(t, config.Path{head}, row.Conf.sub(m))
		}
	}
	return t
}

// expose adds them to one section.
func (s *Session) expose(t *config.Tree, at config.Path, m *Mode) {
	for _, row := range s.tables.rows[m.table()] {
		if row.Conf == nil || !row.Conf.Quiet || row.On != nil && !row.On(s.sys.Model()) {
			continue
		}
		text := strings.Join(grammar.Stem(row.Syntax), " ")
		if _, there := t.Get(at, text); !there && text == grammar.Synopsis(row.Syntax) {
			t.Set(at, config.Line{Text: text, Place: row.Conf.Place})
		}
	}
}

// brief is a configuration's text without what stands below "certificate".
func brief(text string) string {
	var b strings.Builder
	within := -1 // the depth of the certificate's head
	for l := range strings.Lines(text) {
		depth := len(l) - len(strings.TrimLeft(l, " "))
		if within >= 0 && depth > within {
			continue
		}
		within = -1
		if strings.HasPrefix(l[depth:], "certificate ") {
			within = depth
		}
		b.WriteString(l)
	}
	return b.String()
}

// numbered is a text with the numbers of its lines.
func numbered(text string) string {
	var b strings.Builder
	n := 0
	for l := range strings.Lines(text) {
		n++
		fmt.Fprintf(&b, "%5d : %s", n, l)
	}
	return b.String()
}
