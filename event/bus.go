package event

import (
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
)

// Bus carries events from their sources to their readers. It is safe for concurrent
// use, and for use by a reader that it is calling.
type Bus struct {
	wanted  atomic.Uint64 // the kinds that have a reader
	readers atomic.Pointer[[]*reader]
	mu      sync.Mutex // held while readers changes
}

// NewBus is a bus without readers.
func NewBus() *Bus { return &Bus{} }

type reader struct {
	f       func(Event)
	kinds   uint64
	stopped atomic.Bool
}

// Subscribe has f called with every event from now on, or with those of the given kinds
// only: bus.Subscribe(f, event.PhaseChanged{}). What happens waits until f returns, so f
// has to be quick. Several sources may call f at once; events of one
// goroutine come in their order.
//
// stop ends it, at any time and from anywhere, f included; more than once is once. A call
// of f that another goroutine has begun may end after stop has returned; no call begins
// then.
func (b *Bus) Subscribe(f func(Event), kinds ...What) (stop func()) {
	r := &reader{f: f}
	for _, k := range kinds {
		r.kinds |= bits[reflect.TypeOf(k)]
	}
	if len(kinds) == 0 {
		r.kinds = ^uint64(0)
	}
	b.change(func(all []*reader) []*reader { return append(all, r) })
	return func() {
		if !r.stopped.Swap(true) {
			b.change(func(all []*reader) []*reader {
				return slices.DeleteFunc(all, func(o *reader) bool { return o == r })
			})
		}
	}
}

// change replaces the list of readers: those who go through the old one are not
// disturbed.
func (b *Bus) change(f func([]*reader) []*reader) {
	b.mu.Lock()
	defer b.mu.Unlock()
	var all []*reader
	if old := b.readers.Load(); old != nil {
		all = slices.Clone(*old)
	}
	all = f(all)
	b.readers.Store(&all)
	var wanted uint64
	for _, r := range all {
		wanted |= r.kinds
	}
	b.wanted.Store(wanted)
}

// send calls the readers of a kind.
func (b *Bus) send(e Event, kind uint64) {
	readers := b.readers.Load()
	if readers == nil {
		return
	}
	for _, r := range *readers {
		if r.kinds&kind != 0 && !r.stopped.Load() {
			r.f(e)
		}
	}
}

// bits are the kinds by type, a bit each.
var bits = func() map[reflect.Type]uint64 {
	m := map[reflect.Type]uint64{}
	for i, k := range Kinds() {
		m[reflect.TypeOf(k)] = 1 << i
	}
	return m
}()

func bitOf[T What]() uint64 { return bits[reflect.TypeFor[T]()] }
