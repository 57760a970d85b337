package nvramfs

import (
	"io"
	"maps"
	"strings"
	"testing"

	"github.com/iosim/iosim/ifs"
	"github.com/spf13/afero"
	"pgregory.net/rapid"
)

// modelSize is the NVRAM of the model, in bytes.
const modelSize = 10_000

// contents are the files by name; a configuration that is not there is "".
type contents map[string]string

// takes is the room of all files (ios-files.md 1).
func (c contents) takes() int64 {
	n := int64(len(c[StartupConfig]) + len(c[PrivateConfig]) + 52)
	for name, text := range c {
		if name != StartupConfig && name != PrivateConfig {
			n += max(1, (int64(len(text))+1023)/1024) * 1024
		}
	}
	return n
}

// observe reads the NVRAM, and checks that free and used are its size.
func observe(t *rapid.T, f *FS) contents {
	rows, err := f.ReadDir(t.Context(), name("/"))
	if err != nil {
		t.Fatal(err)
	}
	c := contents{}
	for _, r := range rows {
		if r.Name == UnderlyingConfig {
			continue
		}
		h, err := f.Open(t.Context(), name(r.Name))
		if ifs.KindOf(err) == ifs.KindNotExist && r.Size == 0 {
			c[r.Name] = ""
			continue
		}
		if err != nil {
			t.Fatalf("opening %s: %v", r.Name, err)
		}
		b, err := io.ReadAll(h)
		h.Close()
		if err != nil || int64(len(b)) != r.Size || len(b) > 0 && strings.Trim(string(b), string(b[0])) != "" {
			t.Fatalf("%s is torn: %d of %d bytes, %v", r.Name, len(b), r.Size, err)
		}
		c[r.Name] = string(b)
	}
	if i := f.Info(); i.Size != modelSize || i.Size-i.Free != c.takes() {
		t.Fatalf("%+v, files take %d: %v", i, c.takes(), maps.Collect(maps.All(c)))
	}
	return c
}

// between reports whether each file of c is as it is in a or as it is in b.
func between(c, a, b contents) bool {
	same := func(x contents, name string) bool {
		want, ok := x[name]
		got, there := c[name]
		return ok == there && want == got
	}
	for _, all := range []contents{a, b, c} {
		for name := range all {
			if !same(a, name) && !same(b, name) {
				return false
			}
		}
	}
	return true
}

// TestModel: random commands with faults leave each file as it was or as it should be,
// now and after a restart, and the room of all is right.
func TestModel(t *testing.T) {
	names := []string{StartupConfig, PrivateConfig, "x", "y", "z"}
	rapid.Check(t, func(t *rapid.T) {
		b := &faulty{Fs: afero.NewMemMapFs(), left: 1 << 30}
		f, err := New(b, modelSize)
		if err != nil {
			t.Fatal(err)
		}
		now := contents{StartupConfig: "", PrivateConfig: ""}
		step := func(t *rapid.T, what string, legal bool, next contents, do func() error) {
			if rapid.IntRange(0, 2).Draw(t, "fault") == 0 {
				b.left = rapid.IntRange(0, 12).Draw(t, "call")
			}
			err := do()
			hit := b.left < 0
			b.left = 1 << 30
			switch {
			case err == nil && !legal:
				t.Fatalf("%s succeeds", what)
			case err != nil && legal && !hit:
				t.Fatalf("%s: %v", what, err)
			}
			if !legal || err != nil && !hit {
				next = now
			}
			before := now
			if err == nil {
				before = next
			}
			if got := observe(t, f); !between(got, before, next) {
				t.Fatalf("%s (%v): %v, was %v, should be %v", what, err, got, before, next)
			}
			if f, err = New(b, modelSize); err != nil {
				t.Fatalf("opening again: %v", err)
			}
			if now = observe(t, f); !between(now, before, next) {
				t.Fatalf("%s, after a restart: %v, was %v, should be %v", what, now, before, next)
			}
		}
		t.Repeat(map[string]func(*rapid.T){
			"write": func(t *rapid.T) {
				n := rapid.SampledFrom(names).Draw(t, "name")
				text := strings.Repeat(string(rune('a'+rapid.IntRange(0, 25).Draw(t, "letter"))),
					rapid.SampledFrom([]int{1, 1024, 1025, 4000, modelSize - 52, modelSize}).Draw(t, "size"))
				size := int64(len(text))
				if rapid.Bool().Draw(t, "size unknown") {
					size = -1
				}
				next := maps.Clone(now)
				next[n] = text
				step(t, "write "+n, next.takes() <= modelSize, next, func() error { return write(f, n, []byte(text), size) })
			},
			"remove": func(t *rapid.T) {
				n := rapid.SampledFrom(names[2:]).Draw(t, "name")
				_, there := now[n]
				next := maps.Clone(now)
				delete(next, n)
				step(t, "remove "+n, there, next, func() error { return f.Remove(t.Context(), name(n)) })
			},
			"rename": func(t *rapid.T) {
				from, to := rapid.SampledFrom(names[2:]).Draw(t, "from"), rapid.SampledFrom(names[2:]).Draw(t, "to")
				text, there := now[from]
				_, taken := now[to]
				next := maps.Clone(now)
				delete(next, from)
				next[to] = text
				legal := there && (!taken || from == to)
				step(t, "rename "+from+" "+to, legal, next, func() error { return f.Rename(t.Context(), name(from), name(to)) })
				if legal && now[from] != text && now[to] != text {
					t.Fatalf("rename %s %s loses the file: %v", from, to, now)
				}
			},
			"erase": func(t *rapid.T) {
				next := maps.Clone(now)
				next[StartupConfig], next[PrivateConfig] = "", ""
				step(t, "erase", true, next, f.Erase)
			},
			"erase all": func(t *rapid.T) {
				step(t, "erase /all", true, contents{StartupConfig: "", PrivateConfig: ""}, f.EraseAll)
			},
		})
	})
}
