// Package capture is Embedded Packet Capture: `monitor capture buffer` and `monitor
// capture point`. What the router itself sends and receives in transfers passes its
// points.
//
//	var set capture.Set
//	b := set.MakeBuffer("B")
//	set.PutPoint(capture.Point{Name: "P", Switching: "process-switched", Buffer: "B", Active: true})
package capture

import (
	"maps"
	"net/netip"
	"slices"
	"sync"

	"github.com/iosim/iosim/internal/wire"
)

// Buffer is a buffer of frames.
type Buffer struct {
	*wire.Buffer
	Name string
	List string // access list, standard or extended, that a frame must pass; "": every frame
}

// Point is a place where frames are seen.
type Point struct {
	Name      string
	Switching string // "cef" or "process-switched"
	Interface string // of a cef point
	Direction string // "in", "out", "both"; "from-us" of what the router itself sends
	Buffer    string // that it fills, "" for none
	Active    bool
}

// Set is the buffers and points of a router. The zero value has none. It is safe for
// concurrent use.
type Set struct {
	mu      sync.Mutex
	buffers map[string]*Buffer
	points  map[string]*Point
}

// Defaults of a capture buffer, in bytes (IOS Embedded Packet Capture Configuration
// Guide: 1 MB, 68 bytes of each packet, linear).
const (
	DefaultSize    = 1 << 20
	DefaultElement = 68
)

// Buffer is the buffer with that name.
func (set *Set) Buffer(name string) (Buffer, bool) {
	set.mu.Lock()
	defer set.mu.Unlock()
	b, ok := set.buffers[name]
	if !ok {
		return Buffer{}, false
	}
	return *b, true
}

// Buffers are all buffers by name.
func (set *Set) Buffers() []Buffer {
	set.mu.Lock()
	defer set.mu.Unlock()
	var out []Buffer
	for _, name := range slices.Sorted(maps.Keys(set.buffers)) {
		out = append(out, *set.buffers[name])
	}
	return out
}

// MakeBuffer gives the buffer with that name, which it makes if there is none.
func (set *Set) MakeBuffer(name string) Buffer {
	set.mu.Lock()
	defer set.mu.Unlock()
	if set.buffers == nil {
		set.buffers = map[string]*Buffer{}
	}
	b := set.buffers[name]
	if b == nil {
		b = &Buffer{Buffer: wire.NewBuffer(wire.Limits{Size: DefaultSize, Element: DefaultElement}), Name: name}
		set.buffers[name] = b
	}
	return *b
}

// Filter sets Buffer.List.
func (set *Set) Filter(name, list string) {
	set.mu.Lock()
	defer set.mu.Unlock()
	if b := set.buffers[name]; b != nil {
		b.List = list
	}
}

// DropBuffer removes a buffer; its points fill none then.
func (set *Set) DropBuffer(name string) {
	set.mu.Lock()
	defer set.mu.Unlock()
	delete(set.buffers, name)
	for _, p := range set.points {
		if p.Buffer == name {
			p.Buffer, p.Active = "", false
		}
	}
}

// Points are all points by name.
func (set *Set) Points() []Point {
	set.mu.Lock()
	defer set.mu.Unlock()
	var out []Point
	for _, name := range slices.Sorted(maps.Keys(set.points)) {
		out = append(out, *set.points[name])
	}
	return out
}

// Point is the point with that name.
func (set *Set) Point(name string) (Point, bool) {
	set.mu.Lock()
	defer set.mu.Unlock()
	p, ok := set.points[name]
	if !ok {
		return Point{}, false
	}
	return *p, true
}

// PutPoint makes or changes a point.
func (set *Set) PutPoint(p Point) {
	set.mu.Lock()
	defer set.mu.Unlock()
	if set.points == nil {
		set.points = map[string]*Point{}
	}
	set.points[p.Name] = &p
}

// DropPoint removes a point.
func (set *Set) DropPoint(name string) {
	set.mu.Lock()
	defer set.mu.Unlock()
	delete(set.points, name)
}

// Readers watch a transfer for the points; nil if there are none. via gives the interface
// towards an address, passes judges a frame by an access list.
func (set *Set) Readers(via func(netip.Addr) string, passes func(list string, frame []byte) bool) []wire.Reader {
	set.mu.Lock()
	defer set.mu.Unlock()
	if len(set.points) == 0 {
		return nil
	}
	r := &pointReader{set: set, via: via, passes: passes}
	r.Frames = wire.NewFrames(r.frame)
	return []wire.Reader{r}
}

// pointReader hands the frames of one transfer to the buffers whose points are
// active.
type pointReader struct {
	*wire.Frames
	set    *Set
	via    func(netip.Addr) string
	passes func(string, []byte) bool
	iface  string // that leads to remote
	remote netip.Addr
}

// Event implements wire.Reader.
func (r *pointReader) Event(e wire.Event) {
	if to := e.Remote.Addr(); e.Remote.IsValid() && to != r.remote {
		r.remote, r.iface = to, r.via(to)
	}
	r.Frames.Event(e)
}

func (r *pointReader) frame(f wire.Frame) {
	f.From = r.iface
	for _, b := range r.set.fed(r.iface, f.Sent) {
		if b.List == "" || r.passes(b.List, f.Data) {
			b.Add(f)
		}
	}
}

// fed are the buffers that a frame at an interface goes to, each once.
func (set *Set) fed(iface string, sent bool) []*Buffer {
	set.mu.Lock()
	defer set.mu.Unlock()
	var out []*Buffer
	for _, p := range set.points {
		b := set.buffers[p.Buffer]
		if b != nil && p.sees(iface, sent) && !slices.Contains(out, b) {
			out = append(out, b)
		}
	}
	return out
}

// sees reports whether a frame passes the point.
func (p *Point) sees(iface string, sent bool) bool {
	if !p.Active || p.Switching == "cef" && p.Interface != iface {
		return false
	}
	switch p.Direction {
	case "in":
		return !sent
	case "out", "from-us":
		return sent
	}
	return true
}
