package running

import "testing"

func TestUndelimited(t *testing.T) {
	for text, want := range map[string]string{
		"^Chello^C": "hello", "#a\nb#": "a\nb", "^C^C": "", "^": "", "x": "", "##": "", "^Cno end": "no end",
	} {
		if got := undelimited(text); got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

func FuzzUndelimited(f *testing.F) {
	f.Add("^Chello^C")
	f.Add("#")
	f.Fuzz(func(t *testing.T, text string) {
		if len(undelimited(text)) > len(text) {
			t.Errorf("%q has become longer", text)
		}
	})
}
