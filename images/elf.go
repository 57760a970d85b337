package images

import (
	"cmp"
	"encoding/binary"
	"slices"
)

// maxSections is the maximum number of section headers that are read.
const maxSections = 64

// header is the parsed header of an ELF file.
type header struct {
	machine uint16
	entry   uint32
	load    int64 // p_filesz
	run     int64 // p_memsz
	extent  int64 // end of the last section, segment or header table

	secOff  int64
	secNum  int
	secSize int
	progOff int64
}

// span is the position of a section in the file.
type span struct{ off, size int64 }

// parseELF parses the ELF header from the first bytes of a file. The error is of
// KindNotImage.
func parseELF(b []byte) (header, error) {
	be := binary.BigEndian
	var first [4]byte
	copy(first[:], b)
	fail := func() (header, error) {
		return header{}, &Error{Kind: KindNotImage, Magic: be.Uint32(first[:])}
	}
	if be.Uint32(first[:]) != elfMagic {
		return fail()
	}
	if len(b) < elfHeaderSize || b[4] != 1 || b[5] != 2 {
		return fail()
	}
	h := header{
		machine: be.Uint16(b[18:]), entry: be.Uint32(b[24:]),
		progOff: int64(be.Uint32(b[28:])), secOff: int64(be.Uint32(b[32:])),
		secSize: int(be.Uint16(b[46:])), secNum: int(be.Uint16(b[48:])),
	}
	progLen, progNum := be.Uint16(b[42:]), be.Uint16(b[44:])
	// Exactly one program header (ios-boot.md 9.3), which follows the ELF header.
	if progNum != 1 || progLen != progSize || h.progOff != elfHeaderSize ||
		h.secNum > maxSections || h.secNum > 0 && (h.secSize != sectionSize || h.secOff < elfHeaderSize+progSize || h.secOff > maxHead) {
		return fail()
	}
	return h, nil
}

// maxHead is the maximum offset of the section headers, which directly follow the
// program header.
const maxHead = 4096

// headLen returns the number of bytes of the file that the headers occupy.
func (h *header) headLen() int64 {
	if h.secNum == 0 {
		return elfHeaderSize + progSize
	}
	return h.secOff + int64(h.secNum)*sectionSize
}

// tables parses the program header and the section headers; b is the first headLen
// bytes of the file. The spans are sorted by offset.
func (h *header) tables(b []byte) []span {
	be := binary.BigEndian
	p := b[h.progOff:]
	off := int64(be.Uint32(p[4:]))
	h.load, h.run = int64(be.Uint32(p[16:])), int64(be.Uint32(p[20:]))
	h.extent = max(h.headLen(), off+h.load)
	if h.secNum == 0 {
		return []span{{off, h.load}}
	}
	const progBits = 1
	h.extent = h.headLen()
	var out []span
	for i := range h.secNum {
		s := b[h.secOff+int64(i)*sectionSize:]
		if be.Uint32(s[4:]) != progBits {
			continue
		}
		x := span{int64(be.Uint32(s[16:])), int64(be.Uint32(s[20:]))}
		h.extent = max(h.extent, x.off+x.size)
		out = append(out, x)
	}
	slices.SortStableFunc(out, func(a, b span) int { return cmp.Compare(a.off, b.off) })
	return out
}

// info returns the Info that the headers contain.
func (h *header) info(size int64) Info {
	return Info{
		Machine: h.machine, Entry: h.entry, LoadSize: h.load, RunSize: h.run, Size: size,
		Signed: size > h.extent,
	}
}
