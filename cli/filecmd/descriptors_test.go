package filecmd_test

import (
	"context"
	"sync"
	"testing"

	"github.com/iosim/iosim/ifs"
)

// stalling is a file system whose files stop after their first bytes until the test
// lets them go on.
type stalling struct {
	ifs.FS
	stalled, on chan struct{}
}

func (s stalling) Open(ctx context.Context, n ifs.Name) (ifs.File, error) {
	f, err := s.FS.Open(ctx, n)
	return &stallingFile{File: f, s: s}, err
}

// stallingFile reads five bytes, then waits.
type stallingFile struct {
	ifs.File
	s     stalling
	reads int
}

func (f *stallingFile) Read(b []byte) (int, error) {
	f.reads++
	switch f.reads {
	case 1:
		return f.File.Read(b[:5])
	case 2:
		close(f.s.stalled)
		<-f.s.on
	}
	return f.File.Read(b)
}

// show file descriptors lists both files of a copy that is under way, with what has
// moved, and nothing afterwards (ios-files.md 11).
func TestShowFileDescriptors(t *testing.T) {
	d := router(t, `
name: descriptors
devices:
  R2: { platform: c2901, running: none, files: { "usbflash0:a": { text: "aaaaaaaaaaaaaaaa" } } }
`)
	usb, _, err := d.Files().Resolve(ifs.Name{Prefix: "usbflash0"})
	if err != nil {
		t.Fatal(err)
	}
	s := stalling{usb, make(chan struct{}), make(chan struct{})}
	d.Files().Mount("usbflash0", s)
	copier, looker := newPerson(t, d), newPerson(t, d)
	var wg sync.WaitGroup
	wg.Go(func() { copier.types("copy usbflash0:a flash0:b") })
	<-s.stalled
	const head = "File Descriptors:\n\n   FD  Position  Open  PID  Path\n"
	want := head + "    0         5  0000    3  usbflash0:a\n    1         5  0001    3  flash0:b\n"
	if got := looker.types("show file descriptors"); got != want {
		t.Errorf("during the copy:\n%s\nwant:\n%s", got, want)
	}
	close(s.on)
	wg.Wait()
	if got := looker.types("show file descriptors"); got != head {
		t.Errorf("after the copy:\n%s", got)
	}
	if got := looker.types("more flash0:b"); got != "aaaaaaaaaaaaaaaa\n" {
		t.Errorf("the copy: %q", got)
	}
}
