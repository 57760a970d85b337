package recordfs

import (
	"context"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/iosim/iosim/event"
	"github.com/iosim/iosim/ifs"
	"github.com/iosim/iosim/internal/printable"
)

// Transfer tells by events how the transfer of one file goes. A nil Transfer tells
// nothing.
type Transfer struct {
	events *event.Source
	begun  time.Time
	start  sync.Once
	end    sync.Once
	done   event.TransferDone // as far as it is known
}

// Begin begins a transfer, which begin describes. It is nil if the events of transfers
// have no reader; begin is not called then.
func Begin(events *event.Source, begin func() event.TransferDone) *Transfer {
	if !event.On[event.TransferStarted](events) && !event.On[event.TransferDone](events) {
		return nil
	}
	return &Transfer{events: events, begun: events.Now(), done: safe(begin())}
}

// safe is what is known of a transfer with what the other side may have chosen made safe
// to show: names of files, of its user, of a mode.
func safe(d event.TransferDone) event.TransferDone {
	for _, s := range []*string{&d.User, &d.Mode, &d.Remote, &d.Local} {
		*s = printable.Text(*s)
	}
	return d
}

// Started tells that the transfer begins, if that was not told yet: once the other side
// and the file are known.
func (t *Transfer) Started() {
	if t != nil {
		t.start.Do(t.tellStart)
	}
}

func (t *Transfer) tellStart() {
	d := &t.done
	event.Emit(t.events, event.TransferStarted{Protocol: d.Protocol, Role: d.Role, Direction: d.Direction,
		Peer: d.Peer, User: d.User, Remote: d.Remote, Local: d.Local})
}

// Moved counts bytes of the file.
func (t *Transfer) Moved(n int) {
	if t != nil {
		t.done.Bytes += int64(n)
	}
}

// End tells how the transfer ended, once: err is nil if the file is whole.
func (t *Transfer) End(err error) {
	if t == nil {
		return
	}
	t.end.Do(func() {
		t.Started()
		t.done.Outcome = outcome(err)
		t.done.Took = event.Duration(t.events.Now().Sub(t.begun))
		event.Emit(t.events, t.done)
	})
}

// errAborted is how a transfer ends that was given up before its end.
var errAborted = &ifs.Error{Kind: ifs.KindAborted}

func outcome(err error) string {
	if err == nil {
		return "ok"
	}
	if k := ifs.KindOf(err); k != ifs.KindUnknown {
		return k.String()
	}
	return err.Error()
}

// LocalName is the name of a file of the device as the events of files have it.
func LocalName(n ifs.Name) string {
	if n.Path != "" {
		n.Path = "/" + strings.TrimLeft(n.Path, "/")
	}
	return n.String()
}

type transferKey struct{}

// With returns a copy of ctx for what belongs to a transfer.
func With(ctx context.Context, t *Transfer) context.Context {
	if t == nil {
		return ctx
	}
	return context.WithValue(ctx, transferKey{}, t)
}

func transferOf(ctx context.Context) *Transfer {
	t, _ := ctx.Value(transferKey{}).(*Transfer)
	return t
}

// Towards tells that the client's transfer of ctx, if it has one, begins with a server.
func Towards(ctx context.Context, to netip.Addr) {
	if t := transferOf(ctx); t != nil {
		t.start.Do(func() {
			t.done.Peer = to
			t.tellStart()
		})
	}
}

// Serve returns the file that a server sends in the transfer of ctx, if it has one.
func Serve(ctx context.Context, n ifs.Name, f ifs.File) ifs.File {
	t := transferOf(ctx)
	if t == nil {
		return f
	}
	t.done.Local = LocalName(n)
	t.Started()
	return &servedFile{f, t}
}

type servedFile struct {
	ifs.File
	t *Transfer
}

func (f *servedFile) Read(p []byte) (int, error) {
	n, err := f.File.Read(p)
	f.t.Moved(n)
	return n, err
}
