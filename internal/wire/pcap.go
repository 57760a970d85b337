package wire

import (
	"bufio"
	"encoding/binary"
	"io"
	"time"
)

// Pcap writes the events as a capture file for packet analyzers (see Frames).
type Pcap struct {
	*Frames
	w    *bufio.Writer
	c    io.Closer
	head [pcapRecord]byte
	err  error
}

// Sizes of the format in bytes.
const (
	pcapHeader = 24
	pcapRecord = 16
	// snapLength is the maximum frame length announced in the file header.
	snapLength = 262144
)

// NewPcap returns a Reader that writes to w. End closes w.
func NewPcap(w io.WriteCloser) *Pcap {
	p := &Pcap{w: bufio.NewWriterSize(w, 256<<10), c: w}
	p.Frames = NewFrames(p.frame)
	_, p.err = p.w.Write(appendPcapHeader(nil))
	return p
}

func appendPcapHeader(b []byte) []byte {
	var h [pcapHeader]byte
	binary.LittleEndian.PutUint32(h[0:], 0xa1b2c3d4)
	binary.LittleEndian.PutUint16(h[4:], 2)
	binary.LittleEndian.PutUint16(h[6:], 4)
	binary.LittleEndian.PutUint32(h[16:], snapLength)
	binary.LittleEndian.PutUint32(h[20:], 1) // link type: Ethernet
	return append(b, h[:]...)
}

// putPcapRecord writes the record header of a frame of length bytes, of which kept
// follow.
func putPcapRecord(h []byte, at time.Time, kept, length int) {
	binary.LittleEndian.PutUint32(h[0:], uint32(at.Unix()))
	binary.LittleEndian.PutUint32(h[4:], uint32(at.Nanosecond()/1000))
	binary.LittleEndian.PutUint32(h[8:], uint32(kept))
	binary.LittleEndian.PutUint32(h[12:], uint32(length))
}

func (p *Pcap) frame(f Frame) {
	if p.err != nil {
		return
	}
	putPcapRecord(p.head[:], f.At, len(f.Data), f.Length)
	if _, p.err = p.w.Write(p.head[:]); p.err == nil {
		_, p.err = p.w.Write(f.Data)
	}
}

// End implements Reader. It writes the rest and closes the file.
func (p *Pcap) End() error {
	if err := p.w.Flush(); p.err == nil {
		p.err = err
	}
	if err := p.c.Close(); p.err == nil {
		p.err = err
	}
	return p.err
}
