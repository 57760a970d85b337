package arch

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"
)

// testName is the name of a test, fuzz target or transcript in the table of promises.
var testName = regexp.MustCompile("`((?:Test|Fuzz)[A-Z]\\w*|[\\w-]+\\.txtar)`")

// declaredTest is the head of a test or fuzz target.
var declaredTest = regexp.MustCompile(`(?m)^func ((?:Test|Fuzz)[A-Z]\w*)\(`)

// TestPromisesHaveTests: each test that SECURITY.md names exists.
func TestPromisesHaveTests(t *testing.T) {
	page, err := os.ReadFile(filepath.Join(root(t), "SECURITY.md"))
	if err != nil {
		t.Fatal(err)
	}
	there := map[string]bool{}
	for _, name := range files(t, root(t), ".txtar") {
		there[filepath.Base(name)] = true
	}
	for _, name := range files(t, root(t), ".go") {
		src, err := os.ReadFile(filepath.Join(root(t), name))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range declaredTest.FindAllSubmatch(src, -1) {
			there[string(m[1])] = true
		}
	}
	named := testName.FindAllSubmatch(page, -1)
	if len(named) < 50 {
		t.Errorf("only %d tests are named", len(named))
	}
	for _, m := range named {
		if !there[string(m[1])] {
			t.Errorf("SECURITY.md names %s, which does not exist", m[1])
		}
	}
}
