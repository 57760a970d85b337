package diskfs

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/iosim/iosim/ifs"
	"github.com/spf13/afero"
)

// Between two folders of this machine the system copies. A source that grows, shrinks
// or is taken out meanwhile, and a copy that is stopped, leave the other disk as it
// was.
func TestCopyBetweenFolders(t *testing.T) {
	content := bytes.Repeat([]byte("0123456789abcdef"), 600_000) // more than two pieces
	for _, c := range []struct {
		what string
		do   func(file string, flash *FS, stop func()) // in the middle
		want ifs.Kind
	}{
		{"untouched", func(string, *FS, func()) {}, -1},
		{"shorter", func(file string, _ *FS, _ func()) { must(t, os.Truncate(file, 1000)) }, ifs.KindLength},
		{"longer", func(file string, _ *FS, _ func()) { must(t, os.Truncate(file, 20_000_000)) }, ifs.KindLength},
		{"taken out", func(_ string, flash *FS, _ func()) { flash.Eject() }, ifs.KindIO},
		{"stopped", func(_ string, _ *FS, stop func()) { stop() }, ifs.KindAborted},
	} {
		dir := t.TempDir()
		tab := ifs.NewTable()
		disk := func(prefix string) *FS {
			o := options(1 << 30)
			o.Prefix = prefix
			f := open(t, afero.NewBasePathFs(afero.NewOsFs(), filepath.Join(dir, prefix)), o)
			tab.Mount(prefix, f)
			return f
		}
		flash, usb := disk("flash0"), disk("usbflash0")
		put(t, flash, "image", string(content))
		put(t, usb, "image", "old")
		before := usb.Info()
		ctx, stop := context.WithCancel(t.Context())
		moved, told := 0, false
		trace := &ifs.Trace{Data: func(n int) {
			if moved += n; !told {
				told = true
				c.do(filepath.Join(dir, "flash0", "image"), flash, stop)
			}
		}}
		n, err := ifs.Copy(ifs.WithTrace(ctx, trace), tab, ifs.Name{Prefix: "usbflash0", Path: "image"}, ifs.Name{Prefix: "flash0", Path: "image"})
		stop()
		got, rerr := os.ReadFile(filepath.Join(dir, "usbflash0", "image"))
		must(t, rerr)
		if c.want < 0 {
			if err != nil || n != int64(len(content)) || moved != len(content) || !bytes.Equal(got, content) {
				t.Errorf("%s: %d bytes, %d told, %v", c.what, n, moved, err)
			}
			continue
		}
		if err == nil || ifs.KindOf(err) != c.want {
			t.Errorf("%s: %v", c.what, err)
		}
		if string(got) != "old" || usb.Info() != before {
			t.Errorf("%s: %.20q is left, %+v, was %+v", c.what, got, usb.Info(), before)
		}
	}
}
