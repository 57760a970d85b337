package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// internalsShown are the packages whose exported declarations may name types of
// internal/, each with its reason. They are for other packages of this module; a program
// of another module uses lab and iosimtest, and can name all that they show.
var internalsShown = map[string]string{
	"boot":         "the clock of a Board is the device's",
	"cli":          "rows are written in the notation of internal/grammar",
	"device":       "it is given the lab's clock and the folder of captures",
	"ifs/recordfs": "it writes to the folder of captures",
	"ios/capture":  "its buffers are those of internal/wire",
	"ios/system":   "it shows the readers of a capture to the daemons",
}

// TestExportedTypesCanBeNamed: what a package exports can be used by a program that
// cannot import internal/.
func TestExportedTypesCanBeNamed(t *testing.T) {
	imp := importFrom(token.NewFileSet(), exportData(t))
	found := map[string]bool{}
	for _, p := range list(t, runtime.GOOS) {
		pkg := strings.TrimPrefix(p.ImportPath, module+"/")
		if strings.HasPrefix(pkg, "internal/") || strings.HasPrefix(pkg, "cmd/") || pkg != "iosimtest" && anyMatches(testSupport, pkg) || len(p.GoFiles) == 0 {
			continue
		}
		checked, err := imp.Import(p.ImportPath)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range internalsOf(checked) {
			found[pkg] = true
			if _, ok := internalsShown[pkg]; !ok {
				t.Errorf("%s: %s names a type of internal/", pkg, name)
			}
		}
	}
	for pkg := range internalsShown {
		if !found[pkg] {
			t.Errorf("%s names no type of internal/ any more: take it out of internalsShown", pkg)
		}
	}
}

// internalsOf is the exported declarations of a package, fields and methods among them,
// that name a type of internal/.
func internalsOf(p *types.Package) (out []string) {
	note := func(name string, t types.Type) {
		text := types.TypeString(t, func(o *types.Package) string { return o.Path() })
		if strings.Contains(text, module+"/internal/") {
			out = append(out, name)
		}
	}
	for _, name := range p.Scope().Names() {
		o := p.Scope().Lookup(name)
		if !o.Exported() {
			continue
		}
		named, ok := o.Type().(*types.Named)
		if _, isType := o.(*types.TypeName); !isType || !ok {
			note(name, types.Unalias(o.Type()))
			continue
		}
		if s, ok := named.Underlying().(*types.Struct); ok {
			for f := range s.Fields() {
				if f.Exported() {
					note(name+"."+f.Name(), f.Type())
				}
			}
		} else {
			note(name, named.Underlying())
		}
		for m := range named.Methods() {
			if m.Exported() {
				note(name+"."+m.Name(), m.Type())
			}
		}
	}
	return out
}

// A type of internal/ is found in functions, fields, methods and aliases; what is not
// exported does not count.
func TestInternalsOf(t *testing.T) {
	const src = `package planted

import "github.com/iosim/iosim/internal/clock"

type A struct {
	Clock clock.Clock
	clk   clock.Clock
}

func (a A) Now() clock.Clock { return a.clk }
func (a A) now() clock.Clock { return a.clk }

type B = clock.Clock

type C interface{ Tick(clock.Clock) }

var D map[string][]clock.Clock

func E(int) (clock.Clock, error) { return nil, nil }

type f func() clock.Clock

func G(int) error { return nil }
`
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, "planted.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	conf := types.Config{Importer: importFrom(set, exportData(t))}
	p, err := conf.Check(module+"/planted", set, []*ast.File{f}, nil)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := internalsOf(p), []string{"A.Clock", "A.Now", "B", "C", "D", "E"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}
