package diskfs

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/chunk"
	"pgregory.net/rapid"
)

// linearSize is the flash of the linear model, in bytes.
const linearSize = 40_000

// stretch is a file of the linear model, deleted or not.
type stretch struct {
	name, content string
	deleted       bool
}

// linear runs random commands on a class B flash and on what it should be: the files in
// the order in which they came.
type linear struct {
	b     *faulty
	f     *ClassB
	files []stretch
	loose bool // a fault may have cost the order
}

func (s *linear) find(name string) int {
	return slices.IndexFunc(s.files, func(x stretch) bool { return !x.deleted && strings.EqualFold(x.name, name) })
}

func used(files []stretch) (n int64) {
	for _, x := range files {
		n += classBHeader + int64(len(x.content))
	}
	return n
}

func render(files []stretch, loose bool) string {
	var rows []string
	for _, x := range files {
		content := x.content
		if x.deleted {
			content = "deleted" // it cannot be read
		}
		rows = append(rows, fmt.Sprintf("%s %d %.8s", x.name, len(x.content), content))
	}
	if loose {
		slices.Sort(rows)
	}
	return fmt.Sprintf("%s\n%d used", strings.Join(rows, "\n"), used(files))
}

// observe reads the flash in the same form.
func (s *linear) observe(t *rapid.T) string {
	rows, err := s.f.ReadAll(t.Context(), ifs.Name{Prefix: "flash", Path: "/"})
	if err != nil {
		t.Fatalf("listing: %v", err)
	}
	var got []stretch
	for _, r := range rows {
		x := stretch{name: r.Name, deleted: r.Deleted}
		if r.Deleted {
			x.content = strings.Repeat("?", int(r.Size))
		} else {
			h, err := s.f.Open(t.Context(), ifs.Name{Prefix: "flash", Path: r.Name})
			if err != nil {
				t.Fatalf("opening %s: %v", r.Name, err)
			}
			c, err := io.ReadAll(h)
			h.Close()
			if err != nil || int64(len(c)) != r.Size || strings.Trim(string(c), string(append(c, 'x')[0])) != "" {
				t.Fatalf("%s is torn: %d of %d bytes, %v", r.Name, len(c), r.Size, err)
			}
			x.content = string(c)
		}
		got = append(got, x)
	}
	if i := s.f.Info(); i.Size != linearSize || i.Size-i.Free != used(got) {
		t.Errorf("%+v, files take %d", i, used(got))
	}
	return render(got, s.loose)
}

// step does something, with a fault at some call perhaps, and compares.
func (s *linear) step(t *rapid.T, what string, legal bool, next []stretch, do func() error) {
	if rapid.IntRange(0, 3).Draw(t, "fault") == 0 {
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
	}
	if err == nil {
		s.files = next
	}
	if !hit {
		return
	}
	s.loose = true
	// A restart does what a change in two steps has left to do.
	s.Reopen(t)
	got := s.observe(t)
	before := s.files
	if err != nil && legal {
		s.files = next
		if after := s.observe(t); after == render(next, true) {
			return
		}
		s.files = before
	}
	if got != render(before, true) {
		t.Fatalf("%s with a fault (%v): %s", what, err, cmp.Diff(render(before, true), got))
	}
}

var linearNames = rapid.SampledFrom([]string{"a", "A", "b", "c.bin"})

func (s *linear) Write(t *rapid.T) {
	name := linearNames.Draw(t, "name")
	n := rapid.SampledFrom([]int{0, 1, 4096, 20_000, linearSize - classBHeader, linearSize}).Draw(t, "size")
	c := strings.Repeat(string(rune('a'+rapid.IntRange(0, 25).Draw(t, "letter"))), n)
	size := int64(n)
	if rapid.Bool().Draw(t, "size unknown") {
		size = -1
	}
	next := slices.Clone(s.files)
	if i := s.find(name); i >= 0 {
		next[i].deleted = true
	}
	next = append(next, stretch{name: name, content: c})
	s.step(t, "write "+name, used(next) <= linearSize, next, func() error {
		w, err := s.f.Create(t.Context(), ifs.Name{Prefix: "flash", Path: name}, size)
		if err != nil {
			return err
		}
		defer w.Abort()
		if _, err := io.WriteString(w, c); err != nil {
			return err
		}
		return w.Commit()
	})
}

func (s *linear) Remove(t *rapid.T) {
	name := linearNames.Draw(t, "name")
	i := s.find(name)
	next := slices.Clone(s.files)
	if i >= 0 {
		next[i].deleted = true
	}
	s.step(t, "remove "+name, i >= 0, next, func() error { return s.f.Remove(t.Context(), ifs.Name{Prefix: "flash", Path: name}) })
}

func (s *linear) Rename(t *rapid.T) {
	from, to := linearNames.Draw(t, "from"), linearNames.Draw(t, "to")
	i, taken := s.find(from), s.find(to)
	next := slices.Clone(s.files)
	if i >= 0 {
		next[i].name = to
	}
	s.step(t, "rename "+from+" "+to, i >= 0 && (taken < 0 || taken == i), next, func() error {
		return s.f.Rename(t.Context(), ifs.Name{Prefix: "flash", Path: from}, ifs.Name{Prefix: "flash", Path: to})
	})
}

func (s *linear) Undelete(t *rapid.T) {
	if s.loose {
		t.Skip() // the numbers are not the model's
	}
	n := rapid.IntRange(1, 6).Draw(t, "index")
	next := slices.Clone(s.files)
	legal := n <= len(next) && next[n-1].deleted && s.find(next[n-1].name) < 0
	if legal {
		next[n-1].deleted = false
	}
	s.step(t, fmt.Sprint("undelete ", n), legal, next, func() error { return s.f.Undelete(t.Context(), n) })
}

func (s *linear) Squeeze(t *rapid.T) {
	live := slices.DeleteFunc(slices.Clone(s.files), func(x stretch) bool { return x.deleted })
	s.b.arm(rapid.IntRange(0, 60).Draw(t, "call"), rapid.Bool().Draw(t, "stays"))
	err := s.f.Squeeze(t.Context())
	hit := s.b.disarm()
	switch {
	case err != nil && !hit:
		t.Fatalf("squeeze: %v", err)
	case err == nil:
		s.files = live
	}
	if !hit {
		return
	}
	// Some of the deleted are gone; Check sees that none of the others is.
	s.loose = true
	s.Reopen(t)
	rows, err := s.f.ReadAll(t.Context(), ifs.Name{Prefix: "flash", Path: "/"})
	if err != nil {
		t.Fatal(err)
	}
	left := s.files
	s.files = live
	for _, r := range rows {
		if !r.Deleted {
			continue
		}
		i := slices.IndexFunc(left, func(x stretch) bool { return x.deleted && x.name == r.Name && int64(len(x.content)) == r.Size })
		if i < 0 {
			t.Fatalf("squeeze makes a deleted %s", r.Name)
		}
		s.files = append(s.files, left[i])
		left = slices.Delete(slices.Clone(left), i, i+1)
	}
}

func (s *linear) Erase(t *rapid.T) {
	if rapid.IntRange(0, 9).Draw(t, "really") > 0 {
		t.Skip()
	}
	s.step(t, "erase", true, nil, func() error { return s.f.Format(t.Context()) })
	if len(s.files) == 0 {
		s.loose = false
	}
}

// Reopen is a restart.
func (s *linear) Reopen(t *rapid.T) {
	if s.f != nil {
		s.f.Eject()
	}
	f, err := NewClassB(s.b, Options{Prefix: "flash", Type: ifs.Flash, Size: linearSize})
	if err != nil {
		t.Fatalf("opening again: %v", err)
	}
	s.f = f
}

// Check compares the flash and the model.
func (s *linear) Check(t *rapid.T) {
	if d := cmp.Diff(render(s.files, s.loose), s.observe(t)); d != "" {
		t.Fatal(d)
	}
}

// TestClassBModel: whatever is done and whatever fails, the flash is what it was or what
// it should be, and free and used are its size.
func TestClassBModel(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := &linear{b: &faulty{Fs: chunk.NewFs(chunk.NewStore()), left: -1}}
		s.Reopen(t)
		t.Repeat(map[string]func(*rapid.T){
			"": s.Check, "write": s.Write, "write2": s.Write, "remove": s.Remove, "rename": s.Rename,
			"undelete": s.Undelete, "squeeze": s.Squeeze, "erase": s.Erase, "reopen": s.Reopen,
		})
		s.Reopen(t)
		s.Check(t)
	})
}
