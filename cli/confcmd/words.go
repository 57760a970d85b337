package confcmd

import "strings"

// readWords reads the dictionary of help texts: the word, or what goes before it
// and the word, then two blanks and the text.
//
//	community  Enable SNMP; set community string and access privs
//	community WORD  SNMP community string
func readWords(text string) map[string]string {
	words := map[string]string{}
	for l := range strings.Lines(text) {
		l = strings.TrimRight(l, "\n")
		if key, help, ok := strings.Cut(l, "  "); ok && l[0] != '#' {
			words[key] = strings.TrimSpace(help)
		}
	}
	return words
}

// help is the text of a keyword: that of the mode and the word for the first word
// of a line, or of the keyword before and the word, or of the word alone.
func (r *reader) help(mode, before, word string) string {
	if before == "" {
		before = mode
	}
	if h, ok := r.words[before+" "+word]; ok {
		return h
	}
	return r.words[word]
}

// argHelp is the text of an argument behind a keyword.
func (r *reader) argHelp(before, arg string) string {
	if h, ok := r.words[before+" "+arg]; ok {
		return h
	}
	if arg[0] == '<' {
		if h, ok := r.words[before+" <>"]; ok {
			return h
		}
		return "Number"
	}
	return r.words[arg]
}
