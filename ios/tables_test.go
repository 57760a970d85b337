package ios

import (
	"slices"
	"testing"

	"github.com/iosim/iosim/cli"
	"github.com/iosim/iosim/cli/confcmd"
	"github.com/iosim/iosim/cli/filecmd"
	"github.com/iosim/iosim/cli/showcmd"
	"github.com/iosim/iosim/cli/syscmd"
	"github.com/iosim/iosim/internal/grammar"
)

// TestTables is where bad rows are found: running programs trust the tables.
func TestTables(t *testing.T) {
	s, err := New()
	if err != nil {
		t.Fatal(err)
	}
	if err := s.tables.Check(); err != nil {
		t.Error(err)
	}
}

// unexplained are the labels of arguments that "?" lists as the words they may be,
// or that say it all.
var unexplained = []string{"INTERFACE", "TYPE", "WORD", "URL", "Delay before reload (mmm or hhh:mm)"}

// "?" explains every keyword.
func TestEveryWordHasHelp(t *testing.T) {
	for _, row := range allRows(t) {
		for _, w := range grammar.Explain(row.Syntax) {
			if w.Help == "" && !slices.Contains(unexplained, w.Text) {
				t.Errorf("%s: %s: no help for %q", row.Mode.Name, grammar.Synopsis(row.Syntax), w.Text)
			}
		}
	}
}

// allRows returns the rows of all families.
func allRows(t *testing.T) []*cli.Row {
	t.Helper()
	conf, err := confcmd.Rows()
	if err != nil {
		t.Fatal(err)
	}
	return slices.Concat(conf, filecmd.Rows(), showcmd.Rows(), syscmd.Rows())
}
