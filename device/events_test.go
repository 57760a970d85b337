package device

import (
	"fmt"
	"io"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/spf13/afero"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/platform"
)

// told is a device whose events are recorded as "kind {fields}".
func told(t *testing.T) (d *Device, take func() []string) {
	t.Helper()
	var all []string
	bus := event.NewBus()
	bus.Subscribe(func(e event.Event) {
		d.Phase() // no lock is held that a reader needs
		d.Faults()
		if e.Device != "R2" || e.At.IsZero() {
			t.Errorf("%+v", e)
		}
		all = append(all, fmt.Sprintf("%s %+v", e.Kind(), e.What))
	})
	model, _ := platform.Lookup("c2901")
	medium := func() afero.Fs { return chunk.NewFs(chunk.NewStore()) }
	made, err := New(Options{
		Name: "R2", Model: model, Clock: clock.Simulated(time.Unix(1e9, 0)), NVRAM: medium(), Home: medium(), Console: &keyboard{}, Events: bus,
		Disk: func(prefix string) (afero.Fs, error) {
			if prefix == "usbflash0" {
				return nil, nil
			}
			return medium(), nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
	d = made
	t.Cleanup(func() { _ = d.Console().Close() })
	return d, func() []string { defer func() { all = nil }(); return slices.Clone(all) }
}

func TestFaultEvents(t *testing.T) {
	d, take := told(t)
	for range 2 { // the second replaces the first, which is no clearing
		if err := d.SetFault(Fault{Name: FaultMore, Times: 1}); err != nil {
			t.Fatal(err)
		}
	}
	d.FaultActive(FaultSlowEcho) // not set
	d.FaultActive(FaultMore)
	d.FaultActive(FaultMore) // it has struck to its end
	d.ClearFault(FaultMore)
	if err := d.SetFault(Fault{Name: FaultSlowEcho, Delay: time.Second}); err != nil {
		t.Fatal(err)
	}
	d.ClearFault(FaultSlowEcho)
	want := []string{
		"fault-set {Name:more Times:1}", "fault-set {Name:more Times:1}", "fault-struck {Name:more}",
		"fault-set {Name:slow-echo Times:0}", "fault-cleared {Name:slow-echo}",
	}
	if diff := cmp.Diff(want, take()); diff != "" {
		t.Error(diff)
	}
}

func TestFileEvents(t *testing.T) {
	d, take := told(t)
	ctx := t.Context()
	put := func(name ifs.Name) {
		t.Helper()
		fs, n, err := d.Files().Resolve(name)
		if err != nil {
			t.Fatal(err)
		}
		w, err := fs.Create(ctx, n, 3)
		if err == nil {
			if _, err = io.WriteString(w, "abc"); err == nil {
				err = w.Commit()
			}
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	put(ifs.Name{Prefix: "flash", Path: "a"}) // an alias of flash0:
	put(ifs.Name{Prefix: "nvram", Path: "b"})
	if err := d.Insert("usbflash0", chunk.NewFs(chunk.NewStore())); err != nil {
		t.Fatal(err)
	}
	put(ifs.Name{Prefix: "usbflash0", Path: "c"})
	if err := d.Eject("usbflash0"); err != nil {
		t.Fatal(err)
	}
	if d.Eject("usbflash0") == nil {
		t.Error("an empty socket was emptied")
	}
	want := []string{
		"file-created {Name:flash0:/a Bytes:3}", "file-created {Name:nvram:/b Bytes:3}",
		"medium-inserted {Name:usbflash0:}", "file-created {Name:usbflash0:/c Bytes:3}", "medium-ejected {Name:usbflash0:}",
	}
	if diff := cmp.Diff(want, take()); diff != "" {
		t.Error(diff)
	}
}
