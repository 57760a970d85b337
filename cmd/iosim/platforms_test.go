package main

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/line"
	"github.com/iosim/iosim/platform"
)

// TestEveryPlatform starts a router of every platform that is sold with an image and
// shows what it has: the boot loader, the start and show agree with the model.
func TestEveryPlatform(t *testing.T) {
	for _, m := range platform.All() {
		if m.Image == "" {
			continue
		}
		t.Run(m.Name, func(t *testing.T) {
			t.Parallel()
			screen := typeAtPlatform(t, m.Name, "enable", "terminal length 0",
				"show version", "show inventory", "show interfaces", "show interfaces description", "show ip interface brief",
				"show ip arp", "show ip route", "show file systems", "dir", "dir all-filesystems", "show memory statistics",
				"show processes cpu", "show running-config", "ping 10.1.1.9")
			first := m.Interfaces[0].Name
			want := []string{
				fmt.Sprintf("System Bootstrap, Version %s, RELEASE SOFTWARE (%s)", m.ROMMON, m.ROMMONRelease),
				fmt.Sprintf("%s platform with %d Kbytes of main memory", m.LoaderName, m.MemoryKB),
				m.Hardware.Chassis + " with " + m.MemoryText() + " bytes of memory.",
				m.Hardware.NVRAM + " bytes of non-volatile configuration memory.",
				fmt.Sprintf("System image file is %q", m.DefaultFS+":"+m.Image),
				"PID: " + m.PID,
				"Directory of " + m.DefaultFS + ":/",
				"Success rate is ",
			}
			for _, p := range m.Interfaces {
				state := "administratively down"
				if p.Name == first {
					state = "up"
				}
				if m.HasCable(p.Name) != (p.Name == first) {
					t.Errorf("%s: the cable is in another port than the first", p.Name)
				}
				want = append(want, p.Name+" is "+state)
			}
			for _, f := range m.FileSystems {
				if f.Counted != "" && !f.Removed {
					want = append(want, fmt.Sprintf("%dK bytes of %s (Read/Write)", m.FlashKB, f.Counted))
				}
			}
			for _, w := range append(want, m.Hardware.Equipment...) {
				if !strings.Contains(screen, w) {
					t.Errorf("%q is nowhere", w)
				}
			}
			for l := range strings.Lines(screen) {
				if strings.HasPrefix(l, "%") && !strings.HasPrefix(l, "%SYS-5-") || strings.Contains(l, "rommon") {
					t.Errorf("%s", l)
				}
			}
			if t.Failed() {
				t.Log(screen)
			}
		})
	}
}

// typeAtPlatform gives the screen after lines that are typed at the console of a
// router of that platform, with a host beside it.
func typeAtPlatform(t *testing.T, name string, lines ...string) string {
	t.Helper()
	file := filepath.Join(t.TempDir(), "lab.yaml")
	text := "name: platform\ndevices: { R1: { platform: " + name + " } }\nhosts: { srv: { address: 10.1.1.9 } }\n"
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	sp, err := spec.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	con := &typedLines{lines: append([]string{""}, lines...)}
	l, err := lab.Open(t.Context(), sp, lab.Options{Seed: 1, Console: func(string) line.Conn { return con }})
	if err != nil {
		t.Fatal(err)
	}
	defer l.Close()
	d, _ := l.Device("R1")
	if err := l.Run(t.Context(), d); !errors.Is(err, io.EOF) {
		t.Fatal(err)
	}
	return strings.ReplaceAll(con.screen.String(), "\r\n", "\n")
}

// typedLines is a console at which lines are typed, each when one is read.
type typedLines struct {
	lines  []string
	screen strings.Builder
}

// NextLine implements line.Script.
func (c *typedLines) NextLine() (string, error) {
	if len(c.lines) == 0 {
		return "", io.EOF
	}
	l := c.lines[0]
	c.lines = c.lines[1:]
	return l, nil
}

func (c *typedLines) Read([]byte) (int, error)    { return 0, io.EOF }
func (c *typedLines) Write(p []byte) (int, error) { return c.screen.Write(p) }
func (c *typedLines) Close() error                { return nil }
func (c *typedLines) Signals() <-chan line.Signal { return nil }
