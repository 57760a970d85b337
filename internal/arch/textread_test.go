package arch

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// treePackage has the configuration as text.
const treePackage = module + "/ios/config"

// textOwners are the packages that may read the text of a configuration: the tree
// itself, and what gives it a meaning.
var textOwners = []string{"ios/config", "ios/running"}

// readingMethods are those of config.Tree that give text of the configuration.
var readingMethods = []string{"At", "Get", "Has", "LastPlace", "Lines", "Places", "Render", "Section", "Value"}

// textReaders are the other files that call readingMethods, each with its reason: they
// show, store or edit the text as text.
var textReaders = map[string]string{
	"cli/confcmd/acl.go":      "finds the entry that a line replaces, negates or renumbers",
	"cli/confcmd/ifcreate.go": "asks whether a section is there before it makes or resets it",
	"cli/confcmd/password.go": "joins a new line of a user with the one that is kept",
	"cli/keepunknown.go":      "asks whether a line that no table knows is there",
	"cli/runningforms.go":     "shows the lines with the defaults that are not kept",
	"cli/showcmd/config.go":   "shows a section",
	"ios/system/save.go":      "stores the running-config",
}

// TestConfigurationTextIsReadByItsOwners: the meaning of the configuration is in
// ios/running; no other package takes it from the text again.
func TestConfigurationTextIsReadByItsOwners(t *testing.T) {
	exports := exportData(t)
	found := map[string]bool{}
	for _, p := range list(t, runtime.GOOS) {
		pkg := strings.TrimPrefix(p.ImportPath, module+"/")
		if slices.Contains(textOwners, pkg) || anyMatches(testSupport, pkg) || !slices.Contains(p.Deps, treePackage) {
			continue
		}
		set := token.NewFileSet()
		var files []*ast.File
		for _, name := range p.GoFiles {
			name = filepath.Join(root(t), filepath.FromSlash(pkg), name)
			f, err := parser.ParseFile(set, name, nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		reads, err := textReads(p.ImportPath, set, files, exports)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range reads {
			name, err := filepath.Rel(root(t), at.Filename)
			if err != nil {
				t.Fatal(err)
			}
			name = filepath.ToSlash(name)
			found[name] = true
			if _, ok := textReaders[name]; !ok {
				t.Errorf("%s:%d: reads the text of the configuration; take the meaning from ios/running", name, at.Line)
			}
		}
	}
	for name := range textReaders {
		if !found[name] {
			t.Errorf("%s reads no text of the configuration any more: take it out of textReaders", name)
		}
	}
}

// textReads finds the uses of readingMethods in a package.
func textReads(path string, set *token.FileSet, files []*ast.File, exports map[string]string) ([]token.Position, error) {
	info := &types.Info{Selections: map[*ast.SelectorExpr]*types.Selection{}}
	conf := types.Config{Importer: importFrom(set, exports)}
	if _, err := conf.Check(path, set, files, info); err != nil {
		return nil, err
	}
	var out []token.Position
	for at, s := range info.Selections {
		f, ok := s.Obj().(*types.Func)
		if !ok || f.Pkg() == nil || f.Pkg().Path() != treePackage || !slices.Contains(readingMethods, f.Name()) {
			continue
		}
		recv := f.Signature().Recv().Type()
		if p, ok := recv.(*types.Pointer); ok {
			recv = p.Elem()
		}
		if n, ok := recv.(*types.Named); ok && n.Obj().Name() == "Tree" {
			out = append(out, set.Position(at.Sel.Pos()))
		}
	}
	slices.SortFunc(out, func(a, b token.Position) int {
		if c := strings.Compare(a.Filename, b.Filename); c != 0 {
			return c
		}
		return a.Offset - b.Offset
	})
	return out, nil
}

// exportData is the files with the exported declarations of the module's packages and
// of all that they import.
func exportData(t *testing.T) map[string]string {
	t.Helper()
	cmd := exec.Command("go", "list", "-export", "-deps", "-f", "{{.ImportPath}} {{.Export}}", "./...")
	cmd.Dir = root(t)
	var errs bytes.Buffer
	cmd.Stderr = &errs
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, errs.Bytes())
	}
	exports := map[string]string{}
	for line := range strings.Lines(string(out)) {
		if path, file, ok := strings.Cut(strings.TrimSpace(line), " "); ok {
			exports[path] = file
		}
	}
	return exports
}

// importFrom imports packages from their export data.
func importFrom(set *token.FileSet, exports map[string]string) types.Importer {
	return importer.ForCompiler(set, "gc", func(path string) (io.ReadCloser, error) {
		file, ok := exports[path]
		if !ok {
			return nil, fmt.Errorf("no export data of %s", path)
		}
		return os.Open(file)
	})
}

// A read is found however the tree is reached; what is not the tree's, or no read, is not.
func TestTextReads(t *testing.T) {
	const src = `package planted

import "github.com/iosim/iosim/ios/config"

type system struct{ *config.Tree }

type other struct{}

func (other) Lines(config.Path) []string { return nil }

func read(s system, tree *config.Tree, o other) {
	_ = tree.Lines(nil)           // 12
	_, _ = s.Get(nil, "hostname") // 13
	get := tree.Value             // 14
	_ = get(nil, "")
	_ = (*config.Tree).Render // 16
	_ = o.Lines(nil)
	_ = tree.Generation()
	tree.Clear()
}
`
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, "planted.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	reads, err := textReads(module+"/planted", set, []*ast.File{f}, exportData(t))
	if err != nil {
		t.Fatal(err)
	}
	var lines []int
	for _, at := range reads {
		lines = append(lines, at.Line)
	}
	if want := []int{12, 13, 14, 16}; !slices.Equal(lines, want) {
		t.Errorf("lines %v, want %v", lines, want)
	}
}
