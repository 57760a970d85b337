package lab

import (
	"io"
	"strings"
	"testing"
	"time"

	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/lab/spec"
)

const mediaLab = `
name: media
devices:
  R2:
    platform: c2901
    running: none
    files: { "usbflash0:big": { image: c2900-universalk9-mz.SPA.152-4.M1.bin, size: 3000000 } }
`

func openMedia(t *testing.T) *Lab {
	t.Helper()
	sp, err := spec.Read(strings.NewReader(mediaLab), "media.yaml")
	if err != nil {
		t.Fatal(err)
	}
	l, err := Open(t.Context(), sp, Options{Clock: clock.Simulated(time.Date(2016, 3, 1, 9, 0, 0, 0, time.UTC)), Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := l.Close(); err != nil {
			t.Error(err)
		}
	})
	return l
}

// A stick that is pulled out during a copy, as source and as destination, is an I/O
// error; the other side stays whole, and the stick is as it was before the copy.
func TestEjectDuringCopy(t *testing.T) {
	l := openMedia(t)
	d, _ := l.Device("R2")
	name := func(s string) ifs.Name {
		n, err := ifs.ParseName(s)
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
	if _, err := ifs.Copy(t.Context(), d.Files(), name("flash0:big"), name("usbflash0:big")); err != nil {
		t.Fatal(err)
	}
	info := func(prefix string) ifs.Info {
		fs, _, err := d.Files().Resolve(ifs.Name{Prefix: prefix})
		if err != nil {
			t.Fatal(err)
		}
		return fs.Info()
	}
	before := map[string]ifs.Info{"flash0": info("flash0"), "usbflash0": info("usbflash0")}
	for _, c := range [][2]string{{"usbflash0:big", "flash0:new"}, {"flash0:big", "usbflash0:new"}} {
		for range 3 {
			src, sname, err := d.Files().Resolve(name(c[0]))
			if err != nil {
				t.Fatal(err)
			}
			dst, dname, err := d.Files().Resolve(name(c[1]))
			if err != nil {
				t.Fatal(err)
			}
			r, err := src.Open(t.Context(), sname)
			if err != nil {
				t.Fatal(err)
			}
			w, err := dst.Create(t.Context(), dname, r.Size())
			if err != nil {
				t.Fatal(err)
			}
			if _, err := io.CopyN(w, r, 100_000); err != nil {
				t.Fatal(err)
			}
			if err := l.Eject("R2", "usbflash0"); err != nil {
				t.Fatal(err)
			}
			_, err = io.Copy(w, r)
			if ifs.KindOf(err) != ifs.KindIO {
				t.Errorf("%v: %v", c, err)
			}
			_ = w.Abort() // fails where the medium is gone
			_ = r.Close()
			if _, _, err := d.Files().Resolve(name("usbflash0:")); ifs.KindOf(err) != ifs.KindNoDevice {
				t.Errorf("the row is still there: %v", err)
			}
			if err := l.Insert("R2", "usbflash0", ""); err != nil {
				t.Fatal(err)
			}
			for prefix, was := range before {
				if now := info(prefix); now != was {
					t.Errorf("%v: %s: %+v, was %+v", c, prefix, now, was)
				}
			}
		}
	}
	mounts := d.Files().Mounts()
	if last := mounts[len(mounts)-1]; last.Prefix != "usbflash0" {
		t.Errorf("the last row is %s:", last.Prefix)
	}
}

func TestUSBSocket(t *testing.T) {
	l := openMedia(t)
	for _, taken := range []bool{true, false} {
		if !taken {
			if err := l.Eject("R2", "usbflash0"); err != nil {
				t.Fatal(err)
			}
		}
		if s, err := l.USBSocket("R2", taken); s != "usbflash0" || err != nil {
			t.Errorf("taken %t: %q, %v", taken, s, err)
		}
		if s, err := l.USBSocket("R2", !taken); err == nil {
			t.Errorf("taken %t: %q, no error", !taken, s)
		}
	}
	if _, err := l.USBSocket("R9", true); err == nil {
		t.Error("of no device: no error")
	}
}

func TestInsertErrors(t *testing.T) {
	l := openMedia(t)
	for _, c := range []struct {
		what string
		err  error
	}{
		{"no device", l.Insert("R9", "usbflash0", "")},
		{"no slot", l.Insert("R2", "usbflash7", "")},
		{"no disk", l.Insert("R2", "nvram", "")},
		{"no folder", l.Insert("R2", "flash1", "/nowhere/at/all")},
		{"taken", l.Insert("R2", "usbflash0", "")},
		{"eject of no device", l.Eject("R9", "usbflash0")},
		{"eject of no slot", l.Eject("R2", "tftp")},
		{"eject of nothing", l.Eject("R2", "flash1")},
	} {
		if c.err == nil {
			t.Errorf("%s: no error", c.what)
		}
	}
	dir := t.TempDir() // a folder of this machine as the stick
	if err := l.Insert("R2", "flash1", dir); err != nil {
		t.Fatal(err)
	}
	d, _ := l.Device("R2")
	fs, _, err := d.Files().Resolve(ifs.Name{Prefix: "flash1"})
	if err != nil || fs.Info().Absent {
		t.Errorf("%+v, %v", fs.Info(), err)
	}
}
