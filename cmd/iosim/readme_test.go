package main

import (
	"context"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/lab/spec"
)

const root = "../.."

// A block is a fenced block of a page, without its fences.
type block struct {
	page, lang, text string
}

// pages are the documents whose commands, labs and code are tested. The command reference
// and the reference pages quote devices; they hold nothing to run.
func pages(t *testing.T) []string {
	t.Helper()
	below, err := filepath.Glob(filepath.Join(root, "docs", "*.md"))
	if err != nil || len(below) == 0 {
		t.Fatalf("docs: %d pages, %v", len(below), err)
	}
	out := []string{"README.md", "CONTRIBUTING.md"}
	for _, p := range below {
		out = append(out, "docs/"+filepath.Base(p))
	}
	return out
}

// blocks are the fenced blocks of a page in their order.
func blocks(t *testing.T, page string) []block {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(page)))
	if err != nil {
		t.Fatal(err)
	}
	var out []block
	var open *block
	for line := range strings.Lines(string(b)) {
		lang, fence := strings.CutPrefix(strings.TrimRight(line, "\n"), "```")
		switch {
		case open != nil && fence:
			out = append(out, *open)
			open = nil
		case open != nil:
			open.text += line
		case fence:
			open = &block{page: page, lang: lang}
		}
	}
	if open != nil {
		t.Fatalf("%s: a block that does not end", page)
	}
	return out
}

// ofLang are the blocks of all pages in a language.
func ofLang(t *testing.T, lang string) []block {
	t.Helper()
	var out []block
	for _, p := range pages(t) {
		for _, b := range blocks(t, p) {
			if b.lang == lang {
				out = append(out, b)
			}
		}
	}
	return out
}

// TestReadmeCommands runs every command of the documents (```sh) in a copy of the tree. A block
// of text behind it is a part of what it prints. Blocks of go test commands are not run: what
// they name must exist, and the command for all tests must be that of CI.
func TestReadmeCommands(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program several times")
	}
	tree := copyTree(t)
	ran := 0
	for _, p := range pages(t) {
		all := blocks(t, p)
		for i, b := range all {
			if b.lang != "sh" {
				continue
			}
			ran++
			output := ""
			if i+1 < len(all) && all[i+1].lang == "text" {
				output = all[i+1].text
			}
			if onlyTests(b.text) {
				testsExist(t, b)
				continue
			}
			if clone, rest, ok := strings.Cut(b.text, "\n"); ok && strings.HasPrefix(clone, "git clone ") {
				if !strings.HasSuffix(clone, "&& cd iosim") {
					t.Errorf("%q", clone)
				}
				b.text = rest // the copy is the clone
			}
			t.Run(p, func(t *testing.T) { runBlock(t, tree, b, output) })
		}
	}
	if ran < 8 {
		t.Errorf("only %d blocks of commands", ran)
	}
}

var goTest = regexp.MustCompile(`^([A-Z_]+=\S+ )*go test `)

// onlyTests reports whether all lines of a block are go test commands.
func onlyTests(text string) bool {
	for line := range strings.Lines(text) {
		if !goTest.MatchString(line) {
			return false
		}
	}
	return true
}

// testsExist looks for the tests and benchmarks of go test commands. The command for all
// tests is this very run, which CI makes.
func testsExist(t *testing.T, b block) {
	t.Helper()
	for line := range strings.Lines(b.text) {
		line = strings.TrimSpace(line)
		f := strings.Fields(strings.ReplaceAll(line, "'", ""))
		name := ".*"
		switch i, j := slices.Index(f, "-bench"), slices.Index(f, "-run"); {
		case i >= 0 && i+1 < len(f):
			name = "Benchmark.*(" + f[i+1] + ")"
		case j >= 0 && j+1 < len(f):
			name = f[j+1]
		case slices.Contains(f, "./..."):
			ci, err := os.ReadFile(filepath.Join(root, ".ci/run"))
			if err != nil {
				t.Fatal(err)
			}
			if !strings.Contains(string(ci), line) {
				t.Errorf("%s: .ci/run does not run %q", b.page, line)
			}
			continue
		}
		var packages []string
		for _, w := range f {
			if strings.HasPrefix(w, "./") {
				packages = append(packages, w)
			}
		}
		if len(packages) == 0 {
			t.Errorf("%s: %q names no package", b.page, line)
			continue
		}
		for _, p := range packages {
			out := shell(t, root, "go test -list '"+name+"' "+p)
			if !regexp.MustCompile(`(?m)^(Test|Benchmark|Example|Fuzz)`).MatchString(out) {
				t.Errorf("%s: %s\n%s", b.page, line, out)
			}
		}
	}
}

// shown is what the output of a block must hold besides, by a word of the block.
var shown = []struct{ block, want string }{
	{"examples/upgrade.sh", "\nversion: \"flash0:c2900-universalk9-mz.SPA.155-2.T1.bin\"\n"},
	{"netmiko_upgrade.py", "\nversion: 15.5(2)T1\n"},
	{"ansible-playbook", "failed=0"},
	{"examples/scrapligo", "\nversion: flash0:c2900-universalk9-mz.SPA.155-2.T1.bin\n"},
	{"pytest", "passed"},
	{"go run ./cmd/iosim\n", "Press RETURN to get started!"},
}

func runBlock(t *testing.T, tree string, b block, output string) {
	if strings.Contains(b.text, "examples/upgrade.sh") {
		peertest.Need(t, "ssh", "ansible-playbook")
		peertest.Python(t, "netmiko", "pytest")
	}
	out := shell(t, tree, b.text)
	for _, s := range shown {
		if strings.Contains(b.text, s.block) && !strings.Contains(out, s.want) {
			t.Errorf("%s\n%s", b.text, out)
		}
	}
	if output != "" && !quoted(output).MatchString(out) {
		t.Errorf("%s prints no\n%s\nbut\n%s", b.text, output, out)
	}
}

// quoted matches output of which a document shows a part: a line that is only "…" stands for
// any lines, and "…" within a line for any text.
func quoted(part string) *regexp.Regexp {
	var b strings.Builder
	b.WriteString(`(?m)^`)
	for line := range strings.Lines(part) {
		if strings.TrimSpace(line) == "…" {
			b.WriteString(`(?:.*\n)*?`)
			continue
		}
		b.WriteString(strings.ReplaceAll(regexp.QuoteMeta(strings.TrimRight(line, " \n")), "…", ".*") + ` *\n`)
	}
	return regexp.MustCompile(b.String())
}

func TestQuoted(t *testing.T) {
	const out = "one\nR2#copy\nLoading: !!!!!!!\n[OK - 5 bytes]\n\n5 bytes copied\nR2#\n"
	for _, c := range []struct {
		part string
		want bool
	}{
		{"R2#copy\nLoading: !!…\n…\n5 bytes copied\n", true},
		{"R2#copy\n[OK - 5 bytes]\n", false},
		{"copy\n", false},
		{"R2#copy\n…\nnothing\n", false},
	} {
		if quoted(c.part).MatchString(out) != c.want {
			t.Errorf("%q: not %v", c.part, c.want)
		}
	}
}

func shell(t *testing.T, dir, text string) string {
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Minute)
	defer cancel()
	c := exec.CommandContext(ctx, "bash", "-euo", "pipefail", "-c", text)
	c.Dir = dir
	c.WaitDelay = time.Second
	// This Go; and of several python3 Debian's own, which has the modules.
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Dir(goTool) + ":/usr/bin:" + os.Getenv("PATH")
	// Ansible starts with no other encoding than UTF-8.
	c.Env = append(os.Environ(), "XDG_STATE_HOME="+t.TempDir(), "PATH="+path, "LC_ALL=C.UTF-8")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", text, err, out)
	}
	return string(out)
}

// copyTree is the tree as a clone of it would be.
func copyTree(t *testing.T) string {
	to := t.TempDir()
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && d.Name() == ".git":
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), b, info.Mode().Perm())
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// TestReadmeLength keeps the README to what one reads in a sitting.
func TestReadmeLength(t *testing.T) {
	b, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(b), "\n"); n > 200 {
		t.Errorf("%d lines, more than 200", n)
	}
}

// TestReadmeLabs reads the lab files of the documents.
func TestReadmeLabs(t *testing.T) {
	all := ofLang(t, "yaml")
	if len(all) == 0 {
		t.Error("no lab files")
	}
	for _, b := range all {
		if _, err := spec.Read(strings.NewReader(b.text), b.page); err != nil {
			t.Error(err)
		}
	}
}

// TestReadmeCode finds the Go of the documents in the tree.
func TestReadmeCode(t *testing.T) {
	missing := map[string]block{}
	for _, b := range ofLang(t, "go") {
		missing[b.text] = b
	}
	if len(missing) == 0 {
		t.Error("no Go")
	}
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || filepath.Ext(p) != ".go" {
			return err
		}
		src, err := os.ReadFile(p)
		for text := range missing {
			if strings.Contains(string(src), text) {
				delete(missing, text)
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for text, b := range missing {
		t.Errorf("%s: not in the tree:\n%s", b.page, text)
	}
}

var localLink = regexp.MustCompile(`\]\(([^)#:]+)(#[^)]*)?\)`)

// TestReadmeLinks follows the links of the documents to files.
func TestReadmeLinks(t *testing.T) {
	for _, p := range append(pages(t), "CHANGELOG.md", "docs/reference/README.md") {
		b, err := os.ReadFile(filepath.Join(root, filepath.FromSlash(p)))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range localLink.FindAllStringSubmatch(string(b), -1) {
			if _, err := os.Stat(filepath.Join(root, filepath.FromSlash(p), "..", filepath.FromSlash(m[1]))); err != nil {
				t.Errorf("%s: %v", p, err)
			}
		}
	}
}
