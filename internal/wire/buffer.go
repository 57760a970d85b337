package wire

import (
	"io"
	"sync"
	"time"
)

// Buffer keeps frames in memory, as `monitor capture buffer` does. It is safe for
// concurrent use.
type Buffer struct {
	mu      sync.Mutex
	limits  Limits
	frames  []Frame
	bytes   int
	seen    int64     // number of frames passed to Add, for Limits.Nth
	begin   time.Time // time of the first frame kept
	second  int64     // second of the last frame, for Limits.PerSecond
	inThis  int       // frames kept in that second
	stopped bool      // a limit was reached
}

// Limits are the limits of a Buffer. 0 means no limit, except for Size and Element.
type Limits struct {
	Size      int           // bytes of all frames together
	Element   int           // maximum bytes kept of a frame
	Circular  bool          // new frames replace the oldest; otherwise they are not kept
	Packets   int           // maximum number of frames
	PerSecond int           // maximum number of frames per second
	Nth       int           // keep every n-th frame
	Duration  time.Duration // since the first frame
}

// Frame is a captured frame.
type Frame struct {
	At     time.Time
	Sent   bool
	From   string // the interface at which it was captured
	Length int    // bytes on the wire; Data may be shorter
	Data   []byte
}

// NewBuffer returns an empty buffer.
func NewBuffer(l Limits) *Buffer { return &Buffer{limits: l} }

// Limits returns the limits.
func (b *Buffer) Limits() Limits {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.limits
}

// SetLimits changes the limits. Frames already kept stay.
func (b *Buffer) SetLimits(l Limits) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.limits = l
}

// Add keeps a copy of a frame as far as the limits permit.
func (b *Buffer) Add(f Frame) {
	b.mu.Lock()
	defer b.mu.Unlock()
	l := b.limits
	b.seen++
	if b.begin.IsZero() {
		b.begin = f.At
	}
	if s := f.At.Unix(); s != b.second {
		b.second, b.inThis = s, 0
	}
	switch {
	case b.stopped,
		l.Nth > 1 && (b.seen-1)%int64(l.Nth) != 0,
		l.PerSecond > 0 && b.inThis >= l.PerSecond:
		return
	case l.Duration > 0 && f.At.Sub(b.begin) > l.Duration, l.Packets > 0 && len(b.frames) >= l.Packets:
		b.stopped = true
		return
	}
	f.Data = append([]byte(nil), f.Data[:min(len(f.Data), l.Element)]...)
	for l.Circular && len(b.frames) > 0 && b.bytes+len(f.Data) > l.Size {
		b.bytes -= len(b.frames[0].Data)
		b.frames = b.frames[1:]
	}
	if b.bytes+len(f.Data) > l.Size {
		b.stopped = true
		return
	}
	b.inThis++
	b.bytes += len(f.Data)
	b.frames = append(b.frames, f)
}

// Frames returns the frames kept, oldest first.
func (b *Buffer) Frames() []Frame {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]Frame(nil), b.frames...)
}

// Clear deletes all frames.
func (b *Buffer) Clear() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.frames, b.bytes, b.seen, b.begin, b.second, b.inThis, b.stopped = nil, 0, 0, time.Time{}, 0, 0, false
}

// PcapSize returns the number of bytes WritePcap writes for frames.
func PcapSize(frames []Frame) int64 {
	n := int64(pcapHeader)
	for _, f := range frames {
		n += int64(pcapRecord + len(f.Data))
	}
	return n
}

// WritePcap writes frames as a capture file.
func WritePcap(w io.Writer, frames []Frame) error {
	if _, err := w.Write(appendPcapHeader(nil)); err != nil {
		return err
	}
	for _, f := range frames {
		b := make([]byte, pcapRecord, pcapRecord+len(f.Data))
		putPcapRecord(b, f.At, len(f.Data), f.Length)
		if _, err := w.Write(append(b, f.Data...)); err != nil {
			return err
		}
	}
	return nil
}
