package cli

import (
	"context"
	"slices"
	"strings"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
)

// NewFile returns an argument that matches a file name. "?" offers the prefixes of the file
// systems that have the capability can, with a help text such as "Copy from flash0: file
// system", which begins with verb. With short, a prefix is accepted without its colon, so
// that `copy tftp flash` works; otherwise a name without a colon is a file of the session's
// directory (ios-files.md 3.4).
func NewFile(can ifs.Can, verb string, short bool) *grammar.Arg[ifs.Name] {
	return &grammar.Arg[ifs.Name]{
		Label: "WORD", Help: verb + " a file", Hidden: true,
		Parse: func(env any, tok string) (ifs.Name, int, bool) {
			return parseFile(env, tok, can, short)
		},
		Complete: func(env any, prefix string) []grammar.Word {
			return fileWords(env, prefix, can, verb)
		},
	}
}

func parseFile(env any, tok string, can ifs.Can, short bool) (ifs.Name, int, bool) {
	t := files(env)
	prefixes := t.Prefixes(can)
	i := strings.IndexByte(tok, ':')
	if i < 0 {
		if short {
			if n, ok := shortPrefix(prefixes, tok); ok {
				return n, len(tok), true
			}
		}
		n, err := ifs.ParseName(tok)
		return n, 0, err == nil
	}
	typed := strings.ToLower(tok[:i+1])
	fit := 0
	for _, p := range prefixes {
		if p == typed {
			n, err := t.Parse(tok)
			return n, i + 1, err == nil
		}
		fit = max(fit, common(p, typed))
	}
	if t.Quiet(strings.TrimSuffix(typed, ":")) {
		n, err := t.Parse(tok)
		return n, i + 1, err == nil
	}
	return ifs.Name{}, fit, false
}

// shortPrefix reads a word as a prefix without its colon: the exact name, or an
// abbreviation of exactly one.
func shortPrefix(prefixes []string, tok string) (ifs.Name, bool) {
	tok = strings.ToLower(tok)
	if slices.Contains(prefixes, tok+":") {
		return ifs.Name{Prefix: tok}, true
	}
	found := ""
	for _, p := range prefixes {
		name := strings.TrimSuffix(p, ":")
		if strings.HasPrefix(name, tok) {
			if found != "" {
				return ifs.Name{}, false
			}
			found = name
		}
	}
	return ifs.Name{Prefix: found}, found != ""
}

func common(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

func files(env any) *ifs.Table { return env.(*Session).sys.Files() }

// maxOffered is the maximum number of names of a directory that "?" and Tab look at.
const maxOffered = 1000

// fileWords returns the words that "?" offers: the prefixes or, once a local prefix is
// typed, the names in its directory.
func fileWords(env any, typed string, can ifs.Can, verb string) []grammar.Word {
	var out []grammar.Word
	i := strings.IndexByte(typed, ':')
	if i < 0 {
		for _, p := range files(env).Prefixes(can) {
			out = append(out, grammar.Word{Text: p, Help: verb + " " + p + " file system", Partial: true})
		}
		return out
	}
	n, err := files(env).Parse(typed)
	if err != nil || n.HasHost {
		return nil
	}
	dir := typed[:i+1+strings.LastIndexByte(typed[i+1:], '/')+1]
	fs, canonical, err := files(env).Resolve(n.With(dir[i+1:]))
	if err != nil || fs.Info().Type == ifs.Network {
		return nil
	}
	entries, err := ifs.ReadDir(env.(*Session).permitted(context.Background()), fs, canonical)
	if err != nil {
		return nil
	}
	for _, e := range entries[:min(len(entries), maxOffered)] {
		w := grammar.Word{Text: dir + e.Name}
		if e.Dir {
			w.Text, w.Partial = w.Text+"/", true
		}
		out = append(out, w)
	}
	return out
}

// FileWord is an argument that is a file name or one of the keywords that stand for one.
type FileWord struct {
	node grammar.Node
	arg  *grammar.Arg[ifs.Name]
	kws  []keywordName
}

type keywordName struct {
	kw   *grammar.Keyword
	word string
}

// NewFileWord combines a file argument with the keywords running-config and startup-config,
// whose help texts are given.
func NewFileWord(arg *grammar.Arg[ifs.Name], running, startup string) *FileWord {
	f := &FileWord{arg: arg}
	alt := []grammar.Node{}
	for _, k := range []struct{ word, help string }{{"running-config", running}, {"startup-config", startup}} {
		kw := grammar.Kw(k.word, k.help)
		f.kws = append(f.kws, keywordName{kw, k.word})
		alt = append(alt, kw)
	}
	f.node = grammar.Alt(append(alt, arg)...)
	return f
}

// Node returns the syntax of the argument.
func (f *FileWord) Node() grammar.Node { return f.node }

// Of returns the name that was typed.
func (f *FileWord) Of(c *Ctx) ifs.Name {
	for _, k := range f.kws {
		if k.kw.In(c.Match) {
			n, _ := c.Files().KeywordName(k.word)
			return n
		}
	}
	return f.arg.Of(c.Match)
}

// IsRunning reports whether n is system:running-config.
func IsRunning(n ifs.Name) bool { return n.Prefix == "system" && onlyElement(n, "running-config") }

// IsStartup reports whether n is nvram:startup-config.
func IsStartup(n ifs.Name) bool { return n.Prefix == "nvram" && onlyElement(n, "startup-config") }

func onlyElement(n ifs.Name, name string) bool {
	e := n.Elements()
	return len(e) == 1 && strings.EqualFold(e[0], name)
}

func nameOf(prefix string) ifs.Name { return ifs.Name{Prefix: prefix} }
