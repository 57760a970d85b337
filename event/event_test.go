package event_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"reflect"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/iosim/iosim/event"
)

var at = time.Date(2016, time.March, 1, 9, 0, 0, 0, time.UTC)

func now() time.Time { return at }

// Readers are called in the order of their subscription, for the kinds that they asked
// for.
func TestOrder(t *testing.T) {
	b := event.NewBus()
	s := b.Source("R2", now)
	var got []string
	note := func(name string) func(event.Event) {
		return func(e event.Event) { got = append(got, name+" "+e.Device+" "+e.Kind()) }
	}
	event.Emit(s, event.FileRemoved{}) // there is no reader
	b.Subscribe(note("1"))
	stop := b.Subscribe(note("2"), event.FileCreated{}, event.KeysChanged{})
	b.Subscribe(note("3"), event.FileRemoved{})
	event.Emit(s, event.FileCreated{})
	event.Emit(s, event.FileRemoved{})
	stop()
	stop()
	event.Emit(s, event.FileCreated{})
	want := []string{"1 R2 file-created", "2 R2 file-created", "1 R2 file-removed", "3 R2 file-removed", "1 R2 file-created"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestOn(t *testing.T) {
	var none *event.Source
	if event.On[event.FileCreated](none) {
		t.Error("a nil source has a reader")
	}
	event.Emit(none, event.FileCreated{})
	b := event.NewBus()
	s := b.Source("R2", now)
	stop := b.Subscribe(func(event.Event) {}, event.FileCreated{})
	if !event.On[event.FileCreated](s) || event.On[event.FileRemoved](s) {
		t.Error("On does not follow the kinds of the subscription")
	}
	stop()
	if event.On[event.FileCreated](s) {
		t.Error("On after stop")
	}
}

// A reader may stop itself and others, subscribe and emit while it is called.
func TestChangesWithin(t *testing.T) {
	b := event.NewBus()
	s := b.Source("R2", now)
	var got []string
	var stop1, stop2 func()
	stop1 = b.Subscribe(func(e event.Event) {
		got = append(got, "1 "+e.Kind())
		stop1()
		stop2()
		b.Subscribe(func(e event.Event) { got = append(got, "3 "+e.Kind()) }, event.FileRemoved{})
		event.Emit(s, event.FileRemoved{})
	})
	stop2 = b.Subscribe(func(e event.Event) { got = append(got, "2 "+e.Kind()) })
	event.Emit(s, event.FileCreated{})
	if want := []string{"1 file-created", "3 file-removed"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// Run with -race: sources, subscriptions and their ends at once.
func TestConcurrent(t *testing.T) {
	b := event.NewBus()
	var seen atomic.Int64
	defer b.Subscribe(func(event.Event) { seen.Add(1) })()
	const sources, each = 8, 500
	var wg sync.WaitGroup
	for i := range sources {
		wg.Go(func() {
			s := b.Source(fmt.Sprint(i), now)
			for range each {
				stop := b.Subscribe(func(event.Event) {}, event.FileChanged{})
				event.Emit(s, event.FileChanged{Bytes: 1})
				stop()
			}
		})
	}
	wg.Wait()
	if n := seen.Load(); n != sources*each {
		t.Errorf("%d events of %d", n, sources*each)
	}
}

// sink keeps the compiler from working out that an event is not used.
var sink event.Event

// Without a reader of its kind an event does not allocate, whatever it holds.
func TestNoReaderNoAllocation(t *testing.T) {
	b := event.NewBus()
	s := b.Source("R2", now)
	n := 0
	emit := func() {
		event.Emit(s, event.TransferDone{Protocol: "tftp", Bytes: 1 << 20, Took: event.Duration(time.Second)})
		event.Emit(s, event.CommandRun{Command: "show version"})
		event.EmitFunc(s, func() event.FileRemoved { return event.FileRemoved{Name: fmt.Sprint(b, n)} })
		n++
	}
	if n := testing.AllocsPerRun(100, emit); n != 0 {
		t.Errorf("%v allocations without a reader", n)
	}
	stop := b.Subscribe(func(e event.Event) { sink = e }, event.PhaseChanged{})
	if n := testing.AllocsPerRun(100, emit); n != 0 {
		t.Errorf("%v allocations with a reader of another kind", n)
	}
	stop()
	if n := testing.AllocsPerRun(100, emit); n != 0 {
		t.Errorf("%v allocations after the last reader has gone", n)
	}
}

func BenchmarkEmit(b *testing.B) {
	for _, c := range []struct {
		name  string
		kinds []event.What
	}{{"no reader", nil}, {"another kind", []event.What{event.PhaseChanged{}}}, {"a reader", []event.What{event.FileCreated{}}}} {
		b.Run(c.name, func(b *testing.B) {
			bus := event.NewBus()
			s := bus.Source("R2", now)
			if c.kinds != nil {
				bus.Subscribe(func(e event.Event) { sink = e }, c.kinds...)
			}
			b.ReportAllocs()
			for i := range b.N {
				event.Emit(s, event.FileCreated{Name: "flash0:/x", Bytes: int64(i)})
			}
		})
	}
}

func TestJSON(t *testing.T) {
	var out bytes.Buffer
	b := event.NewBus()
	w := event.NewWriter(&out)
	b.Subscribe(w.Put)
	s := b.Source("R2", func() time.Time { return at.In(time.FixedZone("CET", 3600)) })
	event.Emit(s, event.FileCreated{Name: "flash0:/x", Bytes: 1234})
	event.Emit(s, event.KeysChanged{})
	event.Emit(s, event.CommandRun{Line: "con 0", Mode: "exec", Command: "a <b>", Result: "ok"})
	event.Emit(s, event.TransferDone{Protocol: "tftp", Role: "client", Direction: "in", Remote: "x", Outcome: "ok", Took: event.Duration(1500 * time.Millisecond)})
	const head = `{"at":"2016-03-01T09:00:00Z","device":"R2","event":`
	want := head + `"file-created","name":"flash0:/x","bytes":1234}` + "\n" +
		head + `"keys-changed"}` + "\n" +
		head + `"command-run","line":"con 0","mode":"exec","command":"a <b>","result":"ok"}` + "\n" +
		head + `"transfer-done","protocol":"tftp","role":"client","direction":"in","remote":"x","bytes":0,"outcome":"ok","took":1.5}` + "\n"
	if out.String() != want || w.Err() != nil {
		t.Errorf("got\n%s%v\nwant\n%s", out.String(), w.Err(), want)
	}
	var flat map[string]any
	j, err := json.Marshal(event.Event{At: at, Device: "R2", What: event.FileRemoved{Name: "flash0:/x"}})
	if err == nil {
		err = json.Unmarshal(j, &flat)
	}
	if err != nil || flat["event"] != "file-removed" || flat["name"] != "flash0:/x" {
		t.Errorf("%s: %v", j, err)
	}
}

type failing struct{ calls int }

var errFull = errors.New("full")

func (f *failing) Write([]byte) (int, error) { f.calls++; return 0, errFull }

func TestWriterKeepsItsFirstError(t *testing.T) {
	var f failing
	w := event.NewWriter(&f)
	w.Put(event.Event{What: event.KeysChanged{}})
	w.Put(event.Event{What: event.KeysChanged{}})
	if w.Err() != errFull || f.calls != 1 {
		t.Errorf("%v after %d calls", w.Err(), f.calls)
	}
}

// Every kind is listed, has a sentence, and a name and words for each of its fields.
func TestKinds(t *testing.T) {
	listed := map[string]bool{}
	for _, k := range event.Kinds() {
		typ := reflect.TypeOf(k)
		if listed[typ.Name()] {
			t.Errorf("%s is listed twice", typ.Name())
		}
		listed[typ.Name()] = true
		seen := map[string]bool{"at": true, "device": true, "event": true}
		for i := range typ.NumField() {
			f := typ.Field(i)
			name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
			if name == "" || seen[name] || f.Tag.Get("doc") == "" {
				t.Errorf("%s.%s: JSON name %q, doc %q", typ.Name(), f.Name, name, f.Tag.Get("doc"))
			}
			seen[name] = true
		}
	}
	if len(listed) > 64 {
		t.Errorf("%d kinds: a subscription has 64 bits", len(listed))
	}
	for _, file := range []string{"kinds.go", "files.go", "panic.go"} {
		f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if ts, ok := n.(*ast.TypeSpec); ok && !listed[ts.Name.Name] {
				t.Errorf("Kinds does not list %s", ts.Name.Name)
			}
			return true
		})
	}
}

// TestReference: docs/events.md is what Reference writes now.
func TestReference(t *testing.T) {
	var want bytes.Buffer
	if err := event.Reference(&want); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile("../docs/events.md")
	if err != nil || string(got) != want.String() {
		t.Errorf("docs/events.md is stale: refresh it with\n\tgo run ./cmd/iosim docs events > docs/events.md\n(%v)", err)
	}
}
