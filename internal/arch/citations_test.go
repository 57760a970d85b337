package arch

import (
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// A citation names a page in Markdown and sections of it, as "ios-files.md 6.11, 9 and
// 14.3" does.
type citation struct {
	line     int
	page     string
	sections []string
}

var (
	// gap is what stands between two words of a comment, which may begin a new line.
	gap     = `(?:[ \t]|\r?\n[ \t]*(?://|#)?)+`
	section = `\d+(?:\.\d+)*`

	citing   = regexp.MustCompile(`\b([A-Za-z0-9_./-]+\.md)\b(?:` + gap + `(` + section + `(?:(?:,` + gap + `|` + gap + `and` + gap + `|` + gap + `to` + gap + `|–)` + section + `)*))?`)
	number   = regexp.MustCompile(section)
	numbered = regexp.MustCompile(`(?m)^##+ (` + section + `)\.? `)
)

// citations finds the pages that a source file names.
func citations(text string) []citation {
	var out []citation
	for _, m := range citing.FindAllStringSubmatchIndex(text, -1) {
		c := citation{line: 1 + strings.Count(text[:m[0]], "\n"), page: text[m[2]:m[3]]}
		if m[4] >= 0 {
			c.sections = number.FindAllString(text[m[4]:m[5]], -1)
		}
		out = append(out, c)
	}
	return out
}

// sections are the numbers of a page's headings.
func sections(page string) map[string]bool {
	out := map[string]bool{}
	for _, m := range numbered.FindAllStringSubmatch(page, -1) {
		out[m[1]] = true
	}
	return out
}

// TestCitations checks that every page and section that a source file or a transcript cites
// exists. A bare name is a page of docs/reference or docs/commands; other pages are named by
// their path.
func TestCitations(t *testing.T) {
	top := root(t)
	pages := map[string]map[string]bool{}
	read := func(dir, name string) map[string]bool {
		for _, at := range []string{path.Join("docs/reference", name), path.Join("docs/commands", name), name, path.Join(dir, name)} {
			if s, ok := pages[at]; ok {
				return s
			}
			if b, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(at))); err == nil {
				pages[at] = sections(string(b))
				return pages[at]
			}
		}
		return nil
	}
	seen := 0
	for _, name := range files(t, top, ".go", ".txtar") {
		b, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range citations(string(b)) {
			have := read(path.Dir(name), c.page)
			if have == nil {
				t.Errorf("%s:%d: there is no page %s", name, c.line, c.page)
				continue
			}
			for _, s := range c.sections {
				seen++
				if !have[s] {
					t.Errorf("%s:%d: %s has no section %s", name, c.line, c.page, s)
				}
			}
		}
	}
	if seen < 100 {
		t.Errorf("only %d citations were looked at", seen)
	}
}

// files lists the files of the module that have one of the extensions, by their paths
// relative to it.
func files(t *testing.T, top string, extensions ...string) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(top, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() && name != top && strings.HasPrefix(d.Name(), ".") {
			return filepath.SkipDir
		}
		for _, e := range extensions {
			if !d.IsDir() && filepath.Ext(name) == e {
				rel, err := filepath.Rel(top, name)
				if err != nil {
					return err
				}
				out = append(out, filepath.ToSlash(rel))
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestFindCitations(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"// The caret (ios-boot.md 11.3).", "1 ios-boot.md [11.3]"},
		{"// Two pages (ios-files.md 6.7, 7; ios-boot.md 4).", "1 ios-files.md [6.7 7]; 1 ios-boot.md [4]"},
		{"x\n\t// A line's end (ios-files.md\n\t// 6.11, 9\n\t// and 14.3, row by row).", "2 ios-files.md [6.11 9 14.3]"},
		{"# A transcript: ios-boot.md 11.1 to 11.7, or\n# ios-files.md 6.3–6.7.", "1 ios-boot.md [11.1 11.7]; 2 ios-files.md [6.3 6.7]"},
		{"// ios-files.md 7: 120 dots; ios-boot.md 0, caution 3", "1 ios-files.md [7]; 1 ios-boot.md [0]"},
		{"// No section: docs/faults.md.", "1 docs/faults.md []"},
		{"notes.mdx", ""},
	} {
		var got []string
		for _, f := range citations(c.text) {
			got = append(got, fmt.Sprintf("%d %s %v", f.line, f.page, f.sections))
		}
		if s := strings.Join(got, "; "); s != c.want {
			t.Errorf("%q: %q, want %q", c.text, s, c.want)
		}
	}
	if s := sections("# 1. The title\n\n## 2. dir\ntext\n### 2.1 A disk\n#### 3.1.2 x\n## Unnumbered\n"); len(s) != 3 || !s["2"] || !s["2.1"] || !s["3.1.2"] {
		t.Errorf("%v", s)
	}
}
