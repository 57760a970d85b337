package system

import (
	"maps"
	"net/netip"
	"slices"
	"sync"

	"github.com/iosim/iosim/internal/wire"
	"github.com/iosim/iosim/ios/running"
)

// Embedded Packet Capture: `monitor capture buffer` and `monitor capture point`.
// What the device itself sends and receives in transfers passes its points.

// CaptureBuffer is a buffer of frames.
type CaptureBuffer struct {
	*wire.Buffer
	Name string
	List string // access list, standard or extended, that a frame must pass; "": every frame
}

// CapturePoint is a place where frames are seen.
type CapturePoint struct {
	Name      string
	Switching string // "cef" or "process-switched"
	Interface string // of a cef point
	Direction string // "in", "out", "both"; "from-us" of what the router itself sends
	Buffer    string // that it fills, "" for none
	Active    bool
}

// captures are the buffers and points of a device. They go with the software.
type captures struct {
	mu      sync.Mutex
	buffers map[string]*CaptureBuffer
	points  map[string]*CapturePoint
}

// Defaults of a capture buffer, in bytes (IOS Embedded Packet Capture Configuration
// Guide: 1 MB, 68 bytes of each packet, linear).
const (
	CaptureSize    = 1 << 20
	CaptureElement = 68
)

// CaptureBuffer is the buffer with that name.
func (sys *System) CaptureBuffer(name string) (CaptureBuffer, bool) {
	sys.captures.mu.Lock()
	defer sys.captures.mu.Unlock()
	b, ok := sys.captures.buffers[name]
	if !ok {
		return CaptureBuffer{}, false
	}
	return *b, true
}

// CaptureBuffers are all buffers by name.
func (sys *System) CaptureBuffers() []CaptureBuffer {
	sys.captures.mu.Lock()
	defer sys.captures.mu.Unlock()
	var out []CaptureBuffer
	for _, name := range slices.Sorted(maps.Keys(sys.captures.buffers)) {
		out = append(out, *sys.captures.buffers[name])
	}
	return out
}

// MakeCaptureBuffer gives the buffer with that name, which it makes if there is none.
func (sys *System) MakeCaptureBuffer(name string) CaptureBuffer {
	sys.captures.mu.Lock()
	defer sys.captures.mu.Unlock()
	if sys.captures.buffers == nil {
		sys.captures.buffers = map[string]*CaptureBuffer{}
	}
	b := sys.captures.buffers[name]
	if b == nil {
		b = &CaptureBuffer{Buffer: wire.NewBuffer(wire.Limits{Size: CaptureSize, Element: CaptureElement}), Name: name}
		sys.captures.buffers[name] = b
	}
	return *b
}

// FilterCaptureBuffer sets CaptureBuffer.List.
func (sys *System) FilterCaptureBuffer(name, list string) {
	sys.captures.mu.Lock()
	defer sys.captures.mu.Unlock()
	if b := sys.captures.buffers[name]; b != nil {
		b.List = list
	}
}

// DropCaptureBuffer removes a buffer; its points fill none then.
func (sys *System) DropCaptureBuffer(name string) {
	sys.captures.mu.Lock()
	defer sys.captures.mu.Unlock()
	delete(sys.captures.buffers, name)
	for _, p := range sys.captures.points {
		if p.Buffer == name {
			p.Buffer, p.Active = "", false
		}
	}
}

// CapturePoints are all points by name.
func (sys *System) CapturePoints() []CapturePoint {
	sys.captures.mu.Lock()
	defer sys.captures.mu.Unlock()
	var out []CapturePoint
	for _, name := range slices.Sorted(maps.Keys(sys.captures.points)) {
		out = append(out, *sys.captures.points[name])
	}
	return out
}

// CapturePoint is the point with that name.
func (sys *System) CapturePoint(name string) (CapturePoint, bool) {
	sys.captures.mu.Lock()
	defer sys.captures.mu.Unlock()
	p, ok := sys.captures.points[name]
	if !ok {
		return CapturePoint{}, false
	}
	return *p, true
}

// PutCapturePoint makes or changes a point.
func (sys *System) PutCapturePoint(p CapturePoint) {
	sys.captures.mu.Lock()
	defer sys.captures.mu.Unlock()
	if sys.captures.points == nil {
		sys.captures.points = map[string]*CapturePoint{}
	}
	sys.captures.points[p.Name] = &p
}

// DropCapturePoint removes a point.
func (sys *System) DropCapturePoint(name string) {
	sys.captures.mu.Lock()
	defer sys.captures.mu.Unlock()
	delete(sys.captures.points, name)
}

// readers watch a transfer for the points, if there are any.
func (c *captures) readers(sys *System) []wire.Reader {
	c.mu.Lock()
	defer c.mu.Unlock()
	if len(c.points) == 0 {
		return nil
	}
	r := &pointReader{sys: sys}
	r.Frames = wire.NewFrames(r.frame)
	return []wire.Reader{r}
}

// pointReader hands the frames of one transfer to the buffers whose points are
// active.
type pointReader struct {
	*wire.Frames
	sys    *System
	iface  string // that leads to remote
	remote netip.Addr
}

// Event implements wire.Reader.
func (r *pointReader) Event(e wire.Event) {
	if to := e.Remote.Addr(); e.Remote.IsValid() && to != r.remote {
		r.remote, r.iface = to, r.sys.out.Via(to)
	}
	r.Frames.Event(e)
}

func (r *pointReader) frame(f wire.Frame) {
	f.From = r.iface
	for _, b := range r.sys.captures.fed(r.iface, f.Sent) {
		if b.List == "" || r.sys.passes(b.List, f.Data) {
			b.Add(f)
		}
	}
}

// passes judges a frame by an access list; one that is not of IPv4 passes none.
func (sys *System) passes(list string, frame []byte) bool {
	p, ok := running.ParseFrame(frame)
	if !ok {
		return false
	}
	permitted, _ := sys.Running().AccessList(list).Judge(p)
	return permitted
}

// fed are the buffers that a frame at an interface goes to, each once.
func (c *captures) fed(iface string, sent bool) []*CaptureBuffer {
	c.mu.Lock()
	defer c.mu.Unlock()
	var out []*CaptureBuffer
	for _, p := range c.points {
		b := c.buffers[p.Buffer]
		if b != nil && p.sees(iface, sent) && !slices.Contains(out, b) {
			out = append(out, b)
		}
	}
	return out
}

// sees reports whether a frame passes the point.
func (p *CapturePoint) sees(iface string, sent bool) bool {
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
