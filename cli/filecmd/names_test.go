package filecmd_test

import (
	"strings"
	"testing"

	"github.com/iosim/iosim/ifs"
)

const namesLab = `
name: names
devices:
  R2:
    platform: c2901
    running: none
    files: { "flash0:a": { text: "hello\n" }, "flash0:d/x": { text: "x\n" } }
`

// Names that a disk cannot have are refused in the words of ios-files.md 14.3 by every
// command, and the disks stay as they were.
func TestBadNames(t *testing.T) {
	d := router(t, namesLab)
	p := newPerson(t, d)
	p.types("archive tar /create flash0:t.tar flash0:d")
	space := func() (out [2]ifs.Info) {
		for i, prefix := range []string{"flash0", "usbflash0"} {
			fs, _, err := d.Files().Resolve(ifs.Name{Prefix: prefix})
			if err != nil {
				t.Fatal(err)
			}
			out[i] = fs.Info()
		}
		return out
	}
	before := space()
	for what, name := range map[string]string{
		"1,000 characters": strings.Repeat("n", 1000), "256 characters": strings.Repeat("n", 256),
		"NUL": "a\x00b", "a control character": "a\x01b", "half a character": "a\xffb",
		"a backslash": `a\b`, "a colon": "a:b",
	} {
		for _, line := range []string{
			"copy flash0:a flash0:@", "copy flash0:a usbflash0:@", "copy flash0:@ usbflash0:b", "mkdir flash0:@", "rmdir flash0:@",
			"rename flash0:a @", "rename flash0:@ b", "delete /force flash0:@", "delete /force /recursive flash0:@", "more flash0:@", "dir flash0:@",
			"dir /recursive flash0:@", "cd flash0:@", "verify /md5 flash0:@", "verify flash0:@", "show file information flash0:@",
			"archive tar /create flash0:@ flash0:d", "archive tar /create flash0:t flash0:@", "archive tar /table flash0:@",
			"archive tar /xtract flash0:t.tar flash0:@", "show archive config differences flash0:@", "configure replace flash0:@ force",
		} {
			got := p.types(strings.ReplaceAll(line, "@", name))
			if !strings.Contains(got, "(Invalid argument)") && !strings.Contains(got, "(No such file or directory)") &&
				!strings.Contains(got, "Error: Could not open file ") && !strings.Contains(got, "% Invalid input") {
				t.Errorf("%s: %s: %q", what, line, got)
			}
		}
	}
	if after := space(); after != before {
		t.Errorf("%+v, was %+v", after, before)
	}
	if got := p.types("dir /recursive flash0:"); strings.Count(got, "rw-") != 4 {
		t.Errorf("%q", got)
	}
}
