package nvramfs

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/ifs/ifstest"
	"github.com/spf13/afero"
)

const g2 = 262136 // ISR G2

const config = "!\nversion 15.2\nhostname R1\n!\nend\n"

func folder(t testing.TB) (afero.Fs, string) {
	dir := t.TempDir()
	return afero.NewBasePathFs(afero.NewOsFs(), dir), dir
}

func open(t testing.TB, b afero.Fs, size int64) *FS {
	t.Helper()
	f, err := New(b, size)
	must(t, err)
	return f
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func name(path string) ifs.Name { return ifs.Name{Prefix: "nvram", Path: path} }

func write(f *FS, path string, content []byte, size int64) error {
	w, err := f.Create(context.Background(), name(path), size)
	if err != nil {
		return err
	}
	defer w.Abort()
	if _, err := w.Write(content); err != nil {
		return err
	}
	return w.Commit()
}

func TestConformance(t *testing.T) {
	fresh := func(t testing.TB) ifs.FS {
		b, _ := folder(t)
		return open(t, b, g2)
	}
	t.Run("files", func(t *testing.T) {
		ifstest.TestFS(t, fresh, ifstest.Options{Prefix: "nvram", Flat: true, Live: true})
	})
	for _, n := range []string{StartupConfig, PrivateConfig, UnderlyingConfig} {
		t.Run(n, func(t *testing.T) {
			ifstest.TestFS(t, fresh, ifstest.Options{Prefix: "nvram", Names: []string{n}, Flat: true, Live: true})
		})
	}
	t.Run("standard library", func(t *testing.T) {
		b, _ := folder(t)
		f := open(t, b, g2)
		must(t, f.SetStartup([]byte(config)))
		must(t, write(f, "ifIndex-table", nil, 0))
		if err := fstest.TestFS(ifstest.StdFS(f, "nvram"), StartupConfig, PrivateConfig, UnderlyingConfig, "ifIndex-table"); err != nil {
			t.Error(err)
		}
	})
}

// The 1841 of ios-files.md 3.3, byte for byte in size.
func TestListingAndAccounting(t *testing.T) {
	b, _ := folder(t)
	f := open(t, b, 196600)
	must(t, f.SetStartup(bytes.Repeat([]byte("s"), 1573)))
	must(t, f.SetPrivate([]byte("12345")))
	must(t, write(f, "ifIndex-table", nil, 0))
	must(t, write(f, "persistent-data", make([]byte, 24), 24))
	must(t, write(f, "cwmp_inventory", make([]byte, 2945), -1))
	want := []ifs.Entry{
		{Name: "startup-config", Size: 1573, Perm: "-rw-", Index: 189},
		{Name: "private-config", Size: 5, Perm: "----", Index: 190},
		{Name: "underlying-config", Size: 1573, Perm: "-rw-", Index: 191},
		{Name: "ifIndex-table", Size: 0, Perm: "-rw-", Index: 1},
		{Name: "persistent-data", Size: 24, Perm: "----", Index: 2},
		{Name: "cwmp_inventory", Size: 2945, Perm: "-rw-", Index: 3},
	}
	for i, f := range []*FS{f, open(t, b, 196600)} {
		got, err := f.ReadDir(t.Context(), name(""))
		must(t, err)
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("opened %d times: %s", i+1, d)
		}
		if free := f.Info().Free; free != 189850 {
			t.Errorf("%d bytes free, want 189850", free)
		}
	}
}

func TestTopIndices(t *testing.T) {
	for size, want := range map[int64]int{g2: 255, 196600: 191} {
		b, _ := folder(t)
		rows, err := open(t, b, size).ReadDir(t.Context(), name(""))
		must(t, err)
		if len(rows) != 3 || rows[0].Index != want-2 || rows[1].Index != want-1 || rows[2].Index != want {
			t.Errorf("%d bytes: %+v", size, rows)
		}
	}
}

func TestErase(t *testing.T) {
	b, dir := folder(t)
	f := open(t, b, g2)
	f.SetSoftware("15.2(4)M1")
	must(t, f.SetStartup([]byte(config)))
	must(t, f.SetPrivate([]byte("key")))
	must(t, write(f, "vlan.dat", []byte("v"), 1))
	must(t, ifs.Format(t.Context(), f, name("")))
	for i, f := range []*FS{f, open(t, b, g2)} {
		if _, ok := f.Startup(); ok || f.WrittenBy() != "" || len(f.Private()) != 0 || f.Recovered() {
			t.Errorf("%d: something is left", i)
		}
		_, err := f.Open(t.Context(), name(StartupConfig))
		if ifs.KindOf(err) != ifs.KindNotExist {
			t.Errorf("opening the erased startup-config: %v", err)
		}
		rows, err := f.ReadDir(t.Context(), name("/"))
		must(t, err)
		if len(rows) != 4 || rows[0].Size != 0 || rows[2].Size != 0 || rows[3].Name != "vlan.dat" {
			t.Errorf("rows %+v", rows)
		}
		if free := f.Info().Free; free != g2-52-1024 {
			t.Errorf("%d bytes free", free)
		}
	}
	if _, err := os.Stat(filepath.Join(dir, StartupConfig)); !os.IsNotExist(err) {
		t.Error("the file is still in the folder")
	}
	must(t, f.EraseAll())
	if free := f.Info().Free; free != g2-52 {
		t.Errorf("after erase /all %d bytes free", free)
	}
}

func TestFilesInTheFolderAreReadable(t *testing.T) {
	b, dir := folder(t)
	must(t, open(t, b, g2).SetStartup([]byte(config)))
	got, err := os.ReadFile(filepath.Join(dir, "startup-config"))
	if err != nil || string(got) != config {
		t.Errorf("%q, %v", got, err)
	}
}

func TestStartupIsJudgedWhenLoaded(t *testing.T) {
	longer := config[:len(config)-4] + "ip host a 1.1.1.1\nend\n"
	for _, c := range []struct {
		what      string
		found     string // in the folder; "-" removes it
		want      string
		recovered bool
	}{
		{"untouched", config, config, false},
		{"cut off", config[:20], config, true},
		{"empty", "", config, true},
		{"zeros", strings.Repeat("\x00", len(config)), config, true},
		{"tail of zeros", config[:20] + strings.Repeat("\x00", len(config)-20), config, true},
		{"garbage", "\xff\xfe garbage end\n", config, true},
		{"edited by a person", longer, longer, false},
		{"taken away by a person", "-", "", false},
		{"too long", config + strings.Repeat("x", g2) + "\nend\n", config, true},
	} {
		b, dir := folder(t)
		f := open(t, b, g2)
		f.SetSoftware("15.2(4)M1")
		must(t, f.SetStartup([]byte("!\nhostname OLD\nend\n")))
		must(t, f.SetStartup([]byte(config)))
		path := filepath.Join(dir, StartupConfig)
		if c.found == "-" {
			must(t, os.Remove(path))
		} else {
			must(t, os.WriteFile(path, []byte(c.found), 0o644))
		}
		for range 2 { // the second time all is settled
			f = open(t, b, g2)
			got, ok := f.Startup()
			if string(got) != c.want || ok != (c.want != "") {
				t.Errorf("%s: %q, want %q", c.what, got, c.want)
			}
			if f.Recovered() != c.recovered {
				t.Errorf("%s: recovered %v", c.what, f.Recovered())
			}
			c.recovered = false
		}
	}
}

func TestFirstStartupByHand(t *testing.T) {
	b, dir := folder(t)
	must(t, os.WriteFile(filepath.Join(dir, "startup-config"), []byte("hostname R9\n"), 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "b"), nil, 0o644))
	must(t, os.WriteFile(filepath.Join(dir, "a"), nil, 0o644))
	must(t, os.Symlink("/etc/passwd", filepath.Join(dir, "link")))
	f := open(t, b, g2)
	if got, ok := f.Startup(); !ok || string(got) != "hostname R9\n" {
		t.Errorf("%q, %v", got, ok)
	}
	rows, err := f.ReadDir(t.Context(), name(""))
	must(t, err)
	if len(rows) != 5 || rows[3].Name != "a" || rows[4].Name != "b" {
		t.Errorf("%+v", rows)
	}
}

func TestWrittenBy(t *testing.T) {
	b, _ := folder(t)
	f := open(t, b, g2)
	f.SetSoftware("15.2(4)M1")
	must(t, f.SetStartup([]byte(config)))
	f = open(t, b, g2)
	f.SetSoftware("15.5(2)T1")
	if got := f.WrittenBy(); got != "15.2(4)M1" {
		t.Errorf("written by %q", got)
	}
	must(t, write(f, "underlying-config", []byte("new\nend\n"), -1))
	if got := open(t, b, g2).WrittenBy(); got != "15.5(2)T1" {
		t.Errorf("written by %q", got)
	}
}

func TestFull(t *testing.T) {
	b, _ := folder(t)
	f := open(t, b, 10_000)
	wantKind := func(err error, want ifs.Kind) {
		t.Helper()
		if err == nil || ifs.KindOf(err) != want {
			t.Errorf("%v: want kind %v", err, want)
		}
	}
	wantKind(f.SetStartup(make([]byte, 10_000-52+1)), ifs.KindNoSpace)
	must(t, f.SetStartup(bytes.Repeat([]byte("c"), 10_000-52)))
	if free := f.Info().Free; free != 0 {
		t.Errorf("%d bytes free", free)
	}
	wantKind(write(f, "x", nil, 0), ifs.KindNoSpace)
	wantKind(f.SetPrivate([]byte("x")), ifs.KindNoSpace)
	// What is overwritten makes room.
	must(t, write(f, StartupConfig, make([]byte, 5000), 5000))
	must(t, write(f, "x", make([]byte, 4096), -1))
	wantKind(write(f, "y", make([]byte, 1), -1), ifs.KindNoSpace)
	wantKind(write(f, "x", make([]byte, 5000), -1), ifs.KindFull)
	wantKind(write(f, "d/y", nil, 0), ifs.KindInvalid)
	wantKind(f.Rename(t.Context(), name(StartupConfig), name("z")), ifs.KindInvalid)
	wantKind(f.Rename(t.Context(), name("x"), name(PrivateConfig)), ifs.KindExist)
}

// faulty fails every changing call from the n-th on, as a process that is killed.
type faulty struct {
	afero.Fs
	left int
}

func (f *faulty) spend() error {
	f.left--
	if f.left < 0 {
		return syscall.EIO
	}
	return nil
}

func (f *faulty) OpenFile(name string, flag int, perm os.FileMode) (afero.File, error) {
	if flag&os.O_CREATE != 0 {
		if err := f.spend(); err != nil {
			return nil, err
		}
	}
	h, err := f.Fs.OpenFile(name, flag, perm)
	if err != nil {
		return nil, err
	}
	return &faultyFile{h, f}, nil
}

func (f *faulty) Rename(a, b string) error {
	if err := f.spend(); err != nil {
		return err
	}
	return f.Fs.Rename(a, b)
}

func (f *faulty) Remove(a string) error {
	if err := f.spend(); err != nil {
		return err
	}
	return f.Fs.Remove(a)
}

type faultyFile struct {
	afero.File
	f *faulty
}

func (h *faultyFile) Write(p []byte) (int, error) {
	if err := h.f.spend(); err != nil {
		n, _ := h.File.Write(p[:len(p)/2])
		return n, err
	}
	return h.File.Write(p)
}

// TestInterruptedAnywhere stops writing at each call: after a restart the old
// configuration is there or the new one, and if the write succeeded the new one.
func TestInterruptedAnywhere(t *testing.T) {
	// Without "end": nothing but the sums can tell that they are good.
	const old, new = "hostname OLD\n", "hostname NEW\nip host a 1.1.1.1\n"
	for n := 0; ; n++ {
		b, _ := folder(t)
		first := open(t, b, g2)
		first.SetSoftware("old")
		must(t, first.SetStartup([]byte(old)))
		broken := &faulty{Fs: b, left: 1 << 30}
		f := open(t, broken, g2)
		f.SetSoftware("new")
		broken.left = n
		err := f.SetStartup([]byte(new))
		want, by := []string{old, new}[btoi(err == nil)], []string{"old", "new"}[btoi(err == nil)]
		if got, _ := f.Startup(); string(got) != want || f.WrittenBy() != by {
			t.Fatalf("fault %d: %v, and startup is %q", n, err, got)
		}
		f = open(t, b, g2)
		if got, _ := f.Startup(); string(got) != want || f.Recovered() || f.WrittenBy() != by {
			t.Fatalf("fault %d: after a restart %q (%v), want %q", n, got, f.Recovered(), want)
		}
		if broken.left > 0 {
			if n < 8 {
				t.Errorf("only %d faults tried", n)
			}
			return
		}
	}
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

func FuzzLoad(f *testing.F) {
	f.Add([]byte(config), []byte(`{"startup":["00"],"order":["a","a","../x"]}`))
	f.Add([]byte("\x00"), []byte(`{`))
	f.Fuzz(func(t *testing.T, startup, meta []byte) {
		b := afero.NewMemMapFs()
		must(t, afero.WriteFile(b, "/startup-config", startup, 0o644))
		must(t, afero.WriteFile(b, "/a", nil, 0o644))
		must(t, afero.WriteFile(b, metaFile, meta, 0o644))
		nv := open(t, b, g2)
		if i := nv.Info(); i.Free < 0 || i.Free > i.Size {
			t.Errorf("%+v", i)
		}
		must(t, nv.SetStartup([]byte(config)))
		r, err := open(t, b, g2).Open(t.Context(), name(UnderlyingConfig))
		must(t, err)
		if got, _ := io.ReadAll(r); string(got) != config {
			t.Errorf("%q", got)
		}
	})
}

func ExampleFS_Startup() {
	nv, _ := New(afero.NewMemMapFs(), 262136)
	_ = nv.SetStartup([]byte("hostname R1\nend\n"))
	text, ok := nv.Startup()
	fmt.Println(ok, len(text), nv.Info().Free)
	// Output: true 16 262068
}
