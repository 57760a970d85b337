package confcmd

import (
	"fmt"
	"strings"
)

// note is the help text of a word in one line, or in the lines of one block: a line of
// the notation that begins with "?".
type note struct {
	word string // or the word and what stands before it, "ospf priority"
	text string
	n    int // the number of its line in the file
}

// notes are the notes below one statement of a file.
type notes struct {
	file string
	list []note
}

// textID identifies a help text: by its word, and for a note by file and line, too.
type textID struct {
	file string
	n    int
	word string
}

// readWords adds the help texts of one file of the folder words. A line is a word, or
// the label of an argument, two blanks, and the text.
//
// The texts are those that routers are seen to print in public; where none was
// found, they are ours [UNSOURCED].
func readWords(words map[string]string, text string) error {
	for l := range strings.Lines(text) {
		l = strings.TrimRight(l, "\n")
		if l == "" || l[0] == '#' {
			continue
		}
		word, help, ok := strings.Cut(l, "  ")
		switch {
		case !ok || strings.Contains(word, " "):
			return fmt.Errorf("no word and text: %q", l)
		case words[word] != "":
			return fmt.Errorf("twice: %q", l)
		}
		words[word] = help
	}
	return nil
}

// find returns the text of a word, which stands behind the keyword before. A note that
// names both is preferred.
func (r *reader) find(in *notes, before, word string) string {
	if in == nil {
		return ""
	}
	best := -1
	for i := range in.list {
		rest, ok := strings.CutSuffix(in.list[i].word, word)
		if !ok {
			continue
		}
		if rest == "" {
			best = i
		} else if head, ok := strings.CutSuffix(rest, " "); ok && head == before {
			best = i
			break
		}
	}
	return r.use(in, best)
}

// findPath returns the text of the last word of path, the first words of a line.
func (r *reader) findPath(in *notes, path string) string {
	if in == nil {
		return ""
	}
	for i := range in.list {
		if in.list[i].word == path {
			return r.use(in, i)
		}
	}
	return ""
}

// use returns the text of a note, or "" for a negative index.
func (r *reader) use(in *notes, i int) string {
	if i < 0 {
		return ""
	}
	r.used(textID{in.file, in.list[i].n, in.list[i].word})
	return in.list[i].text
}

// look returns the dictionary's text of a word.
func (r *reader) look(word string) string {
	text := r.words[word]
	if text != "" {
		r.used(textID{word: word})
	}
	return text
}

// keywordHelp returns the help of a keyword. path is the line up to and with the word
// if only keywords stand before it, otherwise "".
func (s *syntax) keywordHelp(path, word string) string {
	if text := s.r.find(s.notes, s.before, word); text != "" {
		return text
	}
	if path != "" {
		if text := s.r.findPath(s.block, path); text != "" {
			return text
		}
	}
	return s.r.look(word)
}

// argumentHelp returns the help of an argument. The dictionary has one text for all
// ranges.
func (s *syntax) argumentHelp(arg string) string {
	if text := s.r.find(s.notes, s.before, arg); text != "" {
		return text
	}
	if arg[0] == '<' {
		return s.r.look("<>")
	}
	return s.r.look(arg)
}
