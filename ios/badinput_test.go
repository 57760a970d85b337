package ios

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iosim/iosim/cli"
)

// Lines of 100,000 characters, thousands of words that negate, and thousands of lines
// that no table knows: each is refused with its line, or kept, and the session goes
// on. What only a quadratic reader is slow at shows in the benchmark.
func TestBadInput(t *testing.T) {
	const long = 100_000
	lines := map[string]string{
		"a word":            strings.Repeat("x", long),
		"words":             strings.Repeat("show ", long/5),
		"no no no":          strings.Repeat("no ", long/3) + "ip http server",
		"default default":   strings.Repeat("default ", long/8),
		"a known beginning": "interface " + strings.Repeat("9", long),
		"a repetition":      "aaa authentication login default " + strings.Repeat("local ", long/6),
		"any of":            "ip route 0.0.0.0 0.0.0.0 10.1.1.1 " + strings.Repeat("name permanent ", long/15),
		"entries":           "access-list 101 permit tcp any any eq " + strings.Repeat("80 ", long/3),
		"bars":              strings.Repeat("| ", long/2),
		"zero bytes":        strings.Repeat("\x00", long),
	}
	for name, l := range lines {
		for _, keep := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s/%t", name, keep), func(t *testing.T) {
				refused, shown := load(t, "hostname BEFORE\n"+l+"\nno ip source-route\nend\n", keep)
				if !strings.Contains(shown, "\nhostname BEFORE\n") || !strings.Contains(shown, "\nno ip source-route\n") {
					t.Errorf("the lines around it are lost:\n%.500s", refused)
				}
				if len(refused) > 4*long {
					t.Errorf("%d bytes tell of it", len(refused))
				}
				if _, again := load(t, shown, keep); again != shown {
					t.Error("not a fixed point")
				}
			})
		}
	}
}

func TestManyUnknownLines(t *testing.T) {
	const n = 10_000
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "frobnicate %d\n wibble %d\n", i, i)
	}
	refused, shown := load(t, b.String()+"end\n", true)
	if refused != "" || strings.Count(shown, "frobnicate ") != n || strings.Count(shown, " wibble ") != n {
		t.Errorf("%.200s", refused)
	}
}

// BenchmarkLoadUnknown5000 is the time of 5,000 lines that no table knows.
func BenchmarkLoadUnknown5000(b *testing.B) {
	text := ""
	for i := range 5000 {
		text += fmt.Sprintf("frobnicate %d\n", i)
	}
	for b.Loop() {
		b.StopTimer()
		d, tables := router(b, "", true)
		b.StartTimer()
		if err := cli.Load(b.Context(), d, tables, text, "memory"); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFirstParse is the first line of a program, which compiles what it needs of
// the table: later lines are those of BenchmarkParse.
func BenchmarkFirstParse(b *testing.B) {
	for _, c := range benchFirst {
		b.Run(c.mode.Name+"_"+strings.ReplaceAll(c.line, " ", "_"), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				b.StopTimer()
				s, err := New()
				if err != nil {
					b.Fatal(err)
				}
				d, _ := router(b, "", false)
				session := cli.NewSession(d, s.tables, nil, "console")
				session.SetLevel(cli.PrivilegedLevel)
				session.Enter(c.mode, nil)
				_, _ = session.Understand(c.line[:1] + "!") // the table itself
				b.StartTimer()
				_, _ = session.Understand(c.line)
			}
		})
	}
}

var benchFirst = []struct {
	mode *cli.Mode
	line string
}{
	{cli.Exec, "show version"},
	{cli.Exec, "copy flash0:notes.txt flash0:b.txt"},
	{cli.Config, "ip route 10.0.0.0 255.0.0.0 10.1.1.1"},
}
