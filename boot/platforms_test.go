package boot

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/platform"
)

// onBoard is a board of a platform: an empty disk is the file system that sessions
// start in.
func onBoard(m *platform.Model, lines ...string) (*fakeBoard, *fakeDisk) {
	b := &fakeBoard{
		model: m, clk: newClock(), table: ifs.NewTable(), reg: DefaultRegister, env: map[string]string{},
		con: &fakeConsole{lines: lines, watches: map[*context.CancelFunc]bool{}},
	}
	disk := newDisk(ifs.Disk)
	b.table.Mount(m.DefaultFS, disk)
	return b, disk
}

// TestEveryPlatformBoots starts the image that each platform is sold with, from the
// file system that its sessions start in.
func TestEveryPlatformBoots(t *testing.T) {
	for _, m := range platform.All() {
		if m.Image == "" {
			continue
		}
		t.Run(m.Name, func(t *testing.T) {
			b, disk := onBoard(m)
			s := build(t, m.Image, images.NoFault)
			disk.image(s)
			b.startup = listed(m.DefaultFS + ":" + m.Image)
			out, err := b.run(t, PowerOn)
			if err != nil {
				t.Fatalf("%v\n%s", err, b.output())
			}
			if out.File.String() != m.DefaultFS+":"+m.Image || out.Why != Listed || !strings.EqualFold(out.Image.Family, m.Family) {
				t.Errorf("%+v", out)
			}
			rest := b.output()
			for _, w := range []string{
				fmt.Sprintf("System Bootstrap, Version %s, RELEASE SOFTWARE (%s)\n", m.ROMMON, m.ROMMONRelease),
				fmt.Sprintf("%s platform with %d Kbytes of main memory\n", m.LoaderName, m.MemoryKB),
				fmt.Sprintf("program load complete, entry point: %#x, size: %#x\nSelf decompressing the image : ###", s.Info.Entry, s.Info.LoadSize),
				"### [OK]\n",
			} {
				_, after, ok := strings.Cut(rest, w)
				if !ok {
					t.Fatalf("no %q in order in\n%s", w, b.output())
				}
				rest = after
			}
			if loads := strings.Count(b.output(), fmt.Sprintf("size: %#x\n", m.MonlibSize)); m.MonlibSize > 0 != (loads > 0) {
				t.Errorf("the loader of the file system is loaded %d times", loads)
			}
		})
	}
}

// TestEveryMonitor starts each platform without an image and types at its ROMMON.
func TestEveryMonitor(t *testing.T) {
	for _, m := range platform.All() {
		t.Run(m.Name, func(t *testing.T) {
			b, _ := onBoard(m, "meminfo", "cookie", "set", "dir "+m.DefaultFS+":", "help", "nonsense")
			if _, err := b.run(t, PowerOn); err == nil {
				t.Fatal("something was started")
			}
			for _, w := range []string{"rommon 1 > ", fmt.Sprintf("Main memory size: %d MB in %d bit mode.", m.MemoryMB(), m.DRAMBits),
				fmt.Sprintf("starts at %#x", m.MemoryStart), "rommon 7 > "} {
				if !strings.Contains(b.output(), w) {
					t.Errorf("no %q in\n%s", w, b.output())
				}
			}
		})
	}
}
