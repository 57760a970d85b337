package diskfs

import (
	"context"
	"fmt"
	"io"
	"maps"
	"path"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/chunk"
	"github.com/spf13/afero"
	"pgregory.net/rapid"
)

const (
	modelSize     = 40 * 4096
	modelReserved = 2 * 4096
)

// model is what the disk should be: paths in lower case, with the spelling and
// content of each; directories have their slots.
type model struct {
	files map[string]string   // path → content
	dirs  map[string][]string // path → slots; "" is a free one
	spell map[string]string   // path → name as it was created
}

func newModel() *model {
	return &model{files: map[string]string{}, dirs: map[string][]string{"": nil}, spell: map[string]string{}}
}

func (m *model) clone() *model {
	c := &model{files: maps.Clone(m.files), dirs: map[string][]string{}, spell: maps.Clone(m.spell)}
	for d, s := range m.dirs {
		c.dirs[d] = slices.Clone(s)
	}
	return c
}

func up(p string) string {
	if d := path.Dir(p); d != "." {
		return d
	}
	return ""
}

func (m *model) used() int64 {
	n := int64(len(m.dirs)-1) * 4096
	for _, c := range m.files {
		n += (int64(len(c)) + 4095) / 4096 * 4096
	}
	return n + modelReserved
}

func (m *model) has(p string) bool {
	_, f := m.files[p]
	_, d := m.dirs[p]
	return f || d
}

func (m *model) enter(p string) {
	d, base := up(p), path.Base(p)
	if i := slices.Index(m.dirs[d], ""); i >= 0 {
		m.dirs[d][i] = base
	} else {
		m.dirs[d] = append(m.dirs[d], base)
	}
}

func (m *model) leave(p string) {
	d := up(p)
	s := m.dirs[d]
	s[slices.Index(s, path.Base(p))] = ""
	for len(s) > 0 && s[len(s)-1] == "" {
		s = s[:len(s)-1]
	}
	m.dirs[d] = s
}

func (m *model) install(p, spelling, content string) {
	if _, ok := m.files[p]; !ok {
		m.enter(p)
		m.spell[p] = spelling
	}
	m.files[p] = content
}

func (m *model) rename(from, to, spelling string) {
	if up(from) == up(to) {
		s := m.dirs[up(from)]
		s[slices.Index(s, path.Base(from))] = path.Base(to)
	} else {
		m.leave(from)
		m.enter(to)
	}
	delete(m.spell, from)
	move := func(p string) string { return to + strings.TrimPrefix(p, from) }
	below := func(p string) bool { return p == from || strings.HasPrefix(p, from+"/") }
	for p, c := range maps.Clone(m.files) {
		if below(p) {
			delete(m.files, p)
			m.files[move(p)] = c
		}
	}
	for p, s := range maps.Clone(m.dirs) {
		if p != "" && below(p) {
			delete(m.dirs, p)
			m.dirs[move(p)] = s
		}
	}
	for p, s := range maps.Clone(m.spell) {
		if below(p) {
			delete(m.spell, p)
			m.spell[move(p)] = s
		}
	}
	m.spell[to] = spelling
}

// render returns everything that can be seen of the disk, sorted if sorted is set.
func (m *model) render(sorted bool) string {
	var b strings.Builder
	var walk func(d string)
	walk = func(d string) {
		names := slices.DeleteFunc(slices.Clone(m.dirs[d]), func(s string) bool { return s == "" })
		if sorted {
			slices.Sort(names)
		}
		for _, n := range names {
			p := path.Join(d, n)
			if c, ok := m.files[p]; ok {
				fmt.Fprintf(&b, "%s %s %d %.8s\n", p, m.spell[p], len(c), c)
				continue
			}
			fmt.Fprintf(&b, "%s/ %s\n", p, m.spell[p])
			walk(p)
		}
	}
	walk("")
	fmt.Fprintf(&b, "%d used\n", m.used())
	return b.String()
}

// observe renders the real disk in the same way.
func observe(t *rapid.T, f *FS, sorted bool) string {
	var b strings.Builder
	ctx := context.Background()
	last := 0
	var walk func(d string)
	walk = func(d string) {
		rows, err := f.ReadDir(ctx, name(d))
		if err != nil {
			t.Fatalf("listing %q: %v", d, err)
		}
		if sorted {
			slices.SortFunc(rows, func(a, b ifs.Entry) int {
				return strings.Compare(strings.ToLower(a.Name), strings.ToLower(b.Name))
			})
		}
		for _, r := range rows {
			if last++; !sorted && r.Index != last {
				t.Errorf("%s/%s has index %d, want %d", d, r.Name, r.Index, last)
			}
			p := strings.ToLower(path.Join(d, r.Name))
			if r.Dir {
				fmt.Fprintf(&b, "%s/ %s\n", p, r.Name)
				walk(p)
				continue
			}
			h, err := f.Open(ctx, name(p))
			if err != nil {
				t.Fatalf("opening %q: %v", p, err)
			}
			c, err := io.ReadAll(h)
			h.Close()
			if err != nil || int64(len(c)) != r.Size {
				t.Fatalf("%s: %d bytes, listed with %d: %v", p, len(c), r.Size, err)
			}
			fmt.Fprintf(&b, "%s %s %d %.8s\n", p, r.Name, len(c), c)
			if len(c) > 8 && strings.Trim(string(c), string(c[0])) != "" {
				t.Fatalf("%s is torn", p)
			}
		}
	}
	walk("")
	i := f.Info()
	if i.Size != modelSize || i.Size-i.Free != f.Used() {
		t.Errorf("%+v, used %d", i, f.Used())
	}
	fmt.Fprintf(&b, "%d used\n", f.Used())
	return b.String()
}

// pending is a writer that is open while other things happen.
type pending struct {
	w          ifs.Writer
	p, content string
	spelling   string
}

// machine runs random commands on a disk and a model of it.
type machine struct {
	b       *faulty
	f       *FS
	m       *model
	open    []pending
	letters int
	loose   bool // a fault may have cost the order
}

func modelOptions() Options {
	o := options(modelSize)
	o.Reserved = modelReserved
	return o
}

var (
	bases = []string{"a", "B", "c.bin", "Dir"}
	tops  = []string{"", "", "dir", "dir/b", "a"}
)

func (s *machine) path(t *rapid.T, label string) (p, spelling string) {
	d := rapid.SampledFrom(tops).Draw(t, label+" in")
	spelling = rapid.SampledFrom(bases).Draw(t, label)
	if rapid.Bool().Draw(t, "upper case") {
		spelling = strings.ToUpper(spelling)
	}
	return strings.ToLower(path.Join(d, spelling)), spelling
}

// step runs do, possibly with a fault at one of its calls, and compares the results. next
// is the model after success; refused reports whether success would be wrong.
func (s *machine) step(t *rapid.T, what string, legal bool, next *model, do func() error) {
	before := s.m
	armed := rapid.IntRange(0, 3).Draw(t, "fault") == 0
	if armed {
		s.b.arm(rapid.IntRange(0, 25).Draw(t, "call"), rapid.Bool().Draw(t, "stays"))
	}
	err := do()
	hit := s.b.disarm()
	switch {
	case err == nil && !legal:
		t.Fatalf("%s succeeds", what)
	case err != nil && legal && !hit:
		t.Fatalf("%s: %v", what, err)
	case err != nil && ifs.KindOf(err) == ifs.KindUnknown:
		t.Fatalf("%s: an error without a kind: %v", what, err)
	case err == nil:
		s.m = next
	}
	if !hit {
		return
	}
	s.loose = true
	got := observe(t, s.f, true)
	if err != nil && legal && got == next.render(true) {
		s.m = next // only the fsync of the directory failed
	} else if got != s.m.render(true) {
		t.Fatalf("%s with a fault (%v): %s", what, err, cmp.Diff(before.render(true), got))
	}
}

func (s *machine) content(t *rapid.T) string {
	s.letters++
	n := rapid.SampledFrom([]int{0, 1, 100, 4095, 4096, 4097, 20_000, 38 * 4096, 38*4096 + 1}).Draw(t, "size")
	return strings.Repeat(string(rune('a'+s.letters%26)), n)
}

// canPut reports whether the model takes a file at p.
func (s *machine) canPut(p, content string) bool {
	_, isDir := s.m.dirs[p]
	_, parent := s.m.dirs[up(p)]
	if isDir || !parent {
		return false
	}
	n := s.m.clone()
	n.install(p, "", content)
	return n.used() <= modelSize
}

func (s *machine) Write(t *rapid.T) {
	p, spelling := s.path(t, "write")
	c := s.content(t)
	size := int64(len(c))
	if rapid.Bool().Draw(t, "size unknown") {
		size = -1
	}
	legal := s.canPut(p, c)
	if len(s.open) > 0 && legal { // space may be promised to others
		size = 0
		c = ""
	}
	next := s.m.clone()
	if legal {
		next.install(p, spelling, c)
	}
	s.step(t, "write "+p, legal, next, func() error {
		w, err := s.f.Create(t.Context(), name(path.Join(up(p), spelling)), size)
		if err != nil {
			return err
		}
		defer w.Abort()
		for rest := c; len(rest) > 0; {
			n := min(len(rest), 5000)
			if _, err := io.WriteString(w, rest[:n]); err != nil {
				return err
			}
			rest = rest[n:]
		}
		return w.Commit()
	})
}

func (s *machine) Begin(t *rapid.T) {
	p, spelling := s.path(t, "begin")
	if len(s.open) >= 3 || !s.canPut(p, "x") {
		t.Skip()
	}
	w, err := s.f.Create(t.Context(), name(path.Join(up(p), spelling)), -1)
	if err != nil {
		t.Fatalf("create: %v", err)
	}
	c := s.content(t)
	if len(c) > 5000 {
		c = c[:5000]
	}
	if _, err := io.WriteString(w, c); err != nil {
		if ifs.KindOf(err) != ifs.KindFull {
			t.Fatalf("write: %v", err)
		}
		if err := w.Abort(); err != nil {
			t.Fatal(err)
		}
		return
	}
	s.open = append(s.open, pending{w, p, c, spelling})
}

func (s *machine) End(t *rapid.T) {
	if len(s.open) == 0 {
		t.Skip()
	}
	i := rapid.IntRange(0, len(s.open)-1).Draw(t, "which")
	o := s.open[i]
	s.open = slices.Delete(s.open, i, i+1)
	if rapid.Bool().Draw(t, "abort") {
		s.step(t, "abort "+o.p, true, s.m, o.w.Abort)
		return
	}
	legal := s.canPut(o.p, o.content)
	next := s.m.clone()
	if legal {
		next.install(o.p, o.spelling, o.content)
	}
	s.step(t, "commit "+o.p, legal, next, o.w.Commit)
}

func (s *machine) Remove(t *rapid.T) {
	p, _ := s.path(t, "remove")
	_, legal := s.m.files[p]
	next := s.m.clone()
	if legal {
		delete(next.files, p)
		next.leave(p)
		delete(next.spell, p)
	}
	s.step(t, "remove "+p, legal, next, func() error { return s.f.Remove(t.Context(), name(p)) })
}

func (s *machine) Mkdir(t *rapid.T) {
	p, spelling := s.path(t, "mkdir")
	_, parent := s.m.dirs[up(p)]
	legal := parent && !s.m.has(p) && s.m.used()+4096 <= modelSize
	if legal && len(s.open) > 0 {
		t.Skip() // its cluster may be promised
	}
	next := s.m.clone()
	if legal {
		next.enter(p)
		next.dirs[p] = nil
		next.spell[p] = spelling
	}
	s.step(t, "mkdir "+p, legal, next, func() error {
		return s.f.Mkdir(t.Context(), name(path.Join(up(p), spelling)))
	})
}

func (s *machine) Rmdir(t *rapid.T) {
	p, _ := s.path(t, "rmdir")
	slots, isDir := s.m.dirs[p]
	legal := isDir && len(slots) == 0
	next := s.m.clone()
	if legal {
		delete(next.dirs, p)
		next.leave(p)
		delete(next.spell, p)
	}
	s.step(t, "rmdir "+p, legal, next, func() error { return s.f.Rmdir(t.Context(), name(p)) })
}

func (s *machine) Rename(t *rapid.T) {
	from, _ := s.path(t, "rename")
	to, spelling := s.path(t, "to")
	_, parent := s.m.dirs[up(to)]
	legal := s.m.has(from) && parent && (!s.m.has(to) || from == to) && !strings.HasPrefix(to, from+"/")
	next := s.m.clone()
	if legal && from != to {
		next.rename(from, to, spelling)
	} else if legal {
		next.spell[from] = spelling
	}
	s.step(t, "rename "+from+" "+to, legal, next, func() error {
		return s.f.Rename(t.Context(), name(from), name(path.Join(up(to), spelling)))
	})
}

func (s *machine) Format(t *rapid.T) {
	if rapid.IntRange(0, 9).Draw(t, "really") > 0 {
		t.Skip()
	}
	s.step(t, "format", true, newModel(), func() error { return s.f.Format(t.Context()) })
}

// Reopen is a restart: open writers are lost.
func (s *machine) Reopen(t *rapid.T) {
	s.f.Eject()
	f, err := New(s.b, modelOptions())
	if err != nil {
		t.Fatalf("opening again: %v", err)
	}
	for _, o := range s.open {
		_ = o.w.Abort()
	}
	s.f, s.open = f, nil
}

// Check compares disk and model.
func (s *machine) Check(t *rapid.T) {
	if d := cmp.Diff(s.m.render(s.loose), observe(t, s.f, s.loose)); d != "" {
		t.Fatal(d)
	}
}

func TestModel(t *testing.T) {
	each(t, func(t *testing.T, _ afero.Fs) {
		rapid.Check(t, func(rt *rapid.T) {
			var b afero.Fs = chunk.NewFs(chunk.NewStore())
			if strings.HasSuffix(t.Name(), "host") {
				b = afero.NewBasePathFs(afero.NewOsFs(), t.TempDir())
			}
			s := &machine{b: &faulty{Fs: b, left: -1}, m: newModel()}
			f, err := New(s.b, modelOptions())
			if err != nil {
				rt.Fatal(err)
			}
			s.f = f
			rt.Repeat(map[string]func(*rapid.T){
				"":       s.Check,
				"write":  s.Write,
				"write2": s.Write,
				"begin":  s.Begin,
				"end":    s.End,
				"remove": s.Remove,
				"mkdir":  s.Mkdir,
				"rmdir":  s.Rmdir,
				"rename": s.Rename,
				"format": s.Format,
				"reopen": s.Reopen,
			})
			s.Reopen(rt)
			s.Check(rt)
		})
	})
}
