package arch

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

const module = "github.com/iosim/iosim"

type layer struct {
	packages string
	may      []string
}

type library struct {
	path  string
	users []string
}

// matches tells whether a package path fits a pattern of the table.
func matches(pattern, pkg string) bool {
	if below, ok := strings.CutSuffix(pattern, "..."); ok {
		return below == "" || pkg == strings.TrimSuffix(below, "/") || strings.HasPrefix(pkg, below)
	}
	ok, err := path.Match(pattern, pkg)
	return ok && err == nil
}

func anyMatches(patterns []string, pkg string) bool {
	return slices.ContainsFunc(patterns, func(p string) bool { return matches(p, pkg) })
}

// within tells whether an import path is the module path or below it.
func within(modulePath, path string) bool {
	return path == modulePath || strings.HasPrefix(path, modulePath+"/")
}

// judge says what is wrong with the imports of a package, given relative to
// the module; imports are whole paths.
func judge(pkg string, imports []string) []string {
	i := slices.IndexFunc(layers, func(l layer) bool { return matches(l.packages, pkg) })
	if i < 0 {
		return []string{fmt.Sprintf("%s is in no layer: add it to layers in internal/arch/table_test.go, with what it may import", pkg)}
	}
	var wrong []string
	forTests := anyMatches(testSupport, pkg)
	for _, imp := range imports {
		first, _, _ := strings.Cut(imp, "/")
		switch {
		case within(module, imp):
			to := strings.TrimPrefix(strings.TrimPrefix(imp, module), "/")
			if anyMatches(testSupport, to) && !forTests {
				wrong = append(wrong, fmt.Sprintf("%s imports %s, which is for tests", pkg, to))
			} else if !anyMatches(layers[i].may, to) {
				wrong = append(wrong, fmt.Sprintf("%s imports %s; its layer %q may import only %s", pkg, to, layers[i].packages, strings.Join(layers[i].may, ", ")))
			}
		case imp == "testing" || strings.HasPrefix(imp, "testing/"):
			// testing/fstest and its like are small, but they bring testing and its flags into a program.
			if !forTests {
				wrong = append(wrong, fmt.Sprintf("%s imports %s outside its tests", pkg, imp))
			}
		case !strings.Contains(first, "."): // standard library
		case slices.ContainsFunc(testLibraries, func(l string) bool { return within(l, imp) }):
			if !forTests {
				wrong = append(wrong, fmt.Sprintf("%s imports %s outside its tests", pkg, imp))
			}
		default:
			l := slices.IndexFunc(libraries, func(l library) bool { return within(l.path, imp) })
			if l < 0 {
				wrong = append(wrong, fmt.Sprintf("%s imports %s, which is not among the libraries of internal/arch/table_test.go", pkg, imp))
			} else if !anyMatches(libraries[l].users, pkg) {
				wrong = append(wrong, fmt.Sprintf("%s imports %s, which only %s may", pkg, imp, strings.Join(libraries[l].users, ", ")))
			}
		}
	}
	return wrong
}

// The files of a package differ between systems, and with them its imports.
func TestImportsPointDown(t *testing.T) {
	for _, goos := range []string{"linux", "darwin", "windows"} {
		t.Run(goos, func(t *testing.T) {
			t.Parallel()
			seen := 0
			for _, p := range list(t, goos) {
				if len(p.GoFiles) == 0 {
					continue // only tests, or nothing for this system
				}
				seen++
				pkg := strings.TrimPrefix(strings.TrimPrefix(p.ImportPath, module), "/")
				for _, w := range judge(pkg, p.Imports) {
					t.Error(w)
				}
			}
			if seen < 3 {
				t.Errorf("only %d packages were looked at", seen)
			}
		})
	}
}

type listed struct {
	ImportPath string
	GoFiles    []string
	Imports    []string
	Deps       []string
}

func list(t *testing.T, goos string) []listed {
	t.Helper()
	// -e: a package that does not compile is the compiler's to report.
	cmd := exec.CommandContext(t.Context(), "go", "list", "-e", "-json=ImportPath,GoFiles,Imports,Deps", "./...")
	cmd.Dir = root(t)
	cmd.Env = append(os.Environ(), "GOOS="+goos, "CGO_ENABLED=0")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, stderr.String())
	}
	var all []listed
	for d := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listed
		if err := d.Decode(&p); errors.Is(err, io.EOF) {
			return all
		} else if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// root is the folder of the module.
func root(t *testing.T) string {
	t.Helper()
	d, err := filepath.Abs(filepath.Join("..", ".."))
	if err == nil {
		_, err = os.Stat(filepath.Join(d, "go.mod"))
	}
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestJudge(t *testing.T) {
	for _, c := range []struct {
		pkg, imp string
		ok       bool
	}{
		{"ifs", "context", true},
		{"ifs", module + "/device", false},
		{"ifs", module + "/ifs/diskfs", false},
		{"ifs", "github.com/spf13/afero", false},
		{"ifs/diskfs", "github.com/spf13/afero", true},
		{"ifs/diskfs", "github.com/spf13/afero/mem", true},
		{"ifs/diskfs", "github.com/spf13/aferoplane", false},
		{"ifs/diskfs", module + "/ifs", true},
		{"ifs/diskfs", module + "/ifs/nvramfs", false},
		{"ifs/diskfs", module + "/ifs/ifstest", false},
		{"ifs/diskfs", module + "/internal/clock", true},
		{"ifs/ifstest", module + "/ifs", true},
		{"ifs/ifstest", "testing", true},
		{"ifs/ifstest", "pgregory.net/rapid", true},
		{"line/telnet", module + "/line", true},
		{"line/telnet", module + "/line/ssh", false},
		{"line/telnet", module + "/internal/wire", false},
		{"line/console", "github.com/chzyer/readline", true},
		{"line", "github.com/chzyer/readline", false},
		{"line", module + "/cli", false},
		{"boot", module + "/device", false},
		{"boot", module + "/internal/grammar", true},
		{"boot", module + "/internal/chunk", false},
		{"ios/config", module + "/device", false},
		{"device", module + "/ios/config", false},
		{"device", module + "/cli", false},
		{"cli", module + "/cli/filecmd", false},
		{"cli/filecmd", module + "/cli", true},
		{"cli/filecmd", module + "/cli/showcmd", false},
		{"cli/filecmd", module + "/ios", false},
		{"cli/filecmd", module + "/ios/system", true},
		{"cli/filecmd", module + "/lab", false},
		{"ios", module + "/cli/filecmd", true},
		{"ios", module + "/lab", false},
		{"ios/system", module + "/cli", false},
		{"device", module + "/ios/system", false},
		{"lab", module + "/ios", true},
		{"lab", module + "/cli/filecmd", false},
		{"lab", module + "/scenarios", false},
		{"lab", module + "/internal/peertest", false},
		{"lab", "testing", false},
		{"lab", "testing/fstest", false},
		{"lab", "go.uber.org/goleak", false},
		{"lab", "example.org/new", false},
		{"lab", module + "/lab/listen", true},
		{"lab/host", module + "/lab/network", true},
		{"lab/host", module + "/lab/listen", false},
		{"lab/host", module + "/device", false},
		{"lab/listen", module + "/lab", false},
		{"lab/listen", module + "/ios", false},
		{"lab/network", module + "/lab/host", false},
		{"lab/network", module + "/cli", false},
		{"lab/network", module + "/ios/config", false},
		{"lab/state", module + "/device", false},
		{"lab/state", module + "/ios", false},
		{"lab/spec", module + "/lab/state", false},
		{"scenarios", module + "/lab/spec", true},
		{"scenarios", module + "/lab", false},
		{"scenarios", module + "/device", false},
		{"cmd/iosim", module + "/line/console", true},
		{"cmd/iosim", module + "/iosimtest", false},
		{"iosimtest", module + "/lab", true},
		{"iosimtest", module + "/lab/host", true},
		{"iosimtest", module + "/cli", false},
		{"internal/peertest", "testing", true},
		{"internal/tftp/option", module + "/internal/clock", true},
		{"internal/clock", module + "/ifs", false},
		{"internal/clock", module, false},
		{"newcomer", "context", false},
		{"", "context", false},
		{"line/telnet/deep", "context", false},
	} {
		if wrong := judge(c.pkg, []string{c.imp}); (len(wrong) == 0) != c.ok {
			t.Errorf("%s imports %s: %q", c.pkg, c.imp, wrong)
		}
	}
}
