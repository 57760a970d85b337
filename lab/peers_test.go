package lab_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/line"
)

// typed is a console into which lines are typed, each when the device next reads
// one. It keeps the screen.
type typed struct {
	mu      sync.Mutex
	lines   []string
	screen  strings.Builder
	signals chan line.Signal
	close   func()
}

var _ line.Script = (*typed)(nil)

func newTyped(lines []string) *typed {
	signals := make(chan line.Signal)
	return &typed{lines: lines, signals: signals, close: sync.OnceFunc(func() { close(signals) })}
}

func (c *typed) NextLine() (string, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.lines) == 0 {
		return "", io.EOF
	}
	l := c.lines[0]
	c.lines = c.lines[1:]
	return l, nil
}

// Read is not used on a Script.
func (c *typed) Read([]byte) (int, error) { return 0, io.EOF }

func (c *typed) Write(p []byte) (int, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, b := range p {
		if b != '\r' {
			c.screen.WriteByte(b)
		}
	}
	return len(p), nil
}

func (c *typed) Signals() <-chan line.Signal { return c.signals }

func (c *typed) Close() error {
	c.close()
	return nil
}

func (c *typed) text() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.screen.String()
}

// peerLab is a lab file whose host is servers of other projects, and a folder for
// its state.
type peerLab struct {
	file  string
	state string
}

// newPeerLab writes the lab file. config is more of the startup-config, files
// what flash0: holds.
func newPeerLab(t *testing.T, tftp, ftp netip.AddrPort, config string) peerLab {
	t.Helper()
	var at []string
	if tftp.IsValid() {
		at = append(at, fmt.Sprintf("tftp: %q", tftp))
	}
	if ftp.IsValid() {
		at = append(at, fmt.Sprintf("ftp: %q", ftp))
	}
	text := `name: peers
devices:
  R2:
    platform: c2901
    files:
      "flash0:` + bootImage + `": { image: ` + bootImage + `, size: 200000 }
      "flash0:notes.txt": { text: "hello\n" }
    startup-config:
      text: |
        hostname R2
        boot system flash0:` + bootImage + `
` + indent(config, "        ") + `        interface GigabitEthernet0/0
         ip address 10.9.9.2 255.255.255.0
        end
hosts:
  real: { address: 10.9.9.9, at: { ` + strings.Join(at, ", ") + ` } }
`
	p := peerLab{file: filepath.Join(t.TempDir(), "lab.yaml"), state: filepath.Join(t.TempDir(), "state")}
	if err := os.WriteFile(p.file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return p
}

const bootImage = "c2900-universalk9-mz.SPA.152-4.M1.bin"

func indent(text, by string) string {
	var b strings.Builder
	for l := range strings.Lines(text) {
		b.WriteString(by + l)
	}
	return b.String()
}

// play boots the lab, types lines at the enable prompt and gives what the screen
// shows from there on.
func (p peerLab) play(t *testing.T, lines ...string) string {
	t.Helper()
	all := p.run(t, append([]string{"", "enable"}, lines...)...)
	_, screen, found := strings.Cut(all, "R2>enable\n")
	if !found {
		t.Fatalf("no prompt:\n%s", all)
	}
	return screen
}

// run boots the lab, types lines and gives all that the screen shows.
func (p peerLab) run(t *testing.T, lines ...string) string {
	t.Helper()
	sp, err := spec.ReadFile(p.file)
	if err != nil {
		t.Fatal(err)
	}
	c := newTyped(lines)
	ctx, cancel := context.WithTimeout(t.Context(), 5*time.Minute) // bounds a hang
	defer cancel()
	l, err := lab.Open(ctx, sp, lab.Options{
		Clock: clock.Skipping(time.Date(2016, time.March, 1, 9, 0, 0, 0, time.UTC)), State: p.state, Seed: 1,
		Console:  func(string) line.Conn { return c },
		Terminal: line.Options{Width: 80, Length: 24},
	})
	if err != nil {
		t.Fatal(err)
	}
	err = l.Run(ctx, l.Devices()[0])
	if cerr := l.Close(); cerr != nil {
		t.Error(cerr)
	}
	if err != nil && !errors.Is(err, io.EOF) || ctx.Err() != nil {
		t.Fatalf("%v, %v\n%s", err, ctx.Err(), c.text())
	}
	return c.text()
}

// flash is the folder of flash0:.
func (p peerLab) flash() string { return filepath.Join(p.state, "R2", "flash0") }

// has says whether the screen shows the lines one after the other.
func has(screen string, lines ...string) bool {
	all := strings.Split(screen, "\n")
	for i := range len(all) - len(lines) + 1 {
		if slices.Equal(all[i:i+len(lines)], lines) {
			return true
		}
	}
	return false
}
