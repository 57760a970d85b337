package system

import "testing"

func TestUnquote(t *testing.T) {
	for text, want := range map[string]string{
		"^Chello^C": "hello", "#a\nb#": "a\nb", "^C^C": "", "^": "", "x": "", "##": "", "^Cno end": "no end",
	} {
		if got := unquote(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzUnquote(f *testing.F) {
	f.Add("^Chello^C")
	f.Add("#")
	f.Fuzz(func(t *testing.T, text string) {
		if text != "" && len(unquote(text)) > len(text) {
			t.Errorf("%q has become longer", text)
		}
	})
}
