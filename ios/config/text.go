package config

import "strings"

// Section is a line of a configuration's text with the lines indented below it.
type Section struct {
	Text string
	Sub  []*Section

	known map[string]*Section // Sub by text, while a text is parsed
}

// ParseText parses the text of a configuration by its indentation. Comments, the headings
// of show commands and what follows "end" are skipped. complete reports whether there was
// an "end", as in every complete configuration (ios-boot.md 11.2). A banner is one Section,
// whose Text contains line feeds. A repeated head continues its section, as when IOS reads
// it.
func ParseText(text string) (lines []*Section, complete bool) {
	root := &Section{}
	stack := []*Section{root}
	depths := []int{-1}
	rest := text
	for rest != "" {
		var l string
		l, rest, _ = strings.Cut(rest, "\n")
		l = strings.TrimRight(l, " \r")
		body := strings.TrimLeft(l, " ")
		if body == "" || body[0] == '!' || heading(l) {
			continue
		}
		if l == "end" {
			return root.Sub, true
		}
		if more, ok := bannerEnd(body, rest); ok {
			l, body = l+"\n"+rest[:more], body+"\n"+rest[:more]
			rest = strings.TrimPrefix(rest[more:], "\n")
		}
		depth := len(l) - len(strings.TrimLeft(l, " "))
		for depths[len(depths)-1] >= depth {
			stack, depths = stack[:len(stack)-1], depths[:len(depths)-1]
		}
		n := stack[len(stack)-1].child(body)
		stack, depths = append(stack, n), append(depths, depth)
	}
	return root.Sub, false
}

// child returns the line of s with the text, which it adds if there is none.
func (s *Section) child(text string) *Section {
	if s.known == nil {
		s.known = map[string]*Section{}
	}
	c := s.known[text]
	if c == nil {
		c = &Section{Text: text}
		s.known[text] = c
		s.Sub = append(s.Sub, c)
	}
	return c
}

// heading reports whether a line is a heading above a configuration that is shown.
func heading(l string) bool {
	for _, h := range []string{"Building configuration", "Current configuration", "Using "} {
		if strings.HasPrefix(l, h) {
			return true
		}
	}
	return false
}

// bannerEnd returns the number of bytes of rest that belong to the banner that the line l
// begins, including the delimiter. It returns false if l begins none, or the banner has no
// end.
func bannerEnd(l, rest string) (int, bool) {
	f := strings.SplitN(l, " ", 3)
	if len(f) < 3 || f[0] != "banner" && f[0] != "menu" {
		return 0, false
	}
	if f[0] == "menu" { // "menu NAME title ^C"
		title := false
		if f[2], title = strings.CutPrefix(f[2], "title "); !title {
			return 0, false
		}
	}
	if f[2] == "" {
		return 0, false
	}
	delimiter := f[2][:1]
	if strings.HasPrefix(f[2], "^C") {
		delimiter = "^C"
	}
	if strings.Contains(f[2][len(delimiter):], delimiter) {
		return 0, false // it ends in its first line
	}
	i := strings.Index(rest, delimiter)
	if i < 0 {
		return 0, false
	}
	if j := strings.IndexByte(rest[i:], '\n'); j >= 0 {
		return i + j, true
	}
	return len(rest), true
}

// index returns the lines by their text.
func index(lines []*Section) map[string]*Section {
	m := make(map[string]*Section, len(lines))
	for _, l := range lines {
		if m[l.Text] == nil {
			m[l.Text] = l
		}
	}
	return m
}
