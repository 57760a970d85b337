package transcript

import (
	"context"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/line"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

func TestPrefix(t *testing.T) {
	for _, c := range []struct {
		want, got string
		n         int
	}{
		{"R1#show clock", "R1#", 3},
		{"R1#show clock", "R2#", -1},
		{"Compiled [[.*]] by [[.*]]<Return>", "Compiled Thu by me", 25},
		{"*[[time]] UTC<Return>", "*09:00:01.123 UTC", 13},
		{"*[[time]] UTC<Return>", "*nine UTC", -1},
		{"", "R1#", -1},
	} {
		if n := prefix(c.want, c.got); n != c.n {
			t.Errorf("%q, %q: %d, not %d", c.want, c.got, n, c.n)
		}
	}
}

func TestTypeAt(t *testing.T) {
	for _, c := range []struct {
		how                       line.Reading
		prompt, rest, keys, shown string
	}{
		{line.ReadingLine, "R1#", "show clock", "show clock\r", "R1#show clock"},
		{line.ReadingLine, "R1#", "", "\r", "R1#"},
		{line.ReadingLine, "R1#", "sh<?>", "sh?", "R1#sh?"},
		{line.ReadingLine, "R1#", "clock<^A>show <=>show clock", "clock\x01show \r", "R1#show clock"},
		{line.ReadingLine, "Password: ", "<hidden:x>", "x\r", "Password: "},
		{line.ReadingKey, "Delete? [confirm]", "y% Gone", "y", "Delete? [confirm]y% Gone"},
		{line.ReadingKey, " --More-- ", "<Space>", " ", " --More-- "},
		{line.ReadingRelay, "R9#", "<|><^^x>", "\x1ex", "R9#"},
	} {
		if s := typeAt(c.how, c.prompt, c.rest); s.keys != c.keys || s.line != c.shown {
			t.Errorf("%q: %q, %q", c.rest, s.keys, s.line)
		}
	}
}

const labText = "name: x\ndevices: { R1: { startup-config: { text: \"hostname R1\\nno logging console\\nend\\n\" } } }\n"

// Output that differs is reported, and the session goes on to its end.
func TestDifference(t *testing.T) {
	s, err := Parse("R1>show privilege\nCurrent privilege level is 7\nR1>show history\n  show privilege\n  show history\nR1>\n")
	if err != nil {
		t.Fatal(err)
	}
	sp, err := spec.Read(strings.NewReader(labText), "x.yaml")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	r, err := Play(ctx, s, sp, Options{Booted: true})
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Compare(r); err == nil || !strings.Contains(err.Error(), `want "Current privilege level is 7"`) {
		t.Error(err)
	}
	want := "R1>show privilege\nCurrent privilege level is 1\nR1>show history\n  show privilege\n  show history\nR1>\n"
	if r.Screen != want || r.Text != want {
		t.Errorf("%q\n%q", r.Screen, r.Text)
	}
}

// A session may end before its closing part is reached, in either order.
func TestPassEndedSession(t *testing.T) {
	one, two := &session{name: "one"}, &session{name: "two"}
	p := &play{script: &Script{parts: []part{
		{session: one, closes: true}, {session: two, closes: true}, {session: one, closes: true},
	}}}
	p.changed.L = &p.mu
	a := &client{play: p, session: one, over: true}
	b := &client{play: p, session: two, over: true}
	p.clients = []*client{a, b}
	p.pass(b, 0)
	if p.now != 0 {
		t.Fatalf("part %d is played before the first has ended", p.now)
	}
	p.pass(a, 0)
	if !p.done || len(p.ends) != 3 {
		t.Errorf("done %v with %d parts of 3 passed", p.done, len(p.ends))
	}
}
