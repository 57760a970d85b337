package images

// The layout of a synthetic image (ios-boot.md 9.3):
//
//	ELF header, program header, four section headers    headerSize
//	section 1: CW_ tags, then code of the decompressor  sfxSize
//	section 2: FE ED FA CE, sizes and checksums, PKZIP, up to seven bytes of padding
//	section 3: FA DE FA D1, length, MD5 of all before   md5Size
//	signed images: the envelope                         envelopeSize
//
// Section 0 is ELF's empty one. The envelope makes a signed file 1080 bytes longer
// than its load size, as for 15.2(4)M1 (97794040 and 0x5d433c0 bytes).
const (
	elfHeaderSize = 52
	progSize      = 32
	sectionSize   = 40
	sections      = 4
	headerSize    = elfHeaderSize + progSize + sections*sectionSize // 244: ios-boot.md 2.2

	sfxSize      = 32 << 10
	packHeader   = 20 // FE ED FA CE and four words
	md5Size      = 24
	envelopeSize = 1080 - headerSize

	zipLocal   = 30 + zipNameLen
	zipCentral = 46 + zipNameLen
	zipEnd     = 22
	zipNameLen = 14

	// runExtra is the memory in bytes that an image needs besides the size of its
	// file (ios-boot.md 9.4: 103907016 for 103727964 bytes).
	runExtra = 179052

	// MinSize and MaxSize are the limits of the file size in bytes of images built
	// by Build.
	MinSize = 128 << 10
	MaxSize = 2 << 30
)

// layout has the offsets in a file in bytes.
type layout struct {
	pack    int64 // FE ED FA CE
	zip     int64
	data    int64 // the packed file
	dataEnd int64
	zipStop int64
	md5     int64 // FA DE FA D1
	load    int64 // end of the ELF file: the envelope, or the end
	size    int64
}

func layoutOf(size int64, signed bool) layout {
	l := layout{size: size, load: size}
	if signed {
		l.load -= envelopeSize
	}
	l.md5 = l.load - md5Size
	l.pack = headerSize + sfxSize
	l.zip = l.pack + packHeader
	l.data = l.zip + zipLocal
	l.dataEnd = l.data + (l.md5-zipCentral-zipEnd-l.data)&^7
	l.zipStop = l.dataEnd + zipCentral + zipEnd
	return l
}
