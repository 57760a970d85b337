package cli

import (
	"fmt"
	"strings"

	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/config"
)

// RunningForm is a form in which show running-config shows the configuration. The words are
// those of Cisco's command reference. The output of `full`, the defaults that `all` shows,
// and the columns of `linenum` are [UNSOURCED].
type RunningForm uint8

// The forms of show running-config.
const (
	RunningPlain   RunningForm = iota
	RunningAll                 // with the defaults that are not shown otherwise
	RunningBrief               // without the hexadecimal digits of certificates
	RunningLinenum             // each line with its number
)

// ShowRunning prints the running-config after its two heading lines (ios-boot.md 11.2).
func (c *Ctx) ShowRunning(form RunningForm) error {
	text, with := c.System.RunningConfig(), ""
	if form == RunningAll {
		text, with = c.System.Headed(c.Session.exposed()), " with default configurations exposed"
	}
	text = c.Session.Visible(text)
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

// exposed returns a copy of the configuration with the lines for the defaults in global
// configuration and in its sections.
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

// expose adds the default lines of one section.
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

// brief returns the text of a configuration without what is below "certificate".
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

// numbered returns a text with line numbers.
func numbered(text string) string {
	var b strings.Builder
	n := 0
	for l := range strings.Lines(text) {
		n++
		fmt.Fprintf(&b, "%5d : %s", n, l)
	}
	return b.String()
}
