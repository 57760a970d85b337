package transcript

import (
	"fmt"
	"regexp"
	"strings"
)

// Script is a parsed transcript.
type Script struct {
	parts    []part
	sessions []*session
}

// part is a run of lines that belong to one session.
type part struct {
	session *session
	header  string // the line <at:…>, "" for what comes before the first
	to      int    // line of the session at which it ends
	closes  bool   // it ends with the session, which the device closes
}

// session is what one terminal is to show, over all its parts.
type session struct {
	name       string // as the header has it
	device     string // "" for the first of the lab
	vty        bool
	lines      []entry
	interrupts []interrupt
}

// entry is a line of a session.
type entry struct {
	text  string // as written; for one that is typed at, with its keys
	want  string // what the screen shows of it
	quiet bool   // nothing is typed here
	typed bool   // it has been typed at

	unseen bool // it is no line of the screen
}

// interrupt is a key sent while a line is being printed.
type interrupt struct {
	after string // what the line shows by then
	keys  string // "" without event: a Break
	event string // what happens: "eject:usbflash0"
	tag   string // as the transcript has it
}

var header = regexp.MustCompile(`^<at:([\w.-]+)( vty\d*)?>$`)

const closed = "<closed>"

// Parse reads a transcript.
func Parse(text string) (*Script, error) {
	s := &Script{}
	var now *session
	at := func(name, device string, vty bool) {
		for _, o := range s.sessions {
			if o.name == name {
				now = o
				return
			}
		}
		now = &session{name: name, device: device, vty: vty}
		s.sessions = append(s.sessions, now)
	}
	for l := range strings.Lines(strings.TrimRight(text, "\n") + "\n") {
		l = strings.TrimSuffix(l, "\n")
		if m := header.FindStringSubmatch(l); m != nil {
			at(m[1]+m[2], m[1], m[2] != "")
			s.parts = append(s.parts, part{session: now, header: l, to: len(now.lines)})
			continue
		}
		if l == closed && len(s.parts) > 0 {
			s.parts[len(s.parts)-1].closes = true
			continue
		}
		if now == nil {
			at("", "", false)
			s.parts = append(s.parts, part{session: now})
		}
		if err := now.add(l); err != nil {
			return nil, fmt.Errorf("%q: %w", l, err)
		}
		s.parts[len(s.parts)-1].to = len(now.lines)
	}
	return s, nil
}

// add appends a line.
func (s *session) add(l string) error {
	e := entry{text: l, want: l}
	if i := strings.Index(l, "<!"); i >= 0 {
		in, tagged, err := parseInterrupt(l, i)
		if err != nil {
			return err
		}
		s.interrupts = append(s.interrupts, in)
		e.text = l[:i] + l[i+tagged:]
		e.want = e.text
	}
	if before, ok := strings.CutSuffix(l, "<->"); ok {
		e = entry{text: before, want: before, quiet: true}
	}
	s.lines = append(s.lines, e)
	return nil
}

// parseInterrupt reads the key at l[i:], which has length bytes.
func parseInterrupt(l string, i int) (in interrupt, length int, err error) {
	m := tag.FindStringSubmatchIndex(l[i:])
	if m == nil || m[0] != 0 {
		return in, 0, fmt.Errorf("no such key")
	}
	in = interrupt{after: l[:i], tag: l[i : i+m[1]]}
	switch name := l[i+m[2]+1 : i+m[3]]; {
	case strings.HasPrefix(name, "eject:"):
		in.event = name
	case name != "Break":
		in.keys, _ = key(name)
	}
	return in, m[1], nil
}
