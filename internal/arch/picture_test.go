package arch

import (
	"cmp"
	"flag"
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "redraw the pictures of the documents")

// A node of the picture is a layer with the packages that are in it.
type node struct {
	name     string
	packages []string
	imports  map[*node]bool
}

// graph is the layers in the order of the table and what their packages import. Packages
// below internal, which all import, and those for tests are left out, and so are layers
// without packages.
func graph(all []listed) []*node {
	short := func(importPath string) string {
		return strings.TrimPrefix(strings.TrimPrefix(importPath, module), "/")
	}
	layerOf := func(pkg string) int {
		if within("internal", pkg) || pkg != "iosimtest" && anyMatches(testSupport, pkg) {
			return -1
		}
		return slices.IndexFunc(layers, func(l layer) bool { return matches(l.packages, pkg) })
	}
	byLayer := map[int]*node{}
	for _, p := range all {
		if i := layerOf(short(p.ImportPath)); i >= 0 && len(p.GoFiles) > 0 {
			if byLayer[i] == nil {
				byLayer[i] = &node{name: layers[i].packages, imports: map[*node]bool{}}
			}
			byLayer[i].packages = append(byLayer[i].packages, short(p.ImportPath))
		}
	}
	for _, p := range all {
		from := byLayer[layerOf(short(p.ImportPath))]
		for _, imp := range p.Imports {
			if to := byLayer[layerOf(short(imp))]; from != nil && within(module, imp) && to != nil && to != from {
				from.imports[to] = true
			}
		}
	}
	var out []*node
	for _, i := range slices.Sorted(maps.Keys(byLayer)) {
		slices.Sort(byLayer[i].packages)
		out = append(out, byLayer[i])
	}
	return out
}

// reduce takes the arrows out that a way over other nodes tells as well.
func reduce(nodes []*node) {
	for _, from := range nodes {
		for to := range maps.Clone(from.imports) {
			seen := map[*node]bool{from: true}
			var reaches func(n *node) bool
			reaches = func(n *node) bool {
				if seen[n] {
					return false
				}
				seen[n] = true
				for next := range n.imports {
					if next == to || reaches(next) {
						return true
					}
				}
				return false
			}
			for by := range from.imports {
				if by != to && reaches(by) {
					delete(from.imports, to)
					break
				}
			}
		}
	}
}

// label is the name of a layer; one with a wildcard has the names of its packages besides.
func (n *node) label() string {
	if !strings.ContainsAny(n.name, "*.") {
		return n.name
	}
	names := make([]string, len(n.packages))
	for i, p := range n.packages {
		names[i] = path.Base(p)
	}
	const each = 5 // on a line
	var lines []string
	for l := range slices.Chunk(names, each) {
		lines = append(lines, strings.Join(l, " "))
	}
	return n.name + "<br/>" + strings.Join(lines, "<br/>")
}

// mermaid draws the layers for readers of Markdown.
func mermaid(nodes []*node) string {
	var b strings.Builder
	b.WriteString("```mermaid\nflowchart TD\n")
	for i, n := range nodes {
		fmt.Fprintf(&b, "  n%d[\"%s\"]\n", i, n.label())
	}
	for i, n := range nodes {
		for j, to := range nodes {
			if n.imports[to] {
				fmt.Fprintf(&b, "  n%d --> n%d\n", i, j)
			}
		}
	}
	return b.String() + "```\n"
}

// levels draws the layers as lines of text: each line imports only what is below it.
func levels(nodes []*node) string {
	depth := map[*node]int{}
	// In as many rounds as there are nodes every layer has sunk as deep as it goes.
	for range nodes {
		for _, n := range nodes {
			for to := range n.imports {
				depth[to] = max(depth[to], depth[n]+1)
			}
		}
	}
	byDepth := map[int][]string{}
	for _, n := range nodes {
		byDepth[depth[n]] = append(byDepth[depth[n]], n.name)
	}
	lines := make([]string, 0, len(byDepth)+1)
	for _, d := range slices.Sorted(maps.Keys(byDepth)) {
		lines = append(lines, strings.Join(byDepth[d], "   "))
	}
	lines = append(lines, "internal/...")
	width := len(slices.MaxFunc(lines, func(a, b string) int { return cmp.Compare(len(a), len(b)) }))
	var b strings.Builder
	b.WriteString("```text\n")
	for i, l := range lines {
		if i > 0 {
			b.WriteString(strings.Repeat(" ", width/2) + "|\n")
		}
		b.WriteString(strings.Repeat(" ", (width-len(l))/2) + l + "\n")
	}
	return b.String() + "```\n"
}

// TestPicture compares the pictures of the documents with the imports of today, or draws them
// anew with -update.
func TestPicture(t *testing.T) {
	nodes := graph(list(t, "linux"))
	if len(nodes) < 10 {
		t.Fatalf("only %d layers", len(nodes))
	}
	reduce(nodes)
	const begin, end = "<!-- picture: go test ./internal/arch -run TestPicture -update -->\n", "<!-- end of picture -->\n"
	for name, drawn := range map[string]string{"docs/architecture.md": mermaid(nodes), "README.md": levels(nodes)} {
		file := filepath.Join(root(t), filepath.FromSlash(name))
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		head, rest, found := strings.Cut(string(text), begin)
		before, tail, ended := strings.Cut(rest, end)
		switch {
		case !found || !ended:
			t.Errorf("%s has no %s", name, begin)
		case before == drawn:
		case *update:
			if err := os.WriteFile(file, []byte(head+begin+drawn+end+tail), 0o644); err != nil {
				t.Fatal(err)
			}
		default:
			t.Errorf("the picture of %s is stale; go test ./internal/arch -run TestPicture -update\n%s", name, drawn)
		}
	}
}

func TestReduce(t *testing.T) {
	a, b, c, d := &node{name: "a"}, &node{name: "b"}, &node{name: "c"}, &node{name: "d"}
	a.imports = map[*node]bool{b: true, c: true, d: true}
	b.imports = map[*node]bool{c: true}
	c.imports = map[*node]bool{d: true}
	nodes := []*node{a, b, c, d}
	reduce(nodes)
	want := "```mermaid\nflowchart TD\n  n0[\"a\"]\n  n1[\"b\"]\n  n2[\"c\"]\n  n3[\"d\"]\n  n0 --> n1\n  n1 --> n2\n  n2 --> n3\n```\n"
	if got := mermaid(nodes); got != want {
		t.Errorf("%s", got)
	}
	b.name = "bb   cc"
	if got, want := levels(nodes), "```text\n     a\n      |\n  bb   cc\n"; !strings.HasPrefix(got, want) {
		t.Errorf("%s", got)
	}
}
