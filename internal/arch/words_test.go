package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// belowIOS are the packages that know nothing of IOS: hardware, files, terminals, events,
// and what the world of a lab consists of.
var belowIOS = []string{"device", "event", "ifs", "ifs/*fs", "line", "line/*", "lab/network", "lab/host", "lab/listen", "lab/state"}

// iosWords are in lines of IOS's configuration, in its commands, prompts and messages.
var iosWords = regexp.MustCompile(strings.Join([]string{
	`running-config`, `startup-config`, `access-list`, `access-class`, `boot system`, `crypto key`,
	`enable (secret|password)`, `exec-timeout`, `ip (address|route|ssh|tftp|ftp|http|domain|scp)\b`, `\binterface `, `\bhostname `,
	`line (vty|con) `, `login local`, `\busername `, `tftp-server`, `transport input`, `service password`, `aaa `, `\bno ip `,
	`\bshutdown\b`, `configure terminal`, `write memory`, `copy running`, `show (version|running|ip|boot|flash)`, `(Router|Switch)[>#(]`,
	`%[A-Z][A-Z0-9_]+-[0-7]-`, `\b[A-Z][A-Z0-9_]+-[0-7]-[A-Z]`, `% (Invalid|Incomplete|Ambiguous|Unknown|Bad)`,
}, "|"))

// iosWordsAllowed are the words that a file has for a reason.
var iosWordsAllowed = []struct{ file, word, reason string }{
	{"device/fault.go", "boot system", "says what a fault does"},
	{"event/kinds.go", "running-config", "says what an event is"},
	{"event/kinds.go", "startup-config", "says what an event is"},
	{"ifs/nvramfs/nvramfs.go", "startup-config", "the name of the file in NVRAM"},
	{"ifs/nvramfs/store.go", "startup-config", "the name of the file in NVRAM"},
	{"lab/listen/poller_linux.go", "shutdown", "the system call"},
}

// TestNoIOSWordsBelowIOS: another software can run on the same hardware.
func TestNoIOSWordsBelowIOS(t *testing.T) {
	top := root(t)
	used := map[int]bool{}
	err := filepath.WalkDir(top, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(top, name)
		if err != nil {
			return err
		}
		rel = filepath.ToSlash(rel)
		if d.IsDir() {
			if strings.HasPrefix(d.Name(), ".") && name != top || d.Name() == "testdata" {
				return filepath.SkipDir
			}
			return nil
		}
		if !anyMatches(belowIOS, path.Dir(rel)) || filepath.Ext(rel) != ".go" || strings.HasSuffix(rel, "_test.go") {
			return nil
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		found, err := findIOSWords(rel, src)
		if err != nil {
			return err
		}
		for _, w := range found {
			i := slices.IndexFunc(iosWordsAllowed, func(a struct{ file, word, reason string }) bool { return a.file == rel && a.word == w.word })
			if i < 0 {
				t.Errorf("%v: %q is a word of IOS: it belongs into ios or above", w.at, w.word)
			}
			used[i] = true
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for i, a := range iosWordsAllowed {
		if !used[i] {
			t.Errorf("%s has no %q any more: take it out of iosWordsAllowed", a.file, a.word)
		}
	}
}

type iosWord struct {
	at   token.Position
	word string
}

// findIOSWords looks for iosWords in the strings of a file: not in its comments, and not
// in the paths of its imports.
func findIOSWords(name string, src []byte) ([]iosWord, error) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, src, parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	var out []iosWord
	ast.Inspect(file, func(n ast.Node) bool {
		if _, ok := n.(*ast.ImportSpec); ok {
			return false
		}
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		text, err := strconv.Unquote(lit.Value)
		if err != nil {
			return true // the parser has taken it
		}
		for _, w := range iosWords.FindAllString(text, -1) {
			out = append(out, iosWord{set.Position(lit.Pos()), w})
		}
		return true
	})
	return out, nil
}

func TestFindIOSWords(t *testing.T) {
	for _, c := range []struct{ src, want string }{
		{`"hello"`, "[]"},
		{`"hostname"`, "[]"},
		{`"the interface"`, "[]"},
		{"nil // hostname R1", "[]"},
		{`"\x68ostname R1"`, "[hostname ]"},
		{"`interface GigabitEthernet0/0\n ip address 10.1.1.1`", "[interface  ip address]"},
		{`"ip access-list standard 1"`, "[access-list]"},
		{`"no shutdown"`, "[shutdown]"},
		{`"line vty 0 4"`, "[line vty ]"},
		{`"%SYS-5-CONFIG_I: x"`, "[%SYS-5-]"},
		{`f("SYS-5-RESTART", "x")`, "[SYS-5-R]"},
		{`"Router#"`, "[Router#]"},
		{`"configure terminal"`, "[configure terminal]"},
		{`"enable secret 9 x"`, "[enable secret]"},
		{`"username admin"`, "[username ]"},
	} {
		found, err := findIOSWords("planted.go", []byte("package planted\n\nimport _ \"a/startup-config\"\n\nvar x = "+c.src+"\n"))
		if err != nil {
			t.Fatal(err)
		}
		words := []string{}
		for _, w := range found {
			words = append(words, w.word)
		}
		if got := fmt.Sprint(words); got != c.want {
			t.Errorf("%s: %s, want %s", c.src, got, c.want)
		}
	}
}
