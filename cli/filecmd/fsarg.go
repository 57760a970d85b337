package filecmd

import (
	"strings"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/grammar"
)

// newFSArg returns an argument that matches the prefix of a file system for which fits
// returns true, with its colon. The value has no colon.
func newFSArg(help string, fits func(ifs.FS) bool) *grammar.Arg[string] {
	words := func(env any) []grammar.Word {
		var out []grammar.Word
		for _, m := range env.(*cli.Session).System().Files().Mounts() {
			if !fits(m.FS) {
				continue
			}
			for _, p := range append([]string{m.Prefix}, m.Aliases...) {
				out = append(out, grammar.Word{Text: p + ":", Help: help})
			}
		}
		return out
	}
	return &grammar.Arg[string]{
		Label: "WORD", Hidden: true,
		Parse: func(env any, tok string) (string, int, bool) { return pickFS(words(env), tok) },
		Complete: func(env any, _ string) []grammar.Word {
			return words(env)
		},
	}
}

// pickFS returns the prefix that tok is, or is an abbreviation of. A slash after the colon
// is accepted.
func pickFS(words []grammar.Word, tok string) (string, int, bool) {
	tok = strings.ToLower(tok)
	if t, ok := strings.CutSuffix(tok, ":/"); ok {
		tok = t + ":"
	}
	fit, found, n := 0, "", 0
	for _, w := range words {
		name := strings.TrimSuffix(w.Text, ":")
		if tok == name || tok == w.Text {
			return name, len(tok), true
		}
		i := 0
		for i < len(tok) && i < len(w.Text) && tok[i] == w.Text[i] {
			i++
		}
		fit = max(fit, i)
		if i == len(tok) {
			found, n = name, n+1
		}
	}
	return found, fit, n == 1
}

// wordIf returns a keyword that exists only on devices with a file system for which fits
// returns true. Without class B flash, for example, there is no command squeeze
// (ios-files.md 10).
func wordIf(word, help string, fits func(ifs.FS) bool) *grammar.Arg[string] {
	has := func(env any) bool {
		for _, m := range env.(*cli.Session).System().Files().Mounts() {
			if fits(m.FS) {
				return true
			}
		}
		return false
	}
	return &grammar.Arg[string]{
		Label: word, Help: help, Hidden: true,
		Parse: func(env any, tok string) (string, int, bool) {
			if !has(env) {
				return "", 0, false
			}
			tok = strings.ToLower(tok)
			fit := 0
			for fit < len(tok) && fit < len(word) && tok[fit] == word[fit] {
				fit++
			}
			return word, fit, fit == len(tok) && fit > 1
		},
		Complete: func(env any, _ string) []grammar.Word {
			if !has(env) {
				return nil
			}
			return []grammar.Word{{Text: word, Help: help}}
		},
		Format: func(string) string { return word },
	}
}
