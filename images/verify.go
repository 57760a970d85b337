package images

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"strings"
)

// Sums is a checksum as computed and as stored in the image.
type Sums struct {
	Got, Want uint32
	Checked   bool // both are known
}

// Report is the result of Verify.
type Report struct {
	Info Info
	Size int64    // bytes read
	MD5  [16]byte // of the whole file: "CCO Hash MD5" and verify /md5

	HasMD5                   bool // the block after FA DE FA D1 exists
	EmbeddedMD5, ComputedMD5 [16]byte

	HasSignature                   bool     // there is a signature that iosim can check
	EmbeddedSHA512, ComputedSHA512 [64]byte // the computed one covers all before the signature, or the whole file

	// Compressed and Uncompressed are the checksums of ios-boot.md 9.3. The second
	// is computed only if the packed file is stored, not deflated: the first covers
	// the same bytes.
	Compressed, Uncompressed Sums
}

// Source is implemented by readers that return the bytes of another file from its
// start.
type Source interface {
	// Source returns the file the bytes come from. The result is false if the bytes
	// may differ, or if some were read.
	Source() (io.ReaderAt, bool)
}

// Verify reads a file to its end and checks it. size is its length in bytes, or -1
// if unknown. progress, if not nil, is called with the number of bytes read.
//
// A fault of the image is an *Error, and the report is valid nevertheless; other
// errors are those of r and ctx. Real images are checked as far as their structure
// is publicly known: headers, sizes, tags and checksums. Their embedded MD5 is
// reported but not checked, because what it covers is not documented, and their
// signature is not checked.
//
// If r is a Source for an Image of the catalogue or of Build, the digests computed
// when the image was built are used and its bytes are not read.
func Verify(ctx context.Context, r io.Reader, size int64, progress func(n int64)) (Report, error) {
	if err := ctx.Err(); err != nil {
		return Report{}, err
	}
	if s, ok := pristine(r, size); ok {
		if progress != nil {
			progress(s.Size)
		}
		return s.report(), nil
	}
	v := &verifier{stream: newStream(ctx, r, progress)}
	fault := v.read()
	v.each(-1)
	v.sumMD5(v.rep.MD5[:])
	if !v.rep.HasSignature {
		v.sumSHA(v.rep.ComputedSHA512[:])
	}
	v.close()
	v.rep.Size = v.pos
	v.rep.Info.Size = v.pos
	if v.err != nil {
		return v.rep, v.err
	}
	tags := v.tags.values()
	described := v.rep.Info.applyTags(tags)
	if fault != nil {
		return v.rep, fault
	}
	return v.rep, v.firstFault(described, strings.HasPrefix(tags["SIMULATION"], signedTag))
}

func pristine(r io.Reader, size int64) (Spec, bool) {
	src, ok := r.(Source)
	if !ok {
		return Spec{}, false
	}
	at, ok := src.Source()
	if !ok {
		return Spec{}, false
	}
	im, ok := at.(*Image)
	if !ok || !im.spec.digestsValid || im.spec.Fault != NoFault || size >= 0 && size != im.spec.Size {
		return Spec{}, false
	}
	return im.spec, true
}

func (s Spec) report() Report {
	d := s.Digests
	return Report{
		Info: s.Info, Size: s.Size, MD5: d.File,
		HasMD5: true, EmbeddedMD5: d.Embedded, ComputedMD5: d.Embedded,
		HasSignature: s.Info.Signed, EmbeddedSHA512: d.SHA512, ComputedSHA512: d.SHA512,
		Compressed:   Sums{d.Compressed, d.Compressed, true},
		Uncompressed: Sums{d.Uncompressed, d.Uncompressed, true},
	}
}

type verifier struct {
	*stream
	rep    Report
	intact bool // nothing foreign precedes, interrupts or follows the signature
}

// read parses the structure. The error says that it does not reach the end.
func (v *verifier) read() error {
	head := v.next(elfHeaderSize)
	h, err := parseELF(head)
	if err != nil {
		return err
	}
	head = append(head, v.next(h.headLen()-elfHeaderSize)...)
	if int64(len(head)) < h.headLen() {
		return v.truncated(h.headLen())
	}
	spans := h.tables(head)
	v.rep.Info = h.info(-1)
	for _, s := range spans {
		if s.off < v.pos {
			continue // overlaps the one before
		}
		if !v.each(s.off - v.pos) {
			return v.truncated(h.extent)
		}
		v.section(s)
	}
	if h.extent > v.pos && !v.each(h.extent-v.pos) || v.pos < h.extent {
		return v.truncated(h.extent)
	}
	v.signature()
	return nil
}

func (v *verifier) truncated(need int64) error {
	c := v.rep.Compressed
	return &Error{Kind: KindTruncated, Size: v.pos, Need: need, Got: c.Got, Want: c.Want}
}

// section identifies a section by its first word and reads it.
func (v *verifier) section(s span) {
	switch {
	case s.size >= packHeader+zipLocal:
		if v.word() == packMagic {
			v.packed(s.size - packHeader)
		}
	case s.size >= md5Size:
		v.sumMD5(v.rep.ComputedMD5[:])
		if b := v.next(md5Size); len(b) == md5Size && binary.BigEndian.Uint32(b) == md5Magic {
			v.rep.HasMD5 = true
			copy(v.rep.EmbeddedMD5[:], b[8:])
		}
	}
}

// word takes four bytes. It returns zero at the end of the file.
func (v *verifier) word() uint32 {
	if b := v.next(4); len(b) == 4 {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

// packed reads the PKZIP of a section, of which room bytes follow the magic number.
func (v *verifier) packed(room int64) {
	plain, size := int64(v.word()), int64(v.word())
	v.rep.Compressed.Want, v.rep.Uncompressed.Want = v.word(), v.word()
	size = min(size, room)
	var whole, inner checksum
	head := v.next(min(size, zipFixed))
	_, _ = whole.Write(head)
	size -= int64(len(head))
	skip, stored := storedAt(head)
	if stored && skip+plain <= size {
		v.each(skip, &whole)
		ok := v.each(plain, &whole, &inner)
		size -= skip + plain
		v.rep.Uncompressed.Got, v.rep.Uncompressed.Checked = inner.Sum(), ok
	}
	v.rep.Compressed.Checked = v.each(size, &whole)
	v.rep.Compressed.Got = whole.Sum()
}

// zipFixed is the length in bytes of a ZIP local header before the name.
const zipFixed = 30

// storedAt returns the number of bytes of name and extra field that follow a ZIP
// local header, and whether the file after them is stored.
func storedAt(head []byte) (int64, bool) {
	le := binary.LittleEndian
	if len(head) < zipFixed || !bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return 0, false
	}
	return int64(le.Uint16(head[26:])) + int64(le.Uint16(head[28:])), le.Uint16(head[8:]) == 0
}

// xmodemBlock is the number of bytes to a multiple of which XMODEM pads a file.
const xmodemBlock = 128

// isPadding reports whether b can be the padding added by XMODEM: an image received
// that way boots like any other (ios-boot.md 7.7).
func isPadding(b []byte) bool {
	return len(b) < xmodemBlock && len(bytes.Trim(b, "\x1a")) == 0
}

// signature reads what follows the ELF file.
func (v *verifier) signature() {
	v.sumSHA(v.rep.ComputedSHA512[:])
	b := v.next(envelopeSize)
	v.rep.Info.Signed = !isPadding(b)
	rest, ok := bytes.CutPrefix(b, []byte(envelopeMark))
	if !ok || len(rest) < len(v.rep.EmbeddedSHA512) {
		return
	}
	v.rep.HasSignature = true
	copy(v.rep.EmbeddedSHA512[:], rest)
	v.intact = bytes.Equal(b, envelope(v.rep.EmbeddedSHA512)) && isPadding(v.next(xmodemBlock))
}

// firstFault returns the first fault in the order of the kinds. described says that
// the tags have a version, signed that they announce a signature of iosim.
func (v *verifier) firstFault(described, signed bool) error {
	r := &v.rep
	c, u := r.Compressed, r.Uncompressed
	switch {
	case c.Checked && c.Got != c.Want:
		return &Error{Kind: KindBadCompressed, Got: c.Got, Want: c.Want}
	case u.Checked && u.Got != u.Want:
		return &Error{Kind: KindBadUncompressed, Got: u.Got, Want: u.Want}
	case r.HasSignature && (!v.intact || r.ComputedSHA512 != r.EmbeddedSHA512),
		r.Info.Simulated && (signed != r.HasSignature || !signed && r.Info.Signed):
		return &Error{Kind: KindBadSignature}
	case r.Info.Simulated && (!r.HasMD5 || r.ComputedMD5 != r.EmbeddedMD5):
		return &Error{Kind: KindBadMD5}
	case !described:
		return &Error{Kind: KindNoTags}
	}
	return nil
}
