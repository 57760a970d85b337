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

// source is a method or field of a type that holds what a peer has sent.
type source struct{ pkg, typ, member string }

// foreign are the sources, and the files that may take text from them, each with its
// reason: they make it safe to show by internal/printable, or do not show it. All others
// get it from them.
var foreign = map[source]map[string]string{
	{"golang.org/x/crypto/ssh", "ConnMetadata", "User"}:          {"line/ssh/server.go": "userName makes it safe"},
	{"golang.org/x/crypto/ssh", "ConnMetadata", "ClientVersion"}: {},
	{"golang.org/x/crypto/ssh", "ConnMetadata", "ServerVersion"}: {},
	{"archive/tar", "Header", "Linkname"}:                        {},
	{"archive/tar", "Header", "Name"}:                            {"cli/filecmd/tarmember.go": "memberOf makes it safe"},
	{"net/textproto", "Error", "Msg"}: {
		"ifs/ftpfs/dir.go":   "judges the kind of a refusal",
		"ifs/ftpfs/fault.go": "judges the kind of a refusal",
	},
	{"net/http", "Response", "Status"}:           {"ifs/httpfs/request.go": "refusal makes it safe"},
	{"github.com/jlaffaye/ftp", "Entry", "Name"}: {"ifs/ftpfs/dir.go": "entry makes it safe"},
	{module + "/internal/tftp", "Packet", "Text"}: {
		"ifs/tftpfs/outcome.go":    "saysError makes it safe",
		"internal/wire/message.go": "Caption quotes it",
	},
}

// controlJudges are the files outside internal/printable that ask which characters are
// control characters, each with its reason: none makes a text to show of what it keeps.
var controlJudges = map[string]string{
	"cli/ask.go":               "the key that answers a question",
	"cli/filecmd/dump.go":      "a dump has ASCII alone",
	"cli/filecmd/more.go":      "tells a binary file from a text",
	"cli/showcmd/monitor.go":   "a dump has ASCII alone",
	"ifs/nvramfs/store.go":     "tells a configuration from damage",
	"internal/share/folder.go": "refuses names that a client may not use",
	"line/console/menu.go":     "the keys that are typed",
	"line/decode.go":           "the keys that are typed",
	"line/editor.go":           "the keys that are typed",
	"line/pager.go":            "counts columns",
	"line/screen.go":           "counts columns",
}

// TestForeignTextHasOneWayIn: what a peer has sent is taken where it is made safe
// to show, and internal/printable alone says what is.
func TestForeignTextHasOneWayIn(t *testing.T) {
	t.Parallel()
	exports := exportData(t)
	taken, judged := map[source]map[string]bool{}, map[string]bool{}
	for _, p := range list(t, runtime.GOOS) {
		pkg := strings.TrimPrefix(p.ImportPath, module+"/")
		if anyMatches(testSupport, pkg) || len(p.GoFiles) == 0 {
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
		short := func(at token.Position) string {
			name, err := filepath.Rel(root(t), at.Filename)
			if err != nil {
				t.Fatal(err)
			}
			return filepath.ToSlash(name)
		}
		if pkg != "internal/printable" {
			for _, at := range controlComparisons(set, files) {
				name := short(at)
				judged[name] = true
				if _, ok := controlJudges[name]; !ok {
					t.Errorf("%s:%d: judges control characters; internal/printable makes text safe to show", name, at.Line)
				}
			}
		}
		if !slices.ContainsFunc(p.Deps, func(d string) bool {
			for s := range foreign {
				if s.pkg == d {
					return true
				}
			}
			return false
		}) {
			continue
		}
		reads, err := foreignReads(p.ImportPath, set, files, exports)
		if err != nil {
			t.Fatal(err)
		}
		for s, places := range reads {
			if s.pkg == p.ImportPath {
				continue // the package of the type itself
			}
			for _, at := range places {
				name := short(at)
				if taken[s] == nil {
					taken[s] = map[string]bool{}
				}
				taken[s][name] = true
				if _, ok := foreign[s][name]; !ok {
					t.Errorf("%s:%d: takes foreign text from %s.%s.%s; take it from the file that makes it safe to show", name, at.Line, s.pkg, s.typ, s.member)
				}
			}
		}
	}
	for s, owners := range foreign {
		for name := range owners {
			if !taken[s][name] {
				t.Errorf("%s takes nothing from %s.%s.%s any more: take it out of foreign", name, s.pkg, s.typ, s.member)
			}
		}
	}
	for name := range controlJudges {
		if !judged[name] {
			t.Errorf("%s judges no control characters any more: take it out of controlJudges", name)
		}
	}
}

// foreignReads finds the uses of the sources in a package, however they are reached.
func foreignReads(path string, set *token.FileSet, files []*ast.File, exports map[string]string) (map[source][]token.Position, error) {
	info := &types.Info{Selections: map[*ast.SelectorExpr]*types.Selection{}}
	conf := types.Config{Importer: importFrom(set, exports)}
	if _, err := conf.Check(path, set, files, info); err != nil {
		return nil, err
	}
	assigned := map[ast.Expr]bool{}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			if a, ok := n.(*ast.AssignStmt); ok {
				for _, l := range a.Lhs {
					assigned[l] = true
				}
			}
			return true
		})
	}
	out := map[source][]token.Position{}
	for at, sel := range info.Selections {
		o := sel.Obj()
		if o.Pkg() == nil || assigned[at] {
			continue
		}
		for s := range foreign {
			if o.Name() != s.member || o.Pkg().Path() != s.pkg {
				continue
			}
			t := o.Pkg().Scope().Lookup(s.typ)
			if t == nil {
				continue
			}
			if m, _, _ := types.LookupFieldOrMethod(t.Type(), true, o.Pkg(), s.member); m == o {
				out[s] = append(out[s], set.Position(at.Sel.Pos()))
			}
		}
	}
	for _, places := range out {
		slices.SortFunc(places, func(a, b token.Position) int { return a.Offset - b.Offset })
	}
	return out, nil
}

// controlComparisons finds where a character is compared with the first or the last that
// can be seen, or with DEL.
func controlComparisons(set *token.FileSet, files []*ast.File) []token.Position {
	edge := func(e ast.Expr, of ...string) bool {
		l, ok := e.(*ast.BasicLit)
		return ok && slices.Contains(of, l.Value)
	}
	var out []token.Position
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			b, ok := n.(*ast.BinaryExpr)
			if !ok {
				return true
			}
			for _, e := range []ast.Expr{b.X, b.Y} {
				switch b.Op {
				case token.LSS, token.GTR, token.LEQ, token.GEQ:
					if edge(e, "' '", "'~'", "0x20", "0x7e", "0x7f", `'\x7f'`, "0x80", "0xa0") {
						out = append(out, set.Position(b.Pos()))
					}
				case token.EQL, token.NEQ:
					if edge(e, "0x7f", `'\x7f'`) {
						out = append(out, set.Position(b.Pos()))
					}
				}
			}
			return true
		})
	}
	return out
}

// A source is found however it is reached; what has its name alone is not.
func TestForeignReads(t *testing.T) {
	const src = `package planted

import (
	"archive/tar"
	"net/http"

	"golang.org/x/crypto/ssh"
)

type other struct{ Name, Status string }

type mine struct{ *tar.Header }

func read(c *ssh.ServerConn, m ssh.ConnMetadata, h mine, r *http.Response, o other) {
	_ = c.User()            // 15
	get := m.User           // 16
	_ = get()
	_ = h.Name              // 18
	_ = r.Status            // 19
	_ = o.Name + o.Status
	h.Name = "written"
	_ = r.StatusCode
	_ = h.FileInfo().Name()
}

func clean(r rune) bool { return r < ' ' || r == 0x7f } // 26
`
	set := token.NewFileSet()
	f, err := parser.ParseFile(set, "planted.go", src, parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	reads, err := foreignReads(module+"/planted", set, []*ast.File{f}, exportData(t))
	if err != nil {
		t.Fatal(err)
	}
	var lines []int
	for _, places := range reads {
		for _, at := range places {
			lines = append(lines, at.Line)
		}
	}
	slices.Sort(lines)
	if want := []int{15, 16, 18, 19}; !slices.Equal(lines, want) {
		t.Errorf("lines %v, want %v", lines, want)
	}
	lines = nil
	for _, at := range controlComparisons(set, []*ast.File{f}) {
		lines = append(lines, at.Line)
	}
	if want := []int{26, 26}; !slices.Equal(lines, want) {
		t.Errorf("comparisons in lines %v, want %v", lines, want)
	}
}
