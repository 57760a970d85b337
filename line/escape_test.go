package line

import (
	"strings"
	"testing"
)

// Whatever a command prints, a message says or a question names, no escape sequence
// reaches the screen, and no mark that turns the direction of writing.
func TestNoEscapeReachesTheScreen(t *testing.T) {
	const foreign = "x\x1b[2J\u009b31m\u202ey\x9b\x7f\x0e"
	term, r := open(t, Options{})
	if _, err := term.Write([]byte(foreign + "\n")); err != nil {
		t.Fatal(err)
	}
	term.PrintAsync(foreign + "\n")
	r.typeIn(t, "y\r")
	if _, err := term.ReadLine(t.Context(), Request{Prompt: "Delete " + foreign + "? [confirm]"}); err != nil {
		t.Fatal(err)
	}
	const want = "x?[2J?31m?y???"
	if got := r.take(); strings.Count(got, want) != 3 || strings.ContainsAny(got, "\x1b\u009b\u202e\x7f\x0e") || strings.Contains(got, "\x9b") {
		t.Errorf("the screen gets %q", got)
	}
}
