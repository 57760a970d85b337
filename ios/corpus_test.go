package ios

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/ios/system"
	"github.com/iosim/iosim/line"
)

// idle is a console without any input.
type idle struct{}

func (idle) Read([]byte) (int, error)    { select {} }
func (idle) Write(p []byte) (int, error) { return len(p), nil }
func (idle) Close() error                { return nil }
func (idle) Signals() <-chan line.Signal { return nil }

// router is a device with a factory configuration, not booted.
func router(t testing.TB, text string, keep bool) (*system.System, *cli.Tables) {
	t.Helper()
	base := software(t)
	d := unbooted(t, "c2911", clock.Real(time.Unix(1e9, 0), 1), idle{}, base, keep).System
	factory(d, "15.2(4)M1", text)
	return d, base.tables
}

var tables = func() func(testing.TB) *Base {
	var s *Base
	return func(t testing.TB) *Base {
		if s == nil {
			var err error
			if s, err = New(); err != nil {
				t.Fatal(err)
			}
		}
		return s
	}
}()

func software(t testing.TB) *Base { return tables(t) }

// load merges text into a fresh router and gives what was refused and what it
// shows.
func load(t testing.TB, text string, keep bool) (refused, shown string) {
	t.Helper()
	d, tables := router(t, text, keep)
	var b bytes.Buffer
	if err := cli.Load(cli.WithRefusals(t.Context(), &b), d, tables, text, "memory"); err != nil {
		t.Fatal(err)
	}
	return b.String(), d.Config().Render()
}

func corpus(t testing.TB) map[string]string {
	t.Helper()
	paths, err := filepath.Glob("testdata/configs/*.cfg")
	if err != nil || len(paths) == 0 {
		t.Fatal("no corpus", err)
	}
	all := map[string]string{}
	for _, p := range paths {
		b, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(p), ".cfg")] = string(b)
	}
	return all
}

// Every line of the corpus is known, none is lost, and what is shown loads as
// what it is.
func TestCorpus(t *testing.T) {
	for name, text := range corpus(t) {
		t.Run(name, func(t *testing.T) {
			refused, shown := load(t, text, false)
			if refused != "" {
				t.Fatalf("refused:\n%s", refused)
			}
			has := map[string]bool{}
			for l := range strings.Lines(shown) {
				has[words(l)] = true
			}
			for l := range strings.Lines(text) {
				if l = words(l); l != "" && l[0] != '!' && !has[l] {
					t.Errorf("lost: %s", l)
				}
			}
			if again, twice := load(t, shown, false); again != "" || twice != shown {
				t.Errorf("not a fixed point:\n%s\n%s", again, cmp.Diff(shown, twice))
			}
		})
	}
}

// words is a line without what only sets its words apart.
func words(l string) string { return strings.Join(strings.Fields(l), " ") }

// A line that no table knows is reported, or kept verbatim in its place.
func TestUnknownLines(t *testing.T) {
	const text = "hostname R9\nfrobnicate all the things\n level 2\n  deeper\n level 3\n!\ninterface GigabitEthernet0/0\n" +
		" ip address 10.1.1.1 255.255.255.0\n wibble 3\n no shutdown\nip route 0.0.0.0 0.0.0.0 10.1.1.2\nend\n"
	refused, shown := load(t, text, false)
	for _, l := range []string{"frobnicate", " level 2", " wibble 3"} {
		if !strings.Contains(refused, l) {
			t.Errorf("%q is not reported:\n%s", l, refused)
		}
		if strings.Contains(shown, l) {
			t.Errorf("%q is kept", l)
		}
	}
	refused, shown = load(t, text, true)
	if refused != "" {
		t.Errorf("reported: %s", refused)
	}
	for _, part := range []string{
		"hostname R9\nfrobnicate all the things\n level 2\n  deeper\n level 3\n!\n",
		" ip address 10.1.1.1 255.255.255.0\n wibble 3\n duplex auto\n",
	} {
		if !strings.Contains(shown, part) {
			t.Errorf("want %q in\n%s", part, shown)
		}
	}
	if again, twice := load(t, shown, true); again != "" || twice != shown {
		t.Errorf("not a fixed point:\n%s\n%s", again, cmp.Diff(shown, twice))
	}
}

// A kept line that means something in the section before it stays at the top level.
func TestKeptIsNotInSectionBefore(t *testing.T) {
	const text = "interface GigabitEthernet0/0\n ip address 10.1.1.1 255.255.255.0\nline con 0\n logging synchronous\n!\nexec-timeout 5 0\nend\n"
	_, shown := load(t, text, true)
	if !strings.Contains(shown, "\n!\nexec-timeout 5 0\n") {
		t.Errorf("not at the top level:\n%s", shown)
	}
	if _, twice := load(t, shown, true); twice != shown {
		t.Errorf("not a fixed point:\n%s", cmp.Diff(shown, twice))
	}
}

// big is a configuration of about n lines.
func big(n int) string {
	var b strings.Builder
	b.WriteString("hostname BIG\n")
	for i := range n / 2 {
		fmt.Fprintf(&b, "access-list 101 permit tcp host 10.%d.%d.1 any eq www\n", i/256, i%256)
	}
	for i := range n / 20 {
		fmt.Fprintf(&b, "interface Loopback%d\n description loopback %d\n ip address 172.%d.%d.1 255.255.255.255\n!\n", i, i, 16+i/256, i%256)
	}
	for i := range n / 4 {
		fmt.Fprintf(&b, "ip route 192.%d.%d.0 255.255.255.0 10.0.0.1\n", i/256, i%256)
	}
	return b.String() + "end\n"
}

func TestTenThousandLines(t *testing.T) {
	text := big(10000)
	refused, shown := load(t, text, false)
	if refused != "" {
		t.Fatal(refused[:min(len(refused), 500)])
	}
	if got, want := strings.Count(shown, "\n"), strings.Count(text, "\n"); got < want {
		t.Errorf("%d lines, of %d", got, want)
	}
}

func BenchmarkLoad5000(b *testing.B) {
	text := big(5000)
	for b.Loop() {
		b.StopTimer()
		d, tables := router(b, "", false)
		b.StartTimer()
		if err := cli.Load(b.Context(), d, tables, text, "memory"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkRender5000(b *testing.B) {
	d, tables := router(b, "", false)
	if err := cli.Load(b.Context(), d, tables, big(5000), "memory"); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		_ = d.Config().Render()
	}
}

// FuzzLoad: no text makes the loader panic or hang, and what it made of the text
// is a fixed point, with what no table knows or without.
func FuzzLoad(f *testing.F) {
	for _, text := range corpus(f) {
		f.Add(text, false)
		f.Add(text, true)
	}
	f.Add("hostname "+strings.Repeat("x", 100_000)+"\n"+strings.Repeat("y ", 50_000), true)
	f.Add(strings.Repeat("no ", 30_000)+"ip http server\n"+strings.Repeat("default no\n", 1000), false)
	f.Add("banner motd ^\nx", true)
	f.Add("crypto pki certificate chain A\n certificate 01\n  00", false)
	f.Add("crypto key generate rsa\ncrypto key zeroize rsa\nusername x\nno username x\n", false)
	f.Add("line vty 0 15\n frobnicate\n  deeper\n login\n", true)
	f.Add("no no no\ninterface range gi0/0 - 99999999\n", true)
	f.Fuzz(func(t *testing.T, text string, keep bool) {
		_, shown := load(t, text, keep)
		if _, again := load(t, shown, keep); again != shown {
			t.Errorf("not a fixed point:\n%s", cmp.Diff(shown, again))
		}
	})
}
