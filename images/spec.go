package images

import (
	"encoding/hex"
	"io"
)

// Fault is a defect introduced into an image after it was built.
type Fault int

// The faults.
const (
	NoFault           Fault = iota
	FaultCompressed         // bytes of the packed file are changed
	FaultUncompressed       // the checksum of the unpacked file is changed
	FaultSignature          // a byte of the decompressor is changed
	FaultTruncated          // the end is missing
	FaultMagic              // the first bytes are zero
)

// Spec describes a synthetic image completely: the bytes of the image are a
// function of it.
type Spec struct {
	File    string // "c2900-universalk9-mz.SPA.152-4.M1.bin"
	Size    int64  // length of the file in bytes
	Whole   int64  // size before FaultTruncated cut it; otherwise Size
	Info    Info
	Seed    uint64
	Fault   Fault
	Digests Digests

	digestsValid bool // Digests are valid
}

// Digests are values computed over the bytes of an image.
type Digests struct {
	CRC          uint32   // CRC-32 of the packed file (ZIP)
	Compressed   uint32   // checksum of the PKZIP
	Uncompressed uint32   // checksum of the packed file
	Embedded     [16]byte // MD5 after FA DE FA D1
	SHA512       [64]byte // of the signature; zero if unsigned
	Published    [16]byte // MD5 of the whole file as built, without its fault
	File         [16]byte // MD5 of the whole file, including its fault
}

// MD5 returns the MD5 of the whole file in lower-case hexadecimal digits, as md5sum
// prints it.
func (s Spec) MD5() string { return hex.EncodeToString(s.Digests.File[:]) }

// PublishedMD5 returns the MD5 published for the image, which is that of the file
// as built. It differs from MD5 for a damaged file.
func (s Spec) PublishedMD5() string { return hex.EncodeToString(s.Digests.Published[:]) }

// Image returns the image.
func (s Spec) Image() *Image {
	whole := s.Whole
	if whole == 0 {
		whole = s.Size
	}
	im := &Image{spec: s, body: body{s.Seed}}
	im.patches = im.spec.patches(layoutOf(whole, s.Info.Signed))
	return im
}

// Image provides the bytes of a Spec. It uses a few kilobytes whatever its size,
// and is safe for concurrent use.
type Image struct {
	spec    Spec
	body    body
	patches []patch
}

// patch is bytes that replace those of the body; with flip they are XORed with it.
type patch struct {
	off  int64
	b    []byte
	flip bool
}

// Size returns the length in bytes.
func (im *Image) Size() int64 { return im.spec.Size }

// ReadAt implements io.ReaderAt. Any offset takes the same time.
func (im *Image) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errNegative
	}
	if off >= im.spec.Size {
		return 0, io.EOF
	}
	var err error
	if left := im.spec.Size - off; int64(len(p)) > left {
		p, err = p[:left], io.EOF
	}
	im.body.fill(p, off)
	for _, x := range im.patches {
		from, to := max(off, x.off), min(off+int64(len(p)), x.off+int64(len(x.b)))
		if from >= to {
			continue
		}
		dst, src := p[from-off:to-off], x.b[from-x.off:to-x.off]
		if !x.flip {
			copy(dst, src)
			continue
		}
		for i, b := range src {
			dst[i] ^= b
		}
	}
	return len(p), err
}

// Reader returns a reader of the whole image.
func (im *Image) Reader() *Reader { return &Reader{io.NewSectionReader(im, 0, im.Size()), im} }

// Reader reads an Image sequentially.
type Reader struct {
	*io.SectionReader
	image *Image
}

// Source implements Source.
func (r *Reader) Source() (io.ReaderAt, bool) {
	at, err := r.Seek(0, io.SeekCurrent)
	return r.image, err == nil && at == 0
}
