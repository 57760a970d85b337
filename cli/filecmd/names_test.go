package filecmd_test

import (
	"strings"
	"testing"

	"github.com/iosim/iosim/ifs"
)

// Names that a disk cannot have are refused in the words of ios-files.md 14.3 by every
// command, on both kinds of flash, and the disks stay as they were.
func TestBadNames(t *testing.T) {
	for _, c := range []struct {
		name, yaml, one, other string // the disks that are written to
		slash                  bool   // a slash is one more way to a name that is none
		files                  int
	}{
		{"class C", `
name: names
devices:
  R2:
    platform: c2901
    running: none
    files: { "flash0:a": { text: "hello\n" }, "flash0:d/x": { text: "x\n" } }
`, "flash0", "usbflash0", false, 4},
		{"class B", `
name: names
devices:
  R2:
    platform: c2621
    running: none
    files: { "flash:a": { text: "hello\n" }, "flash:d": { text: "x\n" } }
`, "flash", "flash", true, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			d := router(t, c.yaml)
			p := newPerson(t, d)
			p.types("archive tar /create " + c.one + ":t.tar " + c.one + ":d")
			space := func() (out [2]ifs.Info) {
				for i, prefix := range []string{c.one, c.other} {
					fs, _, err := d.Files().Resolve(ifs.Name{Prefix: prefix})
					if err != nil {
						t.Fatal(err)
					}
					out[i] = fs.Info()
				}
				return out
			}
			before := space()
			bad := map[string]string{
				"1,000 characters": strings.Repeat("n", 1000), "256 characters": strings.Repeat("n", 256),
				"NUL": "a\x00b", "a control character": "a\x01b", "half a character": "a\xffb",
				"a backslash": `a\b`, "a colon": "a:b",
			}
			if c.slash {
				bad["a directory"], bad["64 characters"] = "none/a", strings.Repeat("n", 64)
			}
			for what, name := range bad {
				for _, line := range []string{
					"copy 1:a 1:@", "copy 1:a 2:@", "copy 1:@ 2:b", "mkdir 1:@", "rmdir 1:@",
					"rename 1:a @", "rename 1:@ b", "delete /force 1:@", "delete /force /recursive 1:@", "more 1:@", "dir 1:@",
					"dir /recursive 1:@", "cd 1:@", "verify /md5 1:@", "verify 1:@", "show file information 1:@",
					"archive tar /create 1:@ 1:d", "archive tar /create 1:t 1:@", "archive tar /table 1:@",
					"archive tar /xtract 1:t.tar 2:@", "show archive config differences 1:@", "configure replace 1:@ force",
				} {
					got := p.types(strings.NewReplacer("@", name, "1:", c.one+":", "2:", c.other+":").Replace(line))
					if !strings.Contains(got, "(Invalid argument)") && !strings.Contains(got, "(No such file or directory)") &&
						!strings.Contains(got, "Error: Could not open file ") && !strings.Contains(got, "% Invalid input") {
						t.Errorf("%s: %s: %q", what, line, got)
					}
				}
			}
			if after := space(); after != before {
				t.Errorf("%+v, was %+v", after, before)
			}
			if got := p.types("dir /recursive " + c.one + ":"); strings.Count(got, "rw-") != c.files {
				t.Errorf("%q", got)
			}
		})
	}
}
