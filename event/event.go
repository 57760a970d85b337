// Package event reports what happens in a lab: a device has entered another phase, a
// command has run, a file was created. Logs, metrics, graders and pages are readers of
// these events; none of them has a hook of its own in the code that tells.
//
//	bus := event.NewBus()
//	stop := bus.Subscribe(func(e event.Event) { fmt.Println(e.Device, e.Kind()) })
//	defer stop()
//	r2 := bus.Source("R2", clk.Now)
//	event.Emit(r2, event.FileCreated{Name: "flash0:/x", Bytes: 1234})
//
// Kinds lists what can happen. As JSON an event is one flat object, and those of
// Writer are one a line:
//
//	{"at":"2016-03-01T09:00:00Z","device":"R2","event":"file-created","name":"flash0:/x","bytes":1234}
package event

import (
	"reflect"
	"strings"
	"time"
	"unicode"
)

// Event is something that has happened.
type Event struct {
	At     time.Time // lab time
	Device string    // name of the device, or of the host, in the lab; "" for the lab itself
	What   What
}

// What says what has happened: one of the types of Kinds. It is a value, which readers
// may keep.
type What interface {
	about() string // the sentence of the reference
}

// Kind is the name of what happened, as JSON has it: "file-created".
func (e Event) Kind() string { return KindOf(e.What) }

// KindOf is the name of a kind: "file-created" for FileCreated{}.
func KindOf(w What) string { return kebab(reflect.TypeOf(w).Name()) }

// kebab is the name of a type with small letters and hyphens.
func kebab(name string) string {
	var b strings.Builder
	for i, r := range name {
		if unicode.IsUpper(r) && i > 0 {
			b.WriteByte('-')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// Source emits the events of one device or host. A nil Source emits nothing. It is
// safe for concurrent use.
type Source struct {
	bus    *Bus
	device string
	now    func() time.Time
}

// Source makes a source of events of that name; now gives the lab time.
func (b *Bus) Source(device string, now func() time.Time) *Source {
	return &Source{bus: b, device: device, now: now}
}

// Now is the lab time.
func (s *Source) Now() time.Time { return s.now() }

// On reports whether there is a reader for events of kind T.
func On[T What](s *Source) bool {
	if s == nil {
		return false
	}
	wanted := s.bus.wanted.Load()
	return wanted != 0 && wanted&bitOf[T]() != 0
}

// Emit hands an event to the readers of its kind, one after the other in the order in
// which they subscribed, and returns when they are done. Without such a reader it costs
// a look at one word and does not allocate. The caller holds no lock that a reader may
// need: readers may look at the device.
func Emit[T What](s *Source, what T) {
	if On[T](s) {
		EmitAt(s, s.now(), what)
	}
}

// EmitAt is Emit for what happened at a time that the caller has kept.
func EmitAt[T What](s *Source, at time.Time, what T) {
	if On[T](s) {
		s.bus.send(Event{At: at, Device: s.device, What: what}, bitOf[T]())
	}
}

// EmitFunc is Emit for an event that costs something to make, such as a text: build is
// called only if there is a reader.
func EmitFunc[T What](s *Source, build func() T) {
	if On[T](s) {
		Emit(s, build())
	}
}
