package lab_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/images"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/peertest"
	"github.com/iosim/iosim/lab"
	"github.com/iosim/iosim/lab/spec"
	"github.com/iosim/iosim/line"
)

// mostMemory is how many bytes may be allocated in all for the copies, far below the size
// of what is copied: that bounds the heap, and does not depend on when garbage is collected.
const mostMemory = 24 << 20

// TestCopyMemory copies 100 MB over TFTP, over FTP and from disk to disk between a
// host of the lab and a disk in a folder: the memory that it takes does not grow with the
// file. It is not parallel: memory is counted for the whole process.
func TestCopyMemory(t *testing.T) {
	const size = 100_000_000
	dir := t.TempDir()
	file := filepath.Join(dir, "lab.yaml")
	text := fmt.Sprintf(`name: memory
devices:
  R2:
    platform: c2901
    files:
      "flash0:%[1]s": { image: %[1]s, size: 200000 }
    startup-config:
      text: |
        hostname R2
        file prompt quiet
        ip tftp blocksize 8192
        interface GigabitEthernet0/0
         ip address 10.1.1.2 255.255.255.0
        end
hosts:
  srv:
    address: 10.1.1.1
    tftp: { root: { files: { big: { image: %[1]s, size: %[2]d } } } }
    ftp: { users: { wendell: odom }, root: { files: { big: { image: %[1]s, size: %[2]d } } } }
`, bootImage, size)
	if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	sp, err := spec.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	state := filepath.Join(dir, "state")
	c := newTyped([]string{"", "enable", "copy tftp://10.1.1.1/big flash0:x",
		"copy ftp://wendell:odom@10.1.1.1/big usbflash0:y", "copy flash0:x usbflash0:z", "verify /md5 usbflash0:z"})
	l, err := lab.Open(t.Context(), sp, lab.Options{
		Clock: clock.Skipping(time.Date(2016, time.March, 1, 9, 0, 0, 0, time.UTC)), State: state,
		Console:  func(string) line.Conn { return c },
		Terminal: line.Options{Width: 80, Length: 24},
	})
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if err := l.Run(t.Context(), l.Devices()[0]); err != nil && !errors.Is(err, io.EOF) {
		t.Error(err)
	}
	runtime.ReadMemStats(&after)
	if err := l.Close(); err != nil {
		t.Error(err)
	}
	image, err := images.Build(context.Background(), bootImage, size, images.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{"flash0/x", "usbflash0/y", "usbflash0/z"} {
		if sum, want := peertest.MD5(t, filepath.Join(state, "R2", path)), fmt.Sprint(image.MD5()); sum != want {
			t.Errorf("%s: md5 %s, not %s", path, sum, want)
		}
	}
	if n := strings.Count(c.text(), "bytes copied in"); n != 3 {
		t.Fatalf("%d copies:\n%s", n, c.text())
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > mostMemory {
		t.Errorf("%d bytes were allocated", n)
	}
}
