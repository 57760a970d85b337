package diskfs_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs/diskfs"
	"github.com/iosim/iosim/internal/chunk"
)

// A folder that no disk could hold is refused, and not read to its end.
func TestInsertIsBounded(t *testing.T) {
	deep := chunk.NewFs(chunk.NewStore())
	if err := deep.MkdirAll(strings.Repeat("/d", 100), 0o755); err != nil {
		t.Fatal(err)
	}
	many := chunk.NewFs(chunk.NewStore())
	for i := range 1<<17 + 1 {
		if err := many.Link(fmt.Sprint("/", i), strings.NewReader(""), 0, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	below := chunk.NewFs(chunk.NewStore())
	for i := range 1<<17 + 1 {
		if i%1000 == 0 {
			if err := below.Mkdir(fmt.Sprint("/", i/1000), 0o755); err != nil {
				t.Fatal(err)
			}
		}
		if err := below.Link(fmt.Sprint("/", i/1000, "/", i), strings.NewReader(""), 0, time.Time{}); err != nil {
			t.Fatal(err)
		}
	}
	for name, fs := range map[string]*chunk.Fs{"deep": deep, "many": many, "below": below} {
		if err := diskfs.Empty(diskfs.Options{Prefix: "usbflash0", Size: 1 << 30}).Insert(fs); err == nil || !strings.Contains(err.Error(), "the folder has more than") {
			t.Errorf("%s: %v", name, err)
		}
	}
}
