package diskfs

import (
	"bufio"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/spf13/afero"
)

const killEnv = "DISKFS_TEST_FOLDER"

// TestKilledWriter is the process that TestKill kills.
func TestKilledWriter(t *testing.T) {
	dir := os.Getenv(killEnv)
	if dir == "" {
		return // not the child
	}
	f := open(t, afero.NewBasePathFs(afero.NewOsFs(), dir), options(64<<20))
	fmt.Println("ready")
	for i := 0; ; i++ {
		put(t, f, "image.bin", strings.Repeat(string(rune('a'+i%26)), 300_000+i%7*10_000))
		put(t, f, fmt.Sprintf("new-%d", i%5), strings.Repeat("n", 50_000))
		must(t, f.Remove(t.Context(), name(fmt.Sprintf("new-%d", i%5))))
		if i%8 == 7 {
			must(t, f.Format(t.Context()))
		}
	}
}

// TestKill kills a writing process at random moments: every file is whole.
func TestKill(t *testing.T) {
	dir := t.TempDir()
	b := afero.NewBasePathFs(afero.NewOsFs(), dir)
	for round := range 25 {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestKilledWriter$")
		cmd.Env = append(os.Environ(), killEnv+"="+dir)
		out, err := cmd.StdoutPipe()
		must(t, err)
		must(t, cmd.Start())
		if line, _ := bufio.NewReader(out).ReadString('\n'); line != "ready\n" {
			t.Errorf("the writer says %q", line)
		}
		time.Sleep(time.Duration(rand.Int64N(int64(40 * time.Millisecond))))
		must(t, cmd.Process.Kill())
		_ = cmd.Wait()

		f := open(t, b, options(64<<20))
		rows, err := f.ReadDir(t.Context(), name(""))
		must(t, err)
		var used int64
		for _, r := range rows {
			got := get(t, f, r.Name)
			used += (int64(len(got)) + 4095) / 4096 * 4096
			switch {
			case strings.Trim(got, got[:1]) != "":
				t.Errorf("round %d: %s is a mixture", round, r.Name)
			case r.Name == "image.bin" && (len(got) < 300_000 || len(got)%10_000 != 0):
				t.Errorf("round %d: the image has %d bytes", round, len(got))
			case r.Name != "image.bin" && len(got) != 50_000:
				t.Errorf("round %d: %s has %d bytes", round, r.Name, len(got))
			}
		}
		if f.Used() != used {
			t.Errorf("round %d: used %d, want %d", round, f.Used(), used)
		}
		if left, _ := filepath.Glob(filepath.Join(dir, ".iosim", "*", "*")); len(left) > 0 {
			t.Errorf("round %d: left over: %q", round, left)
		}
	}
}
