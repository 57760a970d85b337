package grammar

import "strings"

// Complete returns line, the text on the left of the cursor, with its last word
// completed, and a blank after the word if it is whole. The result is false if
// there is nothing to add: the cursor is not in a word, or several words or none
// are possible.
func (t *Table) Complete(env any, line string, o Options) (string, bool) {
	cut := lastWord(line)
	if cut == len(line) {
		return "", false
	}
	w := t.walk(env, line[:cut], o, true)
	defer w.release()
	if err := w.run(); err != nil {
		return "", false
	}
	word, ok := only(w.collect(line, cut), line[cut:])
	if !ok || len(word.Text) > len(line)-cut && w.choose(line[cut:]).exact {
		return "", false // exact matches a hidden word, which is not completed
	}
	done := line[:cut] + word.Text
	if !word.Partial {
		done += " "
	}
	return done, done != line
}

// Complete returns line, for which h is the help, with its last word completed. The
// result is false if there is nothing to add.
func (h Help) Complete(line string) (string, bool) {
	cut := lastWord(line)
	word, ok := only(h.Items, line[cut:])
	if !h.Word || !ok {
		return "", false
	}
	done := line[:cut] + word.Text
	if !word.Partial {
		done += " "
	}
	return done, done != line
}

// only returns the word that typed stands for: itself if it is whole, or the only
// longer one.
func only(items []Word, typed string) (Word, bool) {
	var found Word
	longer := 0
	for _, x := range items {
		switch {
		case len(x.Text) > len(typed):
			found = x
			longer++
		case !x.Partial:
			return x, true
		case strings.EqualFold(x.Text, typed) && longer == 0:
			found = x
		}
	}
	return found, found.Text != "" && longer <= 1
}
