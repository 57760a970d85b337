package filecmd_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/cli/filecmd"
	"github.com/iosim/iosim/device/config"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/lab"
)

// TestTwoSessions lets two sessions work on the same files at random. Every file is
// whole at the end, and free and used are the size.
func TestTwoSessions(t *testing.T) {
	spec, err := lab.Read(strings.NewReader(`
name: two
devices:
  R2:
    platform: c2901
    running: none
    files: { "flash0:a": { text: "aaaaaaaaaaaaaaaa" }, "usbflash0:b": { text: "bbbbbbbb" } }
`), "two.yaml")
	if err != nil {
		t.Fatal(err)
	}
	l, err := lab.Open(t.Context(), spec, lab.Options{Clock: clock.Simulated(time.Date(2016, 3, 1, 9, 0, 0, 0, time.UTC)), Simulated: true, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	}()
	d, _ := l.Device("R2")
	d.Config().Set(nil, config.Line{Text: "file prompt quiet", Key: "file prompt"})
	tables, err := cli.NewTables(filecmd.Rows())
	if err != nil {
		t.Fatal(err)
	}
	var wg sync.WaitGroup
	for id := range uint64(2) {
		wg.Go(func() {
			s := cli.NewSession(d, tables, nil, "console")
			s.SetLevel(cli.PrivilegedLevel)
			r := rand.New(rand.NewPCG(7, id))
			for range 400 {
				line := randomLine(r)
				var bad *cli.LineError
				if err := s.Exec(t.Context(), line); errors.As(err, &bad) {
					t.Errorf("%s: %v", line, err)
				}
			}
		})
	}
	wg.Wait()
	for _, prefix := range []string{"flash0", "usbflash0"} {
		fs, n, err := d.Files().Resolve(ifs.Name{Prefix: prefix, Path: "/"})
		if err != nil {
			t.Fatal(err)
		}
		used := int64(0)
		if prefix == "usbflash0" {
			used = 36864 // of an empty stick (ios-files.md 1)
		}
		used += whole(t, fs, n)
		if i := fs.Info(); i.Free+used != i.Size {
			t.Errorf("%s: %d used, %+v", prefix, used, i)
		}
	}
}

func randomLine(r *rand.Rand) string {
	name := func() string {
		fs := [...]string{"flash0:", "usbflash0:", "flash:"}[r.IntN(3)]
		dir := [...]string{"", "", "d/", "e/", "/d/f/"}[r.IntN(5)]
		return fs + dir + [...]string{"a", "b", "C", "c", "t.tar"}[r.IntN(5)]
	}
	switch r.IntN(12) {
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
	}
	return fmt.Sprintf("copy running-config %s", name())
}

// whole checks the files below dir and gives the bytes that all takes.
func whole(t *testing.T, fs ifs.FS, dir ifs.Name) (used int64) {
	t.Helper()
	ctx := context.Background()
	entries, err := ifs.ReadDir(ctx, fs, dir)
	if err != nil {
		t.Fatal(err)
	}
	names := map[string]bool{}
	for _, e := range entries {
		if low := strings.ToLower(e.Name); names[low] {
			t.Errorf("%s: two of %s", dir, e.Name)
		} else {
			names[low] = true
		}
		if e.Dir {
			used += 4096 + whole(t, fs, dir.Join(e.Name+"/"))
			continue
		}
		used += (e.Size + 4095) / 4096 * 4096
		f, err := fs.Open(ctx, dir.Join(e.Name))
		if err != nil {
			t.Fatal(err)
		}
		b, err := io.ReadAll(f)
		if cerr := f.Close(); err != nil || cerr != nil {
			t.Fatal(err, cerr)
		}
		a, bb := bytes.Count(b, []byte("a")) == 16, bytes.Count(b, []byte("b")) == 8
		if int64(len(b)) != e.Size || !(len(b) == 16 && a || len(b) == 8 && bb || bytes.HasSuffix(b, []byte("end\n"))) {
			t.Errorf("%s%s is torn: %.40q", dir, e.Name, b)
		}
	}
	return used
}
