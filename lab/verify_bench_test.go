package lab_test

import (
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/line"
)

// verifier is a console that types `verify /md5` time and again: from one line
// asked for to the next is how long the command took. md5sum sums the same file in between.
type verifier struct {
	*typed
	b            *testing.B
	sum          func()
	began        time.Time
	ours, theirs []time.Duration
}

const verifyLine = "verify /md5 flash0:big"

func (c *verifier) NextLine() (string, error) {
	now := time.Now()
	if l, err := c.typed.NextLine(); err == nil {
		return l, nil
	}
	if !c.began.IsZero() {
		c.ours = append(c.ours, now.Sub(c.began))
		c.b.StopTimer()
		now = time.Now()
		c.sum()
		c.theirs = append(c.theirs, time.Since(now))
		c.b.StartTimer()
	}
	if !c.b.Loop() {
		return "", io.EOF
	}
	c.began = time.Now()
	return verifyLine, nil
}

// BenchmarkVerifyMD5 is `verify /md5` of 150 MB on flash0:, typed at the console,
// against md5sum of the same file in the same run; x_of_md5sum is how many times
// as fast as md5sum it is, by the medians. Both put their output into memory.
func BenchmarkVerifyMD5(b *testing.B) {
	peertest.Need(b, "md5sum")
	const size = 150_000_000
	dir, err := os.MkdirTemp("/dev/shm", "iosim-verify-")
	if err != nil {
		dir = b.TempDir()
	}
	b.Cleanup(func() { os.RemoveAll(dir) })
	disk := filepath.Join(dir, "disk")
	if err := os.Mkdir(disk, 0o755); err != nil {
		b.Fatal(err)
	}
	peertest.RandomFile(b, filepath.Join(disk, "big"), size, 1)
	want := peertest.MD5(b, filepath.Join(disk, "big"))
	sp, err := spec.Read(strings.NewReader(fmt.Sprintf(`name: verify
devices:
  R2:
    files:
      "flash0:": { dir: %q }
      "flash0:%s": { image: %[2]s, size: 200000 }
`, disk, bootImage)), "verify")
	if err != nil {
		b.Fatal(err)
	}
	path := peertest.Path(b, "md5sum")
	c := &verifier{typed: newTyped([]string{"", "enable"}), b: b}
	c.sum = func() {
		out, err := exec.Command(path, filepath.Join(disk, "big")).Output()
		if err != nil || !strings.HasPrefix(string(out), want) {
			b.Fatalf("md5sum: %v %s", err, out)
		}
	}
	l, err := lab.Open(b.Context(), sp, lab.Options{
		Clock:    clock.Skipping(time.Now()),
		Console:  func(string) line.Conn { return c },
		Terminal: line.Options{Width: 80, Length: 24},
	})
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(size)
	if err := l.Run(b.Context(), l.Devices()[0]); err != nil && !errors.Is(err, io.EOF) {
		b.Fatal(err)
	}
	if err := l.Close(); err != nil {
		b.Fatal(err)
	}
	if n := strings.Count(c.text(), "verify /md5 (flash0:big) = "+want+"\n"); n != len(c.ours) || n == 0 {
		b.Fatalf("%d of %d results", n, len(c.ours))
	}
	slices.Sort(c.ours)
	slices.Sort(c.theirs)
	b.ReportMetric(float64(c.theirs[len(c.theirs)/2])/float64(c.ours[len(c.ours)/2]), "x_of_md5sum")
}
