package clients

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
)

// steps are those of an upgrade in their order, and the columns of the table.
var steps = []string{"connect", "facts", "put", "copy", "verify", "boot", "save", "reload", "version"}

// The table's row of a client, filled while it runs.
type row struct {
	client, version string
	seen            map[string]bool // the steps that were done wherever they were due
}

// table collects the rows of clients that run side by side.
type table struct {
	mu   sync.Mutex
	rows map[string]row // by client
}

func (a *table) add(r row) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.rows[r.client] = r
}

func (r row) String() string {
	mark := func(ok bool) string {
		if ok {
			return "✓"
		}
		return "–"
	}
	cells := []string{r.client, r.version}
	for _, s := range steps {
		cells = append(cells, mark(r.seen[s]))
	}
	return "| " + strings.Join(cells, " | ") + " |"
}

const (
	readme    = "../../README.md"
	tableHead = "<!-- compatibility: go test ./internal/clients -update -->\n"
	tableTail = "<!-- /compatibility -->\n"
)

var update = flag.Bool("update", false, "write the compatibility table of the README")

// render is the table in the order of all clients. The row of one that did not run
// is as it was.
func (a *table) render(order []string, before string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| client | version | %s |\n| --- | --- |%s\n", strings.Join(steps, " | "), strings.Repeat(" --- |", len(steps)))
	for _, client := range order {
		if r, ok := a.rows[client]; ok {
			fmt.Fprintln(&b, r)
			continue
		}
		for line := range strings.Lines(before) {
			if strings.HasPrefix(line, "| "+client+" | ") {
				b.WriteString(line)
			}
		}
	}
	return b.String()
}

// check compares the table of the README with what was seen, or writes it.
func (a *table) check(t *testing.T, order []string) {
	t.Helper()
	text, err := os.ReadFile(readme)
	if err != nil {
		t.Fatal(err)
	}
	head, rest, found := strings.Cut(string(text), tableHead)
	before, tail, ended := strings.Cut(rest, tableTail)
	if !found || !ended {
		t.Fatalf("%s has no %s", readme, tableHead)
	}
	now := a.render(order, before)
	if now == before {
		return
	}
	if !*update {
		t.Errorf("the compatibility table of the README is stale; what was seen:\n%s", now)
		return
	}
	if err := os.WriteFile(readme, []byte(head+tableHead+now+tableTail+tail), 0o644); err != nil {
		t.Fatal(err)
	}
}
