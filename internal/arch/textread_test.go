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
var readingMethods = []string{"At", "Each", "Get", "Has", "LastPlace", "Lines", "Places", "Render", "Section", "Value"}

// textReaders are the other files that call readingMethods. Those with a reason show,
// store or edit the text as text; those with "" are to be changed: the table shrinks.
var textReaders = map[string]string{
	"cli/alias.go":                 "",
	"cli/archive.go":               "",
	"cli/ask.go":                   "",
	"cli/confcmd/acl.go":           "numbers and edits the lines of a list",
	"cli/confcmd/ifcreate.go":      "makes and removes sections",
	"cli/confcmd/password.go":      "keeps a secret that is typed again",
	"cli/confcmd/prefixlist.go":    "numbers the lines of a list",
	"cli/confcmd/privilege.go":     "edits lines",
	"cli/confcmd/vtylines.go":      "splits and joins sections",
	"cli/configlock.go":            "",
	"cli/filecmd/copyverify.go":    "",
	"cli/keepunknown.go":           "keeps lines that no command knows",
	"cli/privilege.go":             "",
	"cli/runningforms.go":          "rewrites lines into the form of show running-config",
	"cli/shared.go":                "",
	"cli/showcmd/config.go":        "show running-config",
	"cli/showcmd/lldp.go":          "",
	"cli/showcmd/nat.go":           "",
	"cli/showcmd/net.go":           "",
	"cli/showcmd/ntp.go":           "",
	"cli/showcmd/ospf.go":          "",
	"cli/showcmd/policy.go":        "",
	"cli/showcmd/pools.go":         "",
	"cli/showcmd/rip.go":           "",
	"cli/showcmd/routing.go":       "",
	"cli/showcmd/ssh.go":           "",
	"cli/showcmd/vrf.go":           "",
	"cli/stamp.go":                 "",
	"cli/syscmd/enable.go":         "",
	"cli/syscmd/login.go":          "",
	"cli/syscmd/menu.go":           "",
	"cli/syscmd/reload.go":         "",
	"cli/translate.go":             "",
	"cli/tty.go":                   "",
	"ios/console.go":               "",
	"ios/line.go":                  "",
	"ios/serve/sshpolicy.go":       "",
	"ios/serve/sshsession.go":      "",
	"ios/system/access.go":         "",
	"ios/system/accessextended.go": "",
	"ios/system/banner.go":         "",
	"ios/system/clock.go":          "",
	"ios/system/encrypt.go":        "",
	"ios/system/login.go":          "",
	"ios/system/loginblock.go":     "",
	"ios/system/net.go":            "",
	"ios/system/pubkey.go":         "",
	"ios/system/rotary.go":         "",
	"ios/system/save.go":           "writes the running-config",
	"ios/system/severity.go":       "",
	"ios/system/sshkey.go":         "",
	"ios/system/tftpserver.go":     "",
	"ios/system/timestamp.go":      "",
	"ios/system/timezone.go":       "",
	"ios/system/transfer.go":       "",
	"ios/system/user.go":           "",
	"ios/system/vty.go":            "",
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
	conf := types.Config{Importer: importer.ForCompiler(set, "gc", func(path string) (io.ReadCloser, error) {
		file, ok := exports[path]
		if !ok {
			return nil, fmt.Errorf("no export data of %s", path)
		}
		return os.Open(file)
	})}
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
