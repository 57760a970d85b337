package main

import (
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/scenarios"
)

const root = "../.."

// blocks are the fenced blocks of the README by their language.
func blocks(t *testing.T) map[string][]string {
	b, err := os.ReadFile(filepath.Join(root, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	out := map[string][]string{}
	parts := strings.Split(string(b), "```")
	for i := 1; i < len(parts); i += 2 {
		lang, text, _ := strings.Cut(parts[i], "\n")
		out[lang] = append(out[lang], text)
	}
	return out
}

// TestReadmeCommands runs every command of the README in a copy of the tree.
func TestReadmeCommands(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program several times")
	}
	tree := copyTree(t)
	commands := blocks(t)["sh"]
	if len(commands) < 5 {
		t.Fatalf("%d blocks of commands", len(commands))
	}
	ci, err := os.ReadFile(filepath.Join(root, ".ci/run"))
	if err != nil {
		t.Fatal(err)
	}
	for _, block := range commands {
		if strings.HasPrefix(block, "go test ") {
			// This very run: what CI runs is this command.
			if !strings.Contains(string(ci), strings.TrimSpace(block)) {
				t.Errorf(".ci/run does not run %q", block)
			}
			continue
		}
		if clone, rest, ok := strings.Cut(block, "\n"); ok && strings.HasPrefix(clone, "git clone ") {
			if !strings.HasSuffix(clone, "&& cd iosim") {
				t.Errorf("%q", clone)
			}
			block = rest // the copy is the clone
		}
		t.Run(strings.Fields(block)[0], func(t *testing.T) { readmeBlock(t, tree, block) })
	}
}

// shown is what the output of a block must hold, by a word of the block.
var shown = []struct{ block, want string }{
	{"show version", `System image file is "flash0:c2900-universalk9-mz.SPA.155-2.T1.bin"`},
	{"image show", "verdict    whole"},
	{"examples/upgrade.sh", "\nversion: \"flash0:c2900-universalk9-mz.SPA.155-2.T1.bin\"\n"},
	{"netmiko_upgrade.py", "\nversion: 15.5(2)T1\n"},
	{"ansible-playbook", "failed=0"},
	{"examples/scrapligo", "\nversion: flash0:c2900-universalk9-mz.SPA.155-2.T1.bin\n"},
	{"pytest", "passed"},
	{"go run ./cmd/iosim\n", "Press RETURN to get started!"},
}

func readmeBlock(t *testing.T, tree, block string) {
	if strings.Contains(block, "examples/upgrade.sh") {
		peertest.Need(t, "ssh", "ansible-playbook")
		peertest.Python(t, "netmiko", "pytest")
	}
	out := shell(t, tree, block)
	for _, s := range shown {
		if strings.Contains(block, s.block) && !strings.Contains(out, s.want) {
			t.Errorf("%s\n%s", block, out)
		}
	}
}

func shell(t *testing.T, dir, text string) string {
	c := exec.CommandContext(t.Context(), "bash", "-euo", "pipefail", "-c", text)
	c.Dir = dir
	// This Go; and of several python3 Debian's own, which has the modules.
	goTool, err := exec.LookPath("go")
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Dir(goTool) + ":/usr/bin:" + os.Getenv("PATH")
	// Ansible starts with no other encoding than UTF-8.
	c.Env = append(os.Environ(), "XDG_STATE_HOME="+t.TempDir(), "PATH="+path, "LC_ALL=C.UTF-8")
	out, err := c.CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", text, err, out)
	}
	return string(out)
}

// copyTree is the tree as a clone of it would be.
func copyTree(t *testing.T) string {
	to := t.TempDir()
	err := filepath.WalkDir(root, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(root, p)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && d.Name() == ".git":
			return filepath.SkipDir
		case d.IsDir():
			return os.MkdirAll(filepath.Join(to, rel), 0o755)
		case !d.Type().IsRegular():
			return nil
		}
		b, err := os.ReadFile(p)
		if err != nil {
			return err
		}
		info, err := d.Info()
		if err != nil {
			return err
		}
		return os.WriteFile(filepath.Join(to, rel), b, info.Mode().Perm())
	})
	if err != nil {
		t.Fatal(err)
	}
	return to
}

// TestReadmeSession types the session of the README into the default lab.
func TestReadmeSession(t *testing.T) {
	tr, err := parseTranscript("<Return>\n" + blocks(t)[""][0] + "<Return>\nR2>show version | include image\nR2>\n")
	if err != nil {
		t.Fatal(err)
	}
	sp, err := scenarios.Lookup(scenarios.Default)
	if err != nil {
		t.Fatal(err)
	}
	screen, _, _, err := play(tr, sp, "")
	if err != nil {
		t.Fatal(err)
	}
	if want := "R2>show version | include image\nSystem image file is \"flash0:c2900-universalk9-mz.SPA.155-2.T1.bin\"\n"; !strings.Contains(screen, want) {
		t.Error(screen)
	}
}

// TestReadmeLab reads the lab file of the README.
func TestReadmeLab(t *testing.T) {
	for _, text := range blocks(t)["yaml"] {
		if _, err := spec.Read(strings.NewReader(text), "README.md"); err != nil {
			t.Error(err)
		}
	}
}

// TestReadmeCode finds the Go of the README in the tree.
func TestReadmeCode(t *testing.T) {
	for _, text := range blocks(t)["go"] {
		b, err := os.ReadFile(filepath.Join(root, "cli/filecmd/pwd.go"))
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(string(b), text) {
			t.Errorf("not in the tree:\n%s", text)
		}
	}
}

// TestReadmeBenchmarks finds the benchmarks that the README says how to repeat; CI
// runs them all.
func TestReadmeBenchmarks(t *testing.T) {
	plain := blocks(t)[""]
	for line := range strings.Lines(plain[len(plain)-1]) {
		f := strings.Fields(strings.ReplaceAll(line, "'", ""))
		if len(f) == 0 {
			continue
		}
		i := slices.Index(f, "-bench")
		if i < 0 || i+1 >= len(f) {
			t.Fatalf("no benchmark: %q", line)
		}
		out := shell(t, root, "go test -list 'Benchmark.*("+f[i+1]+")' "+f[len(f)-1])
		if !strings.Contains(out, "Benchmark") {
			t.Errorf("%s\n%s", line, out)
		}
	}
}
