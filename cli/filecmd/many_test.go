package filecmd_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ios/system"
)

const emptyLab = `
name: empty
devices:
  R2: { platform: c2901, running: none }
`

// many is how many files a directory has to stand.
const many = 10_000

// fill makes that many empty files in flash0:, file-0.txt and so on.
func fill(tb testing.TB, d *system.System) ifs.FS {
	tb.Helper()
	fs, _, err := d.Files().Resolve(ifs.Name{Prefix: "flash0"})
	if err != nil {
		tb.Fatal(err)
	}
	for i := range many {
		w, err := fs.Create(tb.Context(), ifs.Name{Prefix: "flash0", Path: fmt.Sprintf("file-%d.txt", i)}, 0)
		if err == nil {
			err = w.Commit()
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	return fs
}

// A directory of 10,000 files is listed whole and in order, found in by wildcard, and
// emptied again; free and used stay the size.
func TestManyFiles(t *testing.T) {
	d := router(t, emptyLab)
	empty := ifs.Info{}
	if fs, _, err := d.Files().Resolve(ifs.Name{Prefix: "flash0"}); err == nil {
		empty = fs.Info()
	}
	fs := fill(t, d)
	checkDisk(t, d, "flash0")
	p := newPerson(t, d)
	rows := strings.Split(strings.TrimSpace(p.types("dir flash0:")), "\n")
	if len(rows) != many+4 {
		t.Fatalf("%d lines", len(rows))
	}
	for i, row := range rows[2 : 2+many] {
		if f := strings.Fields(row); len(f) != 9 || f[0] != fmt.Sprint(i+1) || f[8] != fmt.Sprintf("file-%d.txt", i) {
			t.Fatalf("row %d: %q", i+1, row)
		}
	}
	if got := p.types("dir flash0:file-77*.txt"); strings.Count(got, "file-77") != 1+111 { // the head names the pattern
		t.Errorf("file-77*: %d rows", strings.Count(got, "file-77"))
	}
	p.types("delete /force flash0:file-*")
	if got := p.types("dir flash0:"); !strings.Contains(got, "No files in directory") {
		t.Errorf("after delete: %.200q", got)
	}
	if now := fs.Info(); now != empty {
		t.Errorf("after delete %+v, before %+v", now, empty)
	}
}
