package system

import (
	"fmt"
	"slices"
	"testing"
	"testing/fstest"

	"github.com/spf13/afero"

	"github.com/iosim/iosim/device"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/iosim/iosim/internal/clock"
	"github.com/iosim/iosim/internal/linetest"
	"github.com/iosim/iosim/ios/keys"
	"github.com/iosim/iosim/ios/running"
	"github.com/iosim/iosim/platform"
)

// stocked is a switched-off device of the model with a medium in every slot, in memory
// or in folders of this machine.
func stocked(t testing.TB, m *platform.Model, folders bool) *System {
	t.Helper()
	medium := func() afero.Fs {
		if folders {
			return afero.NewBasePathFs(afero.NewOsFs(), t.TempDir())
		}
		return chunk.NewFs(chunk.NewStore())
	}
	scr := linetest.NewScreen()
	hw, err := device.New(device.Options{
		Name: "R2", Model: m, Clock: clock.Simulated(march), NVRAM: medium(), Home: medium(), Console: scr,
		ReadStartup: running.ReadStartup,
		Disk:        func(string) (afero.Fs, error) { return medium(), nil },
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = hw.Console().Close()
		_ = scr.Close()
	})
	sys, err := New(t.Context(), hw, Options{Keys: keys.NewRing(keys.Options{FS: hw.Home()})})
	if err != nil {
		t.Fatal(err)
	}
	return sys
}

// roomy is a model whose NVRAM takes the suite's files.
func roomy(m *platform.Model) *platform.Model {
	const least = 262136
	c := *m
	c.FileSystems = slices.Clone(m.FileSystems)
	c.NVRAMSize = max(m.NVRAMSize, least)
	for i, row := range c.FileSystems {
		if row.Backing == platform.NVRAM {
			c.FileSystems[i].Size = max(row.Size, least)
		}
	}
	return &c
}

// judged is how the suite has to take a row of show file systems.
func judged(row platform.FileSystem) ifstest.Options {
	o := ifstest.Options{Prefix: row.Prefix}
	switch row.Backing {
	case platform.Disk, platform.USB:
	case platform.ClassB:
		o.Flat, o.Keeps = true, true
	case platform.NVRAM:
		o.Flat, o.Live = true, true
	case platform.System: // what running-config takes is software's: systemfs's own test
		o.Fixed = true
	case platform.Null:
		o.Void = true
	default:
		o.Fixed = row.Prefix == "archive" || row.Prefix == "tmpsys"
		o.Closed = !o.Fixed
	}
	return o
}

// TestEveryFileSystem judges every local file system of every platform, as the device
// mounts it, by the contract of ifs, and those that can be listed by testing/fstest.
func TestEveryFileSystem(t *testing.T) {
	seen := map[string]bool{}
	for _, m := range platform.All() {
		m = roomy(m)
		for _, row := range m.FileSystems {
			if key := fmt.Sprint(row); row.Backing == platform.Network || seen[key] {
				continue
			} else {
				seen[key] = true
			}
			for _, folders := range []bool{false, true} {
				if folders && (row.Backing == platform.Opaque || row.Backing == platform.System || row.Backing == platform.Null) {
					continue // it stands on nothing
				}
				open := func(t testing.TB) ifs.FS {
					fs, _, err := stocked(t, m, folders).Files().Resolve(ifs.Name{Prefix: row.Prefix, Path: "/"})
					if err != nil {
						t.Fatal(err)
					}
					return fs
				}
				name := m.Name + "/" + row.Prefix + "/" + map[bool]string{false: "memory", true: "folder"}[folders]
				o := judged(row)
				t.Run(name, func(t *testing.T) {
					ifstest.TestFS(t, open, o)
					if !o.Closed && !o.Void {
						listed(t, open(t), o)
					}
				})
			}
		}
	}
}

// listed shows a file system with something in it to testing/fstest.
func listed(t *testing.T, fs ifs.FS, o ifstest.Options) {
	t.Helper()
	at := func(path string) ifs.Name { return ifs.Name{Prefix: o.Prefix, Path: path} }
	if !o.Fixed {
		put := []string{"a.txt", "empty"}
		if o.Live {
			put = append(put, "startup-config")
		}
		if !o.Flat {
			if err := ifs.Mkdir(t.Context(), fs, at("d")); err != nil {
				t.Fatal(err)
			}
			put = append(put, "d/b.txt")
		}
		for _, path := range put {
			w, err := fs.Create(t.Context(), at(path), -1)
			if err == nil && path != "empty" {
				_, err = w.Write([]byte(path))
			}
			if err == nil {
				err = w.Commit()
			}
			if err != nil {
				t.Fatal(err)
			}
		}
	}
	entries, err := ifs.ReadDir(t.Context(), fs, at(""))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name)
	}
	if err := fstest.TestFS(ifstest.StdFS(fs, o.Prefix), names...); err != nil {
		t.Error(err)
	}
}
