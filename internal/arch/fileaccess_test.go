package arch

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
)

// fileSystems has the interfaces of file systems; its functions ask the permit of their
// context, their methods do not.
const fileSystems = module + "/ifs"

// unasked are the interfaces of ifs whose methods use files without asking.
var unasked = []string{"FS", "DirReader", "Statter", "Remover", "DirMaker", "Renamer", "Formatter", "Undeleter", "Checker"}

// actsForUsers are the packages in which a user's command or client uses files of the
// router.
func actsForUsers(pkg string) bool {
	return pkg == "cli" || strings.HasPrefix(pkg, "cli/") || pkg == "ios" || strings.HasPrefix(pkg, "ios/")
}

// startupReaders are the files that read the startup-config past the file layer, each with
// its reason.
var startupReaders = map[string]string{
	"cli/permit.go":           "asks the permit first",
	"ios/start.go":            "the boot reads it",
	"ios/system/nextimage.go": "takes the boot lines for show version and reload",
	"ios/system/save.go":      "takes the boot lines after a save",
}

// TestFilesAreUsedWithPermit: commands and servers use files only through the functions of
// ifs, which judge by the privilege of who acts. So a new command has the rule of
// `file privilege` without a line of its own.
func TestFilesAreUsedWithPermit(t *testing.T) {
	exports := exportData(t)
	for _, p := range list(t, runtime.GOOS) {
		pkg := strings.TrimPrefix(p.ImportPath, module+"/")
		if !actsForUsers(pkg) || anyMatches(testSupport, pkg) || !slices.Contains(p.Deps, fileSystems) {
			continue
		}
		set := token.NewFileSet()
		var files []*ast.File
		for _, name := range p.GoFiles {
			f, err := parser.ParseFile(set, filepath.Join(root(t), filepath.FromSlash(pkg), name), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			files = append(files, f)
		}
		uses, err := unaskedUses(p.ImportPath, set, files, exports)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range uses {
			name, err := filepath.Rel(root(t), at.Filename)
			if err != nil {
				t.Fatal(err)
			}
			if _, ok := startupReaders[filepath.ToSlash(name)]; !ok {
				t.Errorf("%s:%d: uses a file of the router without asking the permit: take the function of ifs (or Ctx.Startup)", name, at.Line)
			}
		}
	}
}

// unaskedUses finds the uses of methods of file systems in a package, and of the method
// that gives the startup-config.
func unaskedUses(path string, set *token.FileSet, files []*ast.File, exports map[string]string) ([]token.Position, error) {
	info := &types.Info{Selections: map[*ast.SelectorExpr]*types.Selection{}}
	conf := types.Config{Importer: importFrom(set, exports)}
	if _, err := conf.Check(path, set, files, info); err != nil {
		return nil, err
	}
	var out []token.Position
	for at, s := range info.Selections {
		f, ok := s.Obj().(*types.Func)
		if !ok || f.Pkg() == nil {
			continue
		}
		recv := f.Signature().Recv().Type()
		if p, ok := recv.(*types.Pointer); ok {
			recv = p.Elem()
		}
		n, ok := recv.(*types.Named)
		if !ok {
			continue
		}
		switch from, name := f.Pkg().Path(), f.Name(); {
		case from == fileSystems && slices.Contains(unasked, n.Obj().Name()) && name != "Info":
		case from == fileSystems+"/nvramfs" && name == "Startup":
		default:
			continue
		}
		out = append(out, set.Position(at.Sel.Pos()))
	}
	slices.SortFunc(out, func(a, b token.Position) int { return a.Offset - b.Offset })
	return out, nil
}

func TestUnaskedUses(t *testing.T) {
	const src = `package planted

import (
	"context"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/nvramfs"
)

type mine struct{ ifs.FS }

func use(ctx context.Context, fs ifs.FS, m mine, n ifs.Name, v *nvramfs.FS) {
	_, _ = fs.Open(ctx, n)             // 13
	_, _ = m.Create(ctx, n, 1)         // 14
	_ = fs.(ifs.Remover).Remove(ctx, n) // 15
	open := fs.Open                    // 16
	_, _ = open(ctx, n)
	_, _ = v.Startup() // 18
	_, _ = ifs.Open(ctx, fs, n)
	_ = fs.Info()
}
`
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, "planted.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	uses, err := unaskedUses(module+"/planted", set, []*ast.File{f}, exportData(t))
	if err != nil {
		t.Fatal(err)
	}
	var lines []int
	for _, at := range uses {
		lines = append(lines, at.Line)
	}
	if want := []int{13, 14, 15, 16, 18}; !slices.Equal(lines, want) {
		t.Errorf("lines %v, want %v", lines, want)
	}
}
