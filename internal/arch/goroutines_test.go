package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// bareGoroutines are the packages that may start goroutines without internal/safego, each
// with its reason. In all others a panic, such as over what a server or client has sent,
// must end what it was doing and never the program.
var bareGoroutines = map[string]string{
	"internal/safego": "it is what the others use",
	"internal/clock":  "timers that wake sleepers; no byte from outside passes",
	"images":          "hashes of the standard library over blocks of bytes; nothing is parsed",
}

// harmless are the names of what a bare time.AfterFunc or context.AfterFunc may call, and
// nothing else: they end a wait of another goroutine.
var harmless = []string{"Close", "CloseWithError", "SetReadDeadline", "Shutdown", "close", "cancel", "stop"}

// TestGoroutinesRecover: product code starts its goroutines and callbacks by
// internal/safego.
func TestGoroutinesRecover(t *testing.T) {
	top := root(t)
	looked, found := 0, map[string]bool{}
	for _, name := range files(t, top, ".go") {
		pkg := filepath.ToSlash(filepath.Dir(name))
		if strings.HasSuffix(name, "_test.go") || anyMatches(testSupport, pkg) || strings.Contains(name, "testdata/") || within("examples", pkg) {
			continue
		}
		src, err := os.ReadFile(filepath.Join(top, filepath.FromSlash(name)))
		if err != nil {
			t.Fatal(err)
		}
		looked++
		wrong := unrecovered(name, src)
		if bareGoroutines[pkg] != "" {
			found[pkg] = found[pkg] || len(wrong) > 0
			continue
		}
		for _, w := range wrong {
			t.Error(w)
		}
	}
	if looked < 100 {
		t.Errorf("only %d files were looked at", looked)
	}
	for pkg := range bareGoroutines {
		if !found[pkg] {
			t.Errorf("%s starts no goroutine any more: take it out of bareGoroutines", pkg)
		}
	}
}

// unrecovered finds the goroutines and callbacks of a file in which a panic would end the
// program: go statements, methods Go (of sync.WaitGroup or an errgroup), and AfterFunc
// with a callback that does more than end a wait.
func unrecovered(name string, src []byte) (wrong []string) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, src, parser.SkipObjectResolution)
	if err != nil {
		return []string{err.Error()}
	}
	complain := func(at token.Pos, format string, args ...any) {
		wrong = append(wrong, fmt.Sprintf("%v: %s", set.Position(at), fmt.Sprintf(format, args...)))
	}
	allowed := map[*ast.SelectorExpr]bool{} // AfterFunc in calls that were looked at
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			complain(n.Pos(), "a go statement: use safego.Go")
		case *ast.CallExpr:
			if s, ok := n.Fun.(*ast.SelectorExpr); ok && s.Sel.Name == "AfterFunc" && len(n.Args) == 2 && endsAWait(n.Args[1]) {
				allowed[s] = true
			}
		case *ast.SelectorExpr:
			of, _ := n.X.(*ast.Ident)
			switch {
			case of != nil && of.Name == "safego":
			case n.Sel.Name == "Go":
				complain(n.Pos(), "Go of what is no safego: use safego.Group")
			case n.Sel.Name == "AfterFunc" && !allowed[n]:
				complain(n.Pos(), "AfterFunc with code of its own: use safego.AfterFunc or safego.Timer")
			}
		}
		return true
	})
	return wrong
}

// endsAWait reports whether a callback is one call of a harmless name.
func endsAWait(callback ast.Expr) bool {
	if f, ok := callback.(*ast.FuncLit); ok {
		if len(f.Body.List) != 1 {
			return false
		}
		var call ast.Expr
		switch s := f.Body.List[0].(type) {
		case *ast.ExprStmt:
			call = s.X
		case *ast.AssignStmt: // _ = c.Close()
			if len(s.Rhs) == 1 {
				call = s.Rhs[0]
			}
		}
		c, ok := call.(*ast.CallExpr)
		if !ok {
			return false
		}
		callback = c.Fun
	}
	switch f := callback.(type) {
	case *ast.Ident:
		return slices.Contains(harmless, f.Name)
	case *ast.SelectorExpr:
		return slices.Contains(harmless, f.Sel.Name)
	}
	return false
}

// Each planted breach is found, and what is right is left alone.
func TestUnrecovered(t *testing.T) {
	for _, c := range []struct{ body, wrong string }{
		{`go f()`, "a.go:4:2: a go statement"},
		{`go func() { f() }()`, "a go statement"},
		{`func() { go f() }()`, "a go statement"},
		{`var wg sync.WaitGroup; wg.Go(f)`, "Go of what is no safego"},
		{`run := wg.Go; run(f)`, "Go of what is no safego"},
		{`host{Start: servers.Go}`, "Go of what is no safego"},
		{`time.AfterFunc(d, func() { parse(b) })`, "AfterFunc with code of its own"},
		{`defer context.AfterFunc(ctx, func() { c.Close(); parse(b) })()`, "AfterFunc with code of its own"},
		{`after := time.AfterFunc; after(d, f)`, "AfterFunc with code of its own"},
		{`safego.Go(ctx, "x", f, nil)`, ""},
		{`safego.AfterFunc(ctx, "x", f)`, ""},
		{`var g safego.Group; g.Start(ctx, "x", f)`, ""},
		{`context.AfterFunc(ctx, func() { _ = c.Close() })`, ""},
		{`time.AfterFunc(d, s.cancel)`, ""},
	} {
		got := unrecovered("a.go", []byte("package a\n\nfunc _() {\n\t"+c.body+"\n}\n"))
		if c.wrong == "" && len(got) > 0 || c.wrong != "" && (len(got) != 1 || !strings.Contains(got[0], c.wrong)) {
			t.Errorf("%s: %q, want %q", c.body, got, c.wrong)
		}
	}
}
