package clients

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
)

// A workflow is what clients are there for, step by step: a table of docs/clients.md, its
// columns the steps.
type workflow struct {
	name    string
	steps   []string
	clients []client // the rows
}

// A client is a row of a table.
type client struct {
	name string
	// version is that of the program that runs, or for one that is played that of the source
	// that was read.
	version func(t *testing.T) string
	// lacks are the steps that it has no way to do.
	lacks []string
	// enables: it logs in with privilege 1 and goes on by enable.
	enables bool
	run     func(t *testing.T, u *job)
}

// level is the privilege that it logs in with.
func (c client) level() int {
	if c.enables {
		return 1
	}
	return 15
}

// lacks are the steps that a client of the workflow has no way to do.
func (w workflow) lacks(client string) []string {
	for _, c := range w.clients {
		if c.name == client {
			return c.lacks
		}
	}
	return nil
}

// run has each client do all of its steps, side by side, by way of one, and compares the
// page's table with what they got done.
func (w workflow) run(t *testing.T, one func(t *testing.T, c client, seen cellTexts)) {
	t.Parallel()
	var mu sync.Mutex
	rows := map[string]string{}
	t.Run("client", func(t *testing.T) {
		for _, c := range w.clients {
			t.Run(c.name, func(t *testing.T) {
				t.Parallel()
				version := c.version(t)
				seen := cellTexts{}
				for _, s := range w.steps {
					seen[s] = done
					if slices.Contains(c.lacks, s) {
						seen[s] = lacking
					}
				}
				if text := caught(func() { one(t, c, seen) }); text != "" {
					t.Fatal(text)
				}
				mu.Lock()
				defer mu.Unlock()
				rows[c.name] = w.row(c.name, version, seen)
			})
		}
	})
	w.check(t, rows)
}

// cellTexts are the cells of a row by step.
type cellTexts map[string]string

const (
	done    = "✓"
	lacking = "–"
)

func (w workflow) row(name, version string, seen cellTexts) string {
	cells := []string{name, version}
	for _, s := range w.steps {
		cells = append(cells, seen[s])
	}
	return "| " + strings.Join(cells, " | ") + " |\n"
}

const page = "../../docs/clients.md"

var pageLock sync.Mutex // the workflows run side by side

// marks stand around the table in the page.
func (w workflow) marks() (head, tail string) {
	return "<!-- " + w.name + ": go test ./internal/clients -update -->\n", "<!-- end of " + w.name + " -->\n"
}

var update = flag.Bool("update", false, "write the compatibility tables of docs/clients.md")

// table has all clients in their order. The row of one that did not run is as it was.
func (w workflow) table(rows map[string]string, before string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "| client | version | %s |\n| --- | --- |%s\n", strings.Join(w.steps, " | "), strings.Repeat(" --- |", len(w.steps)))
	for _, c := range w.clients {
		if r, ok := rows[c.name]; ok {
			b.WriteString(r)
			continue
		}
		for line := range strings.Lines(before) {
			if strings.HasPrefix(line, "| "+c.name+" | ") {
				b.WriteString(line)
			}
		}
	}
	return b.String()
}

// check compares the table of the page with what was seen, or writes it.
func (w workflow) check(t *testing.T, rows map[string]string) {
	t.Helper()
	pageLock.Lock()
	defer pageLock.Unlock()
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	begin, end := w.marks()
	head, rest, found := strings.Cut(string(text), begin)
	before, tail, ended := strings.Cut(rest, end)
	if !found || !ended {
		t.Fatalf("%s has no %s", page, begin)
	}
	now := w.table(rows, before)
	if now == before {
		return
	}
	if !*update {
		t.Errorf("the table %s of docs/clients.md is stale; what was seen:\n%s", w.name, now)
		return
	}
	if err := os.WriteFile(page, []byte(head+begin+now+end+tail), 0o644); err != nil {
		t.Fatal(err)
	}
}
