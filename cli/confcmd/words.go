package confcmd

import (
	"fmt"
	"strings"
)

// wordKey is a keyword or an argument in its context: the mode and the keyword
// before it, "" if they do not matter.
type wordKey struct{ mode, before, word string }

// readWords reads a dictionary of help texts: the word, or what goes before it and
// the word, or a mode and those, then two blanks and the text. In a definition, its
// name goes before the first word.
//
//	community  Enable SNMP; set community string and access privs
//	community WORD  SNMP community string
//	config-if: ip  Interface Internet Protocol config commands
//
// The texts are those that routers are seen to print in public; where none was
// found, they are ours [UNSOURCED].
func readWords(words map[wordKey]string, text string) error {
	for l := range strings.Lines(text) {
		l = strings.TrimRight(l, "\n")
		if l == "" || l[0] == '#' {
			continue
		}
		name, help, ok := strings.Cut(l, "  ")
		if !ok {
			return fmt.Errorf("no text: %q", l)
		}
		var key wordKey
		if mode, rest, found := strings.Cut(name, ": "); found {
			key.mode, name = mode, rest
		}
		if i := strings.LastIndexByte(name, ' '); i >= 0 {
			key.before, name = name[:i], name[i+1:]
		}
		key.word = name
		if _, twice := words[key]; twice {
			return fmt.Errorf("twice: %q", l)
		}
		words[key] = help
	}
	return nil
}

// help is the text of a word, the one for the closest context.
func (r *reader) help(mode, before, word string) string {
	for _, k := range [...]wordKey{{mode, before, word}, {"", before, word}, {"", "", word}} {
		if h, ok := r.words[k]; ok {
			r.said(k)
			return h
		}
	}
	return ""
}

// argHelp is the text of an argument behind a keyword.
func (r *reader) argHelp(mode, before, arg string) string {
	if arg[0] == '<' {
		if h := r.help(mode, before, "<>"); h != "" {
			return h
		}
	}
	return r.help(mode, before, arg)
}
