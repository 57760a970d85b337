package images

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
	"strings"
)

var errNegative = errors.New("images: negative offset")

// Magic numbers of the structure.
const (
	elfMagic  = 0x7f454c46
	packMagic = 0xfeedface
	md5Magic  = 0xfadefad1
)

// envelopeMark starts the signature of a synthetic image.
const envelopeMark = "iosim simulated signature\x00"

// envelopeText is part of every signature.
const envelopeText = "This file is a simulation made by iosim. It holds no Cisco software, and this is no Cisco signature: " +
	"it is the SHA-512 of all bytes before it. Anybody can compute it.\n"

// Starts of the tag SIMULATION. They show that a signature was cut off.
const (
	signedTag   = "signed"
	unsignedTag = "unsigned"
)

// patches returns all bytes that are not those of the body.
func (s Spec) patches(l layout) []patch {
	d := &s.Digests
	ps := []patch{
		{off: 0, b: slices.Concat(s.elf(l), s.tags())},
		{off: l.pack, b: slices.Concat(s.packHead(l), s.zipHead(l))},
		{off: l.dataEnd, b: s.tail(l)},
	}
	if s.Info.Signed {
		ps = append(ps, patch{off: l.load, b: envelope(d.SHA512)})
	}
	middle := (l.data + l.dataEnd) / 2
	switch s.Fault {
	case FaultCompressed:
		// Two places, one of them not in the middle of the file.
		ps = append(ps, patch{off: middle, b: []byte{0x40}, flip: true}, patch{off: l.dataEnd - 9, b: []byte{0x0f, 0xf0}, flip: true})
	case FaultUncompressed:
		ps = append(ps, patch{off: l.pack + 16, b: []byte{0xa5}, flip: true})
	case FaultSignature:
		ps = append(ps, patch{off: l.pack - 5, b: []byte{0x01}, flip: true})
	case FaultMagic:
		ps = append(ps, patch{off: 0, b: make([]byte, 4)})
	}
	return ps
}

// elf returns the ELF header, the program header and the section headers.
func (s Spec) elf(l layout) []byte {
	be := binary.BigEndian
	b := append(make([]byte, 0, headerSize), 0x7f, 'E', 'L', 'F', 1, 2, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0)
	u16 := func(v ...uint16) {
		for _, x := range v {
			b = be.AppendUint16(b, x)
		}
	}
	u32 := func(v ...uint32) {
		for _, x := range v {
			b = be.AppendUint32(b, x)
		}
	}
	entry := s.Info.Entry
	u16(2, s.Info.Machine) // an executable
	u32(1, entry, elfHeaderSize, elfHeaderSize+progSize, 0)
	u16(elfHeaderSize, progSize, 1, sectionSize, sections, 0)
	// The one segment: readable, writable, executable.
	u32(1, headerSize, entry, entry, uint32(s.Info.LoadSize), uint32(s.Info.RunSize), 7, 4)
	section := func(kind, flags uint32, off, end int64) {
		addr := uint32(0)
		if kind != 0 {
			addr = entry + uint32(off-headerSize)
		}
		u32(0, kind, flags, addr, uint32(off), uint32(end-off), 0, 0, uint32(min(kind, 1)), 0)
	}
	section(0, 0, 0, 0)
	section(1, 6, headerSize, l.pack) // loaded, executable
	section(1, 3, l.pack, l.md5)      // loaded, writable
	section(1, 3, l.md5, l.load)
	return b
}

// tags returns the CW_ strings (ios-boot.md 9.2).
func (s Spec) tags() []byte {
	i := s.Info
	mark := "-" + strings.ToLower(i.Family+"-"+i.Feature+i.Name[strings.LastIndexByte(i.Name, '-'):])
	var b bytes.Buffer
	tag := func(key, value string) { fmt.Fprintf(&b, "CW_%s$%s$", key, value) }
	tag("BEGIN", mark)
	tag("IMAGE", i.Name)
	tag("FAMILY", i.Family)
	tag("FEATURE", "IP")
	tag("VERSION", i.Version)
	tag("MEDIA", "RAM")
	tag("SYSDESCR", fmt.Sprintf("%s\nTechnical Support: http://www.cisco.com/techsupport\nCompiled %s by %s", i.Banner(), i.Compiled, i.Builder))
	state := unsignedTag
	if i.Signed {
		state = signedTag
	}
	tag("SIMULATION", state+": made by iosim, no Cisco software is in this file")
	tag("END", mark)
	b.WriteByte(0)
	return b.Bytes()
}

func (s Spec) packHead(l layout) []byte {
	be := binary.BigEndian
	b := be.AppendUint32(nil, packMagic)
	b = be.AppendUint32(b, uint32(l.dataEnd-l.data))
	b = be.AppendUint32(b, uint32(l.zipStop-l.zip))
	b = be.AppendUint32(b, s.Digests.Compressed)
	return be.AppendUint32(b, s.Digests.Uncompressed)
}

// zipName returns the name of the packed file, which has zipNameLen bytes.
func (s Spec) zipName() string {
	name := strings.ToUpper(s.Info.Family) + "-UNPACKED"
	return (name + "------------")[:zipNameLen-4] + ".BIN"
}

// zipFields are fields of a ZIP header: version 1.0, no flags, stored, 1980-01-01.
var zipFields = []byte{10, 0, 0, 0, 0, 0, 0, 0, 0x21, 0}

func (s Spec) zipSizes(b []byte, l layout) []byte {
	le := binary.LittleEndian
	size := uint32(l.dataEnd - l.data)
	b = le.AppendUint32(b, s.Digests.CRC)
	b = le.AppendUint32(b, size)
	b = le.AppendUint32(b, size)
	b = le.AppendUint16(b, zipNameLen)
	return le.AppendUint16(b, 0)
}

func (s Spec) zipHead(l layout) []byte {
	b := append([]byte("PK\x03\x04"), zipFields...)
	return append(s.zipSizes(b, l), s.zipName()...)
}

// tail returns what follows the packed file up to the envelope: the directory of
// the ZIP, padding and the MD5.
func (s Spec) tail(l layout) []byte {
	b := s.zipTail(l)
	b = append(b, make([]byte, l.md5-l.zipStop)...)
	b = binary.BigEndian.AppendUint32(b, md5Magic)
	b = binary.BigEndian.AppendUint32(b, md5Size)
	return append(b, s.Digests.Embedded[:]...)
}

func (s Spec) zipTail(l layout) []byte {
	le := binary.LittleEndian
	b := append([]byte("PK\x01\x02"), 10, 0)
	b = append(b, zipFields...)
	b = s.zipSizes(b, l)
	b = append(b, make([]byte, 14)...) // no comment, disk 0, no attributes, at offset 0
	b = append(b, s.zipName()...)
	b = append(b, "PK\x05\x06"...)
	b = append(b, 0, 0, 0, 0, 1, 0, 1, 0)
	b = le.AppendUint32(b, zipCentral)
	b = le.AppendUint32(b, uint32(l.dataEnd-l.zip))
	return append(b, 0, 0)
}

func envelope(sum [64]byte) []byte {
	b := make([]byte, 0, envelopeSize)
	b = append(b, envelopeMark...)
	b = append(b, sum[:]...)
	b = append(b, envelopeText...)
	return append(b, make([]byte, envelopeSize-len(b))...)
}
