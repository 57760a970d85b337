package ios

import (
	"slices"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/grammar"
	"github.com/iosim/iosim/ios/secret"
)

// Every password that stands in a line in clear text is kept as type 7 while
// service password-encryption is on, whether it comes before or after.
func TestPasswordEncryption(t *testing.T) {
	const clear = "cisco123"
	u := newUndo(t)
	tried := 0
	for _, row := range u.rows {
		if row.Conf == nil || !slices.ContainsFunc(grammar.Explain(row.Syntax), func(w grammar.Word) bool {
			return strings.Contains(w.Help, "UNENCRYPTED") && !strings.Contains(w.Help, "secret")
		}) {
			continue
		}
		head, _ := u.head(row.Mode)
		table := grammar.Trust([]grammar.Rule{{Syntax: row.Syntax}})
		u.s.lines = []string{clear}
		var l string
		found := false
		for range 200 {
			if l, found = strings.CutSuffix(u.s.line(table), clear); found {
				break
			}
		}
		u.s.lines = nil
		if !found {
			t.Errorf("%s: no line was found", grammar.Synopsis(row.Syntax))
			continue
		}
		tried++
		for _, text := range []string{head + l + clear + "\nservice password-encryption\n", "service password-encryption\n" + head + l + clear + "\n"} {
			factory(u.d, "15.2(4)M1", "")
			if refused := u.merge(text); refused != "" {
				t.Errorf("%s: %s", text, refused)
			}
			shown := u.d.Config().Render()
			_, word, _ := strings.Cut(shown, strings.TrimSpace(l)+" 7 ")
			if strings.HasPrefix(l, "username ") {
				_, word, _ = strings.Cut(shown, "password 7 ")
			}
			word, _, _ = strings.Cut(word, "\n")
			if got, ok := secret.Decrypt7(word); !ok || got != clear || strings.Contains(shown, clear) {
				t.Errorf("%s: %q", text, word)
			}
		}
	}
	if tried < 25 {
		t.Errorf("only %d lines were tried", tried)
	}
}
