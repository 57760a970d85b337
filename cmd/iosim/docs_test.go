package main

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// TestDocs: docs/commands.md is what `iosim docs` prints now.
func TestDocs(t *testing.T) {
	var want bytes.Buffer
	if code := docsCommand(nil, &want); code != exitOK {
		t.Fatalf("iosim docs: exit %d", code)
	}
	got, err := os.ReadFile("../../docs/commands.md")
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(strings.Split(string(got), "\n"), strings.Split(want.String(), "\n")); d != "" {
		if len(d) > 2000 {
			d = d[:2000] + "…"
		}
		t.Errorf("docs/commands.md is stale: refresh it with\n\tgo run ./cmd/iosim docs > docs/commands.md\n(-file +tables):\n%s", d)
	}
}

func TestDocsUsage(t *testing.T) {
	var out bytes.Buffer
	if code := docsCommand([]string{"x"}, &out); code != exitUsage || out.Len() > 0 {
		t.Errorf("exit %d, %q", code, out.String())
	}
}
