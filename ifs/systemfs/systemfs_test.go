package systemfs

import (
	"bytes"
	"context"
	"errors"
	"io"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
)

// device stands for what a device supplies: a configuration that is replaced.
type device struct {
	mu     sync.Mutex
	config []byte
}

func (d *device) render(context.Context) ([]byte, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.config, nil
}

func (d *device) accept(_ context.Context, b []byte) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.config = bytes.Clone(b)
	return nil
}

func name(path string) ifs.Name { return ifs.Name{Prefix: "system", Path: path} }

func text(s string) func(context.Context) ([]byte, error) {
	return func(context.Context) ([]byte, error) { return []byte(s), nil }
}

func TestConformance(t *testing.T) {
	present := map[string]string{"version": "15.2", "memory/heap": "heap"}
	ifstest.TestFS(t, func(testing.TB) ifs.FS {
		d := &device{config: []byte("hostname R1\n")}
		return New("system", map[string]View{
			"running-config": {Render: d.render, Accept: d.accept, Index: 1},
			"version":        {Render: text("15.2")},
			"memory/heap":    {Render: text("heap")},
		})
	}, ifstest.Options{Prefix: "system", Names: []string{"running-config"}, Live: true, Present: present})
}

func TestStandardLibraryConformance(t *testing.T) {
	f := New("system", map[string]View{
		"running-config": {Render: text("hostname R1\n")},
		"memory/heap":    {Render: text("heap")},
		"vfiles/":        {},
	})
	if err := fstest.TestFS(ifstest.StdFS(f, "system"), "running-config", "memory/heap", "vfiles"); err != nil {
		t.Error(err)
	}
}

// The rows of ios-files.md 3.3 (dir all-filesystems).
func TestListing(t *testing.T) {
	date := time.Date(2012, 10, 25, 20, 7, 1, 0, time.UTC)
	f := New("system", map[string]View{
		"default-running-config": {Index: 2},
		"memory/":                {Index: 4},
		"memory/heap":            {Render: text("x")},
		"running-config":         {Render: text("cfg"), Accept: (&device{}).accept, Index: 1, Date: func() time.Time { return date }},
		"vfiles/":                {Index: 3},
		"broken":                 {Render: func(context.Context) ([]byte, error) { return nil, errors.New("no") }, Perm: "----"},
	})
	got, err := f.ReadDir(t.Context(), name(""))
	if err != nil {
		t.Fatal(err)
	}
	want := []ifs.Entry{
		{Name: "broken", Size: -1, Perm: "----", Index: 5},
		{Name: "default-running-config", Perm: "-r--", Index: 2},
		{Name: "memory", Dir: true, Perm: "dr-x", Index: 4},
		{Name: "running-config", Size: 3, Perm: "-rw-", Index: 1, ModTime: date},
		{Name: "vfiles", Dir: true, Perm: "dr-x", Index: 3},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	rows, err := f.ReadDir(t.Context(), name("/Memory/"))
	if err != nil || len(rows) != 1 || rows[0].Name != "heap" || rows[0].Index != 6 {
		t.Errorf("%+v, %v", rows, err)
	}
	if _, err := f.Open(t.Context(), name("broken")); ifs.KindOf(err) != ifs.KindIO {
		t.Errorf("%v", err)
	}
	if _, err := f.Open(t.Context(), name("memory")); ifs.KindOf(err) != ifs.KindIsDir {
		t.Errorf("%v", err)
	}
}

func TestAccept(t *testing.T) {
	refused := &ifs.Error{Op: ifs.OpWrite, Kind: ifs.KindPermission}
	calls := 0
	f := New("system", map[string]View{
		"running-config": {Accept: func(_ context.Context, b []byte) error {
			calls++
			if len(b) == 0 {
				return refused
			}
			return errors.New("line 3 is bad")
		}},
		"version": {},
	})
	create := func(path string, size int64) (ifs.Writer, error) { return f.Create(t.Context(), name(path), size) }
	w, err := create("running-config", -1)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Commit(); err != refused {
		t.Errorf("an error with a kind became %v", err)
	}
	w, _ = create("running-config", -1)
	w.Write([]byte("x"))
	if err := w.Commit(); ifs.KindOf(err) != ifs.KindIO {
		t.Errorf("an error without a kind became %v", err)
	}
	w, _ = create("running-config", -1)
	chunk := make([]byte, 1<<20)
	for err = nil; err == nil; {
		_, err = w.Write(chunk)
	}
	if ifs.KindOf(err) != ifs.KindFull || ifs.KindOf(w.Commit()) != ifs.KindFull {
		t.Errorf("too much: %v", err)
	}
	if calls != 2 {
		t.Errorf("accept was called %d times", calls)
	}
	for path, want := range map[string]ifs.Kind{"version": ifs.KindReadOnly, "new": ifs.KindReadOnly, "": ifs.KindIsDir} {
		if _, err := create(path, -1); ifs.KindOf(err) != want {
			t.Errorf("create %q: %v", path, err)
		}
	}
	if _, err := create("running-config", MaxFile+1); ifs.KindOf(err) != ifs.KindNoSpace {
		t.Errorf("announced too much: %v", err)
	}
}

func TestNull(t *testing.T) {
	f := Null()
	w, err := f.Create(t.Context(), ifs.Name{Prefix: "null"}, -1)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := w.Write(make([]byte, 1<<20)); n != 1<<20 || err != nil || w.Commit() != nil {
		t.Error(n, err)
	}
	r, err := f.Open(t.Context(), ifs.Name{Prefix: "null"})
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(r); len(b) != 0 || err != nil || r.Size() != 0 {
		t.Error(b, err, r.Size())
	}
}

func TestOpaque(t *testing.T) {
	for _, c := range []struct {
		info         ifs.Info
		open, create ifs.Kind
	}{
		{ifs.Info{}, ifs.KindUnsupported, ifs.KindUnsupported},
		{ifs.Info{Access: ifs.ReadOnly}, ifs.KindUnsupported, ifs.KindReadOnly},
		{ifs.Info{Access: ifs.WriteOnly}, ifs.KindWriteOnly, ifs.KindUnsupported},
		{ifs.Info{Absent: true}, ifs.KindNoDevice, ifs.KindNoDevice},
	} {
		f := Opaque(c.info)
		if i := f.Info(); i.Size != -1 || i.Free != -1 || i.Type != ifs.Opaque || i.Access == "" {
			t.Errorf("%+v", i)
		}
		_, err := f.Open(t.Context(), ifs.Name{Prefix: "xmodem", Path: "x"})
		if ifs.KindOf(err) != c.open {
			t.Errorf("%+v: open: %v", c.info, err)
		}
		_, err = f.Create(t.Context(), ifs.Name{Prefix: "xmodem", Path: "x"}, 1)
		if ifs.KindOf(err) != c.create {
			t.Errorf("%+v: create: %v", c.info, err)
		}
		if _, err := ifs.ReadDir(t.Context(), f, ifs.Name{Prefix: "xmodem"}); ifs.KindOf(err) != ifs.KindUnsupported {
			t.Errorf("%v", err)
		}
	}
}
