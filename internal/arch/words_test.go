package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
)

// belowIOS are the packages that know no word of IOS: another software can run on them.
var belowIOS = []string{
	"device", "event", "ifs", "ifs/*fs", "line", "line/*", "images", "lab/network", "lab/host", "lab/listen", "lab/state",
}

// iosWords is what only IOS says: lines of its configuration, its log messages and
// prompts.
var iosWords = regexp.MustCompile(`access-list|ip address|^interface |^hostname |line vty|line con|enable secret|enable password|^username |` +
	`^service |^router |configure terminal|ip route|transport input|aaa new-model|service timestamps|` +
	`%[A-Z]+-[0-7]-[A-Z]+|\b[A-Z]+-[0-7]-[A-Z_]{3,}\b|Router[>#(]|Configured from|administratively down|terminal length`)

// knownWords are files that have one all the same, each with its reason.
var knownWords = map[string]string{
	"device/fault.go": "describes faults of IOS to those who set them",
}

// TestNoIOSWordBelowIOS looks through the string literals of belowIOS.
func TestNoIOSWordBelowIOS(t *testing.T) {
	used := map[string]bool{}
	for _, p := range list(t, runtime.GOOS) {
		pkg := strings.TrimPrefix(p.ImportPath, module+"/")
		if !anyMatches(belowIOS, pkg) {
			continue
		}
		for _, name := range p.GoFiles {
			short := pkg + "/" + name
			src, err := os.ReadFile(filepath.Join(root(t), filepath.FromSlash(short)))
			if err != nil {
				t.Fatal(err)
			}
			for _, w := range wordsOfIOS(short, src) {
				if used[short] = knownWords[short] != ""; !used[short] {
					t.Error(w)
				}
			}
		}
	}
	for name := range knownWords {
		if !used[name] {
			t.Errorf("%s has no word of IOS any more: take it out of knownWords", name)
		}
	}
}

// wordsOfIOS finds the string literals of a file that have one.
func wordsOfIOS(name string, src []byte) (wrong []string) {
	set := token.NewFileSet()
	file, err := parser.ParseFile(set, name, src, parser.SkipObjectResolution)
	if err != nil {
		return []string{err.Error()}
	}
	ast.Inspect(file, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		if text, err := strconv.Unquote(lit.Value); err == nil && iosWords.MatchString(text) {
			wrong = append(wrong, fmt.Sprintf("%v: %q is a word of IOS", set.Position(lit.Pos()), text))
		}
		return true
	})
	return wrong
}

func TestWordsOfIOS(t *testing.T) {
	for text, bad := range map[string]bool{
		"ip address 10.1.1.1": true, "%SYS-5-RESTART: x": true, "LINK-3-UPDOWN": true, "interface GigabitEthernet0/0": true,
		"no interface is up": false, "the address of a host": false, "SHA-1": false, "flash0": false, "running-config": false,
	} {
		src := fmt.Sprintf("package p\n\nvar _ = %q\n", text)
		if got := len(wordsOfIOS("p.go", []byte(src))) > 0; got != bad {
			t.Errorf("%q: %t", text, got)
		}
	}
}
