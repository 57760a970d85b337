package main

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDocs compares docs/commands with the pages that `iosim docs` writes now.
func TestDocs(t *testing.T) {
	dir := t.TempDir()
	if code := docsCommand([]string{dir}, nil); code != exitOK {
		t.Fatalf("iosim docs: exit %d", code)
	}
	want, got := pagesIn(t, dir), pagesIn(t, "../../docs/commands")
	for name := range got {
		if want[name] == "" {
			t.Errorf("docs/commands/%s belongs to no mode: remove it", name)
		}
	}
	for name := range want {
		if d := cmp.Diff(strings.Split(got[name], "\n"), strings.Split(want[name], "\n")); d != "" {
			if len(d) > 2000 {
				d = d[:2000] + "…"
			}
			t.Errorf("docs/commands/%s is stale: refresh it with\n\tgo run ./cmd/iosim docs docs/commands\n(-file +tables):\n%s", name, d)
		}
	}
}

// pagesIn reads the files of a folder.
func pagesIn(t *testing.T, dir string) map[string]string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil || len(found) == 0 {
		t.Fatalf("%s: %d files, %v", dir, len(found), err)
	}
	out := map[string]string{}
	for _, f := range found {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(f)] = string(b)
	}
	return out
}

var pageLink = regexp.MustCompile(`\]\(([^)]*\.md)\)`)

// TestDocsLinks follows the links between the pages.
func TestDocsLinks(t *testing.T) {
	pages := pagesIn(t, "../../docs/commands")
	for name, text := range pages {
		leads := map[string]bool{}
		for _, m := range pageLink.FindAllStringSubmatch(text, -1) {
			leads[m[1]] = true
		}
		for to := range leads {
			if pages[to] == "" {
				t.Errorf("%s leads to %s, which is not there", name, to)
			}
		}
	}
}

func TestDocsPrinted(t *testing.T) {
	var out bytes.Buffer
	if code := docsCommand(nil, &out); code != exitOK || !strings.HasPrefix(out.String(), "# Command reference\n") || !strings.Contains(out.String(), "\n# Interface configuration commands\n") {
		t.Errorf("exit %d, %.200q", code, out.String())
	}
}

func TestDocsUsage(t *testing.T) {
	var out bytes.Buffer
	if code := docsCommand([]string{"x", "y"}, &out); code != exitUsage || out.Len() > 0 {
		t.Errorf("exit %d, %q", code, out.String())
	}
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	if code := docsCommand([]string{file}, &out); code != exitFailed {
		t.Errorf("a folder that is a file: exit %d", code)
	}
}
