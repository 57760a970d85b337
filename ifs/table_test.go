package ifs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"
)

// lister is a file system that dir works on.
type lister struct{ *fake }

func (lister) ReadDir(context.Context, Name) ([]Entry, error) { return nil, nil }

func TestPrefixes(t *testing.T) {
	tab := NewTable()
	rw, ro, wo := newFake(), newFake(), newFake()
	rw.info.Access, ro.info.Access, wo.info.Access = ReadWrite, ReadOnly, WriteOnly
	tab.Mount("tftp", rw)
	tab.Mount("tar", ro)
	tab.Mount("syslog", wo)
	tab.Mount("flash0", lister{rw})
	tab.Alias("flash", "flash0")
	for can, want := range map[Can][]string{
		0:                  {"flash0:", "flash:", "syslog:", "tar:", "tftp:"},
		CanRead:            {"flash0:", "flash:", "tar:", "tftp:"},
		CanWrite:           {"flash0:", "flash:", "syslog:", "tftp:"},
		CanList:            {"flash0:", "flash:"},
		CanRead | CanWrite: {"flash0:", "flash:", "tftp:"},
	} {
		if got := tab.Prefixes(can); !slices.Equal(got, want) {
			t.Errorf("%d: %q, want %q", can, got, want)
		}
	}
}

func TestTable(t *testing.T) {
	tab := NewTable()
	a, b, c := newFake(), newFake(), newFake()
	tab.Mount("flash0", a)
	tab.Mount("nvram", b)
	tab.Alias("flash", "flash0")
	tab.Mount("flash0", c) // another medium: the row and its aliases stay
	for _, p := range []string{"flash", "flash0"} {
		fs, n, err := tab.Resolve(Name{Prefix: p, Path: "x"})
		if err != nil || fs != FS(c) || n.Prefix != "flash0" || n.Path != "x" {
			t.Errorf("%s: %v, %v, %v", p, fs, n, err)
		}
	}
	if m := tab.Mounts(); len(m) != 2 || m[0].Prefix != "flash0" || !slices.Equal(m[0].Aliases, []string{"flash"}) {
		t.Errorf("%+v", m)
	}
	if n, err := tab.Parse("FLASH:x"); err != nil || n.Prefix != "flash" {
		t.Errorf("%v, %v", n, err)
	}
	if _, err := tab.Parse("disk9:x"); KindOf(err) != KindInvalid || !errors.Is(err, ErrPrefix) {
		t.Errorf("%v", err)
	}
	if n, err := tab.Parse("x/y"); err != nil || n.Prefix != "" || n.Path != "x/y" {
		t.Errorf("%v, %v", n, err)
	}
	for _, c := range [][3]string{
		{"flash0:", "x", "flash0:x"}, {"flash0:/d", "x", "flash0:/d/x"}, {"flash0:/d", "/x", "flash0:/x"},
		{"flash0:/d", "nvram:x", "nvram:x"},
	} {
		cwd, _ := ParseName(c[0])
		n, _ := ParseName(c[1])
		if got := tab.Abs(cwd, n).String(); got != c[2] {
			t.Errorf("%s in %s: %s", c[1], c[0], got)
		}
	}
	tab.Keyword("running-config", Name{Prefix: "system", Path: "running-config"})
	if n, ok := tab.KeywordName("running-config"); !ok || n.String() != "system:running-config" {
		t.Errorf("%v, %v", n, ok)
	}
	if _, ok := tab.KeywordName("other"); ok {
		t.Error("an unknown keyword")
	}
	tab.Unmount("flash0")
	if _, _, err := tab.Resolve(Name{Prefix: "flash"}); KindOf(err) != KindNoDevice {
		t.Errorf("%v", err)
	}
}

func TestOptionalInterfacesDegrade(t *testing.T) {
	f, n, ctx := newFake(), Name{Prefix: "x", Path: "y"}, t.Context()
	_, err1 := ReadDir(ctx, f, n)
	_, err2 := Stat(ctx, f, n)
	for i, err := range []error{
		err1, err2, Remove(ctx, f, n), Mkdir(ctx, f, n), Rmdir(ctx, f, n), Rename(ctx, f, n, n), Format(ctx, f, n),
	} {
		var e *Error
		if !errors.As(err, &e) || e.Kind != KindUnsupported || e.Name != n || e.Op == "" {
			t.Errorf("%d: %v", i, err)
		}
	}
}

func TestTableIsSafeForConcurrentUse(t *testing.T) {
	tab := NewTable()
	var wg sync.WaitGroup
	for g := range 4 {
		wg.Go(func() {
			for i := range 100 {
				p := fmt.Sprintf("usbflash%d", (g+i)%3)
				tab.Mount(p, newFake())
				tab.Prefixes(CanRead)
				_, _, _ = tab.Resolve(Name{Prefix: p})
				tab.Unmount(p)
			}
		})
	}
	wg.Wait()
}

func TestKinds(t *testing.T) {
	seen := map[string]bool{}
	for _, k := range Kinds() {
		if s := k.String(); s == "" || seen[s] {
			t.Errorf("kind %d is called %q", int(k), s)
		}
		seen[k.String()] = true
	}
	if s := Kind(-1).String(); s != "kind(-1)" {
		t.Error(s)
	}
	wrapped := fmt.Errorf("outer: %w", &Error{Op: OpRead, Kind: KindTimeout, Err: context.Canceled})
	for err, want := range map[error]Kind{
		nil: KindUnknown, errors.New("x"): KindUnknown, wrapped: KindTimeout, context.Canceled: KindAborted,
	} {
		if got := KindOf(err); got != want {
			t.Errorf("%v: %v", err, got)
		}
	}
}

func TestTracesAreComposed(t *testing.T) {
	var got []string
	add := func(s string) func(int) { return func(int) { got = append(got, s) } }
	ctx := WithTrace(t.Context(), &Trace{Data: add("first")})
	ctx = WithTrace(ctx, &Trace{Data: add("second"), Timeout: func() { got = append(got, "timeout") }})
	tr := TraceFrom(ctx)
	tr.Data(1)
	tr.Timeout()
	if !slices.Equal(got, []string{"first", "second", "timeout"}) || tr.Packet != nil || tr.Done != nil {
		t.Errorf("%q", got)
	}
	if TraceFrom(t.Context()) != nil {
		t.Error("a trace from nowhere")
	}
}
