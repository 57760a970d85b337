package recordfs

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/ifs"
)

// server is a network file system with one file; its errors are what is wrong with it.
type server struct {
	open, read, write, commit error
}

var errDeny = &ifs.Error{Op: ifs.OpOpen, Kind: ifs.KindPermission}

func (s *server) Info() ifs.Info { return ifs.Info{Type: ifs.Network} }

func (s *server) Session(ifs.Name) (user, mode string) { return "bob", "passive" }

func (s *server) Open(ctx context.Context, n ifs.Name) (ifs.File, error) {
	Towards(ctx, netip.MustParseAddr("10.1.1.1"))
	Towards(ctx, netip.MustParseAddr("10.1.1.2")) // another connection of the same transfer
	if s.open != nil {
		return nil, s.open
	}
	return &text{strings.NewReader("hello"), s.read}, nil
}

func (s *server) Create(ctx context.Context, n ifs.Name, size int64) (ifs.Writer, error) {
	return s, s.open
}

func (s *server) Write(p []byte) (int, error) { return len(p), s.write }
func (s *server) Commit() error               { return s.commit }
func (s *server) Abort() error                { return nil }

type text struct {
	io.Reader
	err error
}

func (f *text) Size() int64  { return 5 }
func (f *text) Close() error { return nil }
func (f *text) Read(p []byte) (int, error) {
	if f.err != nil {
		return 0, f.err
	}
	return f.Reader.Read(p)
}

func noRecord(ctx context.Context, _ ifs.Name) (context.Context, func()) { return ctx, func() {} }

var fileName = ifs.Name{Prefix: "ftp", Host: "h", HasHost: true, Path: "x", Password: "secret"}

// Every end of a transfer is one event, after that of its begin.
func TestTransfer(t *testing.T) {
	get := func(ctx context.Context, fs ifs.FS, read bool) {
		f, err := fs.Open(ctx, fileName)
		if err != nil {
			return
		}
		if read {
			_, _ = io.ReadAll(f)
		}
		f.Close()
		f.Close()
	}
	put := func(ctx context.Context, fs ifs.FS, commit bool) {
		w, err := fs.Create(ctx, fileName, 5)
		if err != nil {
			return
		}
		if _, err := io.WriteString(w, "hello"); err == nil && commit {
			_ = w.Commit()
		}
		_ = w.Abort()
	}
	for _, c := range []struct {
		name  string
		s     server
		do    func(ctx context.Context, fs ifs.FS, whole bool)
		whole bool
		want  string
	}{
		{"read", server{}, get, true, "in 5 ok"},
		{"not read", server{}, get, false, "in 0 aborted"},
		{"not opened", server{open: errDeny}, get, true, "in 0 permission"},
		{"read in vain", server{read: errors.New("broken")}, get, true, "in 0 broken"},
		{"written", server{}, put, true, "out 5 ok"},
		{"aborted", server{}, put, false, "out 5 aborted"},
		{"not created", server{open: errDeny}, put, true, "out 0 permission"},
		{"not written", server{write: errDeny}, put, true, "out 5 permission"},
		{"not stored", server{commit: errDeny}, put, true, "out 5 permission"},
	} {
		bus := event.NewBus()
		now := time.Unix(1e9, 0)
		var got []string
		bus.Subscribe(func(e event.Event) {
			switch w := e.What.(type) {
			case event.TransferStarted:
				got = append(got, "started "+w.Direction)
			case event.TransferDone:
				if w.Protocol != "ftp" || w.Role != "client" || w.User != "bob" || w.Mode != "passive" || w.Remote != "ftp://h/x" ||
					w.Direction == "in" && w.Peer.String() != "10.1.1.1" || time.Duration(w.Took) != time.Second {
					t.Errorf("%s: %+v", c.name, w)
				}
				got = append(got, fmt.Sprintf("%s %d %s", w.Direction, w.Bytes, w.Outcome))
			}
		})
		fs := Wrap(&c.s, noRecord, bus.Source("R2", func() time.Time { now = now.Add(time.Second / 2); return now }))
		c.do(t.Context(), fs, c.whole)
		direction, _, _ := strings.Cut(c.want, " ")
		if d := cmp.Diff([]string{"started " + direction, c.want}, got); d != "" {
			t.Errorf("%s: %s", c.name, d)
		}
	}
}

// Without a reader a transfer costs what it costs without events.
func TestTransferWithoutReader(t *testing.T) {
	bus := event.NewBus()
	bus.Subscribe(func(event.Event) {}, event.PhaseChanged{})
	events := bus.Source("R2", time.Now)
	ctx, fs := t.Context(), recorded{FS: &server{}, begin: noRecord, events: events}
	if n := testing.AllocsPerRun(100, func() {
		ctx, tr := fs.transfer(ctx, fileName, "in")
		Towards(ctx, netip.Addr{})
		tr.Started()
		tr.Moved(1)
		tr.End(nil)
	}); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
