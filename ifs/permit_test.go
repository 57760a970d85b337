package ifs

import (
	"context"
	"errors"
	"testing"
)

// everything is a file system with all operations; it counts their calls.
type everything struct {
	info  Info
	calls *int
}

func (e everything) called() error { *e.calls++; return nil }

func (e everything) Info() Info                                          { return e.info }
func (e everything) Open(context.Context, Name) (File, error)            { return nil, e.called() }
func (e everything) Create(context.Context, Name, int64) (Writer, error) { return nil, e.called() }
func (e everything) ReadDir(context.Context, Name) ([]Entry, error)      { return nil, e.called() }
func (e everything) ReadAll(context.Context, Name) ([]Entry, error)      { return nil, e.called() }
func (e everything) Stat(context.Context, Name) (Entry, error)           { return Entry{}, e.called() }
func (e everything) Remove(context.Context, Name) error                  { return e.called() }
func (e everything) Mkdir(context.Context, Name) error                   { return e.called() }
func (e everything) Rmdir(context.Context, Name) error                   { return e.called() }
func (e everything) Rename(context.Context, Name, Name) error            { return e.called() }
func (e everything) Format(context.Context) error                        { return e.called() }
func (e everything) Undelete(context.Context, int) error                 { return e.called() }
func (e everything) Squeeze(context.Context) error                       { return e.called() }
func (e everything) Check(context.Context) (int, error)                  { return 0, e.called() }

// operations are all functions that use files.
var operations = map[string]func(context.Context, FS, Name) error{
	"open":     func(ctx context.Context, fs FS, n Name) error { _, err := Open(ctx, fs, n); return err },
	"create":   func(ctx context.Context, fs FS, n Name) error { _, err := Create(ctx, fs, n, 1); return err },
	"readdir":  func(ctx context.Context, fs FS, n Name) error { _, err := ReadDir(ctx, fs, n); return err },
	"readall":  func(ctx context.Context, fs FS, n Name) error { _, err := ReadAll(ctx, fs, n); return err },
	"stat":     func(ctx context.Context, fs FS, n Name) error { _, err := Stat(ctx, fs, n); return err },
	"remove":   Remove,
	"mkdir":    Mkdir,
	"rmdir":    Rmdir,
	"rename":   func(ctx context.Context, fs FS, n Name) error { return Rename(ctx, fs, n, n) },
	"format":   Format,
	"undelete": func(ctx context.Context, fs FS, n Name) error { return Undelete(ctx, fs, n, 1) },
	"squeeze":  Squeeze,
	"check":    func(ctx context.Context, fs FS, n Name) error { _, err := Check(ctx, fs, n); return err },
}

// Every operation asks the permit of its context, and the file system is not touched
// without it. A context of the router, and a file of a server, need none.
func TestPermit(t *testing.T) {
	calls := 0
	local := everything{Info{Type: Disk}, &calls}
	server := everything{Info{Type: Network}, &calls}
	no := func(Op, Name) bool { return false }
	yes := func(Op, Name) bool { return true }
	denied := WithPermit(t.Context(), no)
	n := Name{Prefix: "flash0", Path: "x"}
	for name, use := range operations {
		calls = 0
		for _, ctx := range []context.Context{denied, WithPermit(denied, yes), WithPermit(WithPermit(t.Context(), yes), no), context.WithoutCancel(denied)} {
			err := use(ctx, local, n)
			var e *Error
			if !errors.As(err, &e) || e.Kind != KindPermission || e.Name.Path != "/x" || calls != 0 {
				t.Errorf("%s without permit: %v, %d calls", name, err, calls)
			}
		}
		for i, c := range []struct {
			ctx context.Context
			fs  FS
		}{{t.Context(), local}, {WithPermit(t.Context(), yes), local}, {AsRouter(denied), local}, {denied, server}} {
			if err := use(c.ctx, c.fs, n); err != nil || calls != i+1 {
				t.Errorf("%s, allowed, case %d: %v, %d calls", name, i, err, calls)
			}
		}
	}
}

// A copy asks for both of its files.
func TestCopyAsksPermit(t *testing.T) {
	calls := 0
	table := NewTable()
	table.Mount("flash0", everything{Info{Type: Disk}, &calls})
	table.Mount("tftp", everything{Info{Type: Network}, &calls})
	ctx := WithPermit(t.Context(), func(Op, Name) bool { return false })
	_, err := Copy(ctx, table, Name{Prefix: "tftp", Host: "h", HasHost: true, Path: "x"}, Name{Prefix: "flash0", Path: "x"})
	if KindOf(err) != KindPermission || calls != 0 {
		t.Errorf("%v, %d calls", err, calls)
	}
}
