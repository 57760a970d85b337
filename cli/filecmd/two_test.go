package filecmd_test

import (
	"bytes"
	"context"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/soak"
	"github.com/iosim/iosim/ios/system"
)

// Commands of each session between two looks at the disks, and rounds of them in an
// ordinary run.
const (
	roundLines = 200
	rounds     = 2
)

// TestTwoSessions lets two sessions work on the same files at random. What is read is
// always one whole file; every file is whole at the end, and free and used are the
// size. With IOSIM_SOAK=1m it does so for a minute on each router.
func TestTwoSessions(t *testing.T) {
	for _, c := range []struct {
		name, yaml string
		disks      []string
		line       func(r *rand.Rand) string
	}{
		{"c2901", `
name: two
devices:
  R2:
    platform: c2901
    running: none
    files: { "flash0:a": { text: "aaaaaaaaaaaaaaaa" }, "usbflash0:b": { text: "bbbbbbbb" } }
`, []string{"flash0", "usbflash0"}, diskLine},
		{"c2621", `
name: two
devices:
  R2:
    platform: c2621
    running: none
    files: { "flash:a": { text: "aaaaaaaaaaaaaaaa" }, "flash:b": { text: "bbbbbbbb" } }
`, []string{"flash"}, linearLine},
	} {
		t.Run(c.name, func(t *testing.T) {
			long, err := soak.Time()
			if err != nil {
				t.Fatal(err)
			}
			d := router(t, c.yaml)
			people := [2]*person{newPerson(t, d), newPerson(t, d)}
			sources := [2]*rand.Rand{rand.New(rand.NewPCG(7, 0)), rand.New(rand.NewPCG(7, 1))}
			began := time.Now()
			done := 0
			for done < rounds || time.Since(began) < long {
				var wg sync.WaitGroup
				for id, p := range people {
					wg.Go(func() {
						for range roundLines {
							line := c.line(sources[id])
							if got := p.types(line); !credible(line, got) {
								t.Errorf("%s: %q", line, got)
							}
						}
					})
				}
				wg.Wait()
				for _, prefix := range c.disks {
					checkDisk(t, d, prefix)
				}
				if t.Failed() {
					return
				}
				done++
			}
			t.Logf("%d commands", 2*done*roundLines)
		})
	}
}

// credible reports whether that can be the output of the line.
func credible(line, got string) bool {
	if !strings.HasPrefix(line, "more ") || strings.HasPrefix(got, "%Error") {
		return !strings.Contains(got, "Unknown error")
	}
	return wholeText([]byte(strings.TrimSuffix(got, "\n"))) || strings.HasPrefix(got, "00000000: ") // a tar file
}

// wholeText reports whether b is one of the contents that the commands make.
func wholeText(b []byte) bool {
	return len(b) == 0 || string(b) == strings.Repeat("a", 16) || string(b) == strings.Repeat("b", 8) ||
		bytes.HasSuffix(bytes.TrimSpace(b), []byte("end"))
}

// checkDisk checks every file of a disk, and that free and used are its size.
func checkDisk(t *testing.T, d *system.System, prefix string) {
	t.Helper()
	fs, n, err := d.Files().Resolve(ifs.Name{Prefix: prefix, Path: "/"})
	if err != nil {
		t.Fatal(err)
	}
	used := whole(t, fs, n)
	if prefix == "usbflash0" {
		used += 36864 // of an empty stick (ios-files.md 1)
	}
	if i := fs.Info(); i.Free+used != i.Size {
		t.Errorf("%s: %d used, %+v", prefix, used, i)
	}
}

func diskLine(r *rand.Rand) string {
	name := func() string {
		fs := [...]string{"flash0:", "usbflash0:", "flash:"}[r.IntN(3)]
		dir := [...]string{"", "", "d/", "e/", "/d/f/"}[r.IntN(5)]
		return fs + dir + [...]string{"a", "b", "C", "c", "t.tar"}[r.IntN(5)]
	}
	switch r.IntN(16) {
	case 0, 1, 2, 3, 4:
		return "copy " + name() + " " + name()
	case 5, 6:
		return "delete /force " + name()
	case 7:
		return "mkdir " + [...]string{"flash0:d", "usbflash0:e", "flash0:d/f", "usbflash0:d"}[r.IntN(4)]
	case 8:
		return "rename " + name() + " " + [...]string{"a", "b", "x"}[r.IntN(3)]
	case 9:
		return "delete /force /recursive " + [...]string{"flash0:d", "usbflash0:e"}[r.IntN(2)]
	case 10:
		return [...]string{"dir /recursive flash0:", "show flash0:", "fsck usbflash0:", "dir all-filesystems", "format usbflash0:"}[r.IntN(5)]
	case 11:
		return "more " + name()
	case 12:
		return "verify /md5 " + name()
	case 13:
		return [...]string{"archive tar /create flash0:t.tar flash0:d", "archive tar /xtract flash0:t.tar usbflash0:e", "archive tar /table flash0:t.tar"}[r.IntN(3)]
	case 14:
		return [...]string{"cd flash0:d", "cd", "rmdir usbflash0:d", "show file descriptors", "write memory", "copy ./a ./b"}[r.IntN(6)]
	}
	return "copy running-config " + name()
}

func linearLine(r *rand.Rand) string {
	name := func() string { return "flash:" + [...]string{"a", "b", "C", "c"}[r.IntN(4)] }
	switch r.IntN(10) {
	case 0, 1, 2:
		return "copy " + name() + " " + name()
	case 3:
		return "copy running-config " + name()
	case 4, 5:
		return "delete /force " + name()
	case 6:
		return "undelete " + [...]string{"1", "2", "3"}[r.IntN(3)] + " flash:"
	case 7:
		return [...]string{"squeeze flash:", "erase flash:", "show flash:", "show flash: all", "dir /all flash:"}[r.IntN(5)]
	case 8:
		return "more " + name()
	}
	return [...]string{"copy nvram:startup-config ", "verify ", "rename flash:a "}[r.IntN(3)] + name()
}

// whole checks the files below dir and gives the bytes that all takes.
func whole(t *testing.T, fs ifs.FS, dir ifs.Name) (used int64) {
	t.Helper()
	ctx := context.Background()
	linear := ifs.Keeps(fs)
	entries, err := ifs.ReadAll(ctx, fs, dir)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, e := range entries {
		switch low := strings.ToLower(e.Name); {
		case linear && e.Deleted:
			used += 64 + e.Size
			continue
		case names[low]:
			t.Errorf("%s: two of %s", dir, e.Name)
		default:
			names[low] = true
		}
		if e.Dir {
			used += 4096 + whole(t, fs, dir.Join(e.Name+"/"))
			continue
		}
		if linear {
			used += 64 + e.Size
		} else {
			used += (e.Size + 4095) / 4096 * 4096
		}
		f, err := fs.Open(ctx, dir.Join(e.Name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if cerr := f.Close(); err != nil || cerr != nil {
			t.Fatal(err, cerr)
		}
		isTar := len(b) >= 1024 && len(b)%512 == 0
		if int64(len(b)) != e.Size || !wholeText(b) && !isTar {
			t.Errorf("%s%s is torn: %.40q", dir, e.Name, b)
		}
	}
	return used
}
