package images

import (
	"bytes"
	"context"
	"encoding/binary"
	"io"
	"strings"
)

// Sums is a checksum as computed and as the image has it.
type Sums struct {
	Got, Want uint32
	Checked   bool // both are known
}

// Report is what Verify found.
type Report struct {
	Info Info
	Size int64    // bytes read
	MD5  [16]byte // of the whole file: "CCO Hash MD5" and verify /md5

	HasMD5                   bool // the block FA DE FA D1 is there
	EmbeddedMD5, ComputedMD5 [16]byte

	HasSignature                   bool     // a signature that iosim can check is there
	EmbeddedSHA512, ComputedSHA512 [64]byte // computed: of all before the signature, or of the whole file

	// Compressed and Uncompressed are the checksums of ios-boot.md 9.3. The second
	// is only computed where the packed file is stored, not deflated: the first one
	// covers the same bytes.
	Compressed, Uncompressed Sums
}

// Source is a reader that has not begun and gives the bytes of another place.
type Source interface {
	// Source is where the bytes come from; false if they may be others, or if some
	// were read.
	Source() (io.ReaderAt, bool)
}

// Verify reads a file once to its end and judges it. size is its length in bytes,
// -1 if it is not known. progress, if not nil, is told how many bytes were read.
//
// A fault of the image is an *Error, and the report tells what was found all the
// same; other errors are those of r and ctx. Real images are judged by what is
// publicly known of them: headers, sizes, tags and checksums; their embedded MD5
// is reported and not judged, as what it covers is not documented, and their
// signature is not checked.
//
// If r is a Source of an Image of the catalogue or of Build, its bytes are those
// that were digested when the image was made, and are not read again.
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
	described := v.rep.Info.describe(tags)
	if fault != nil {
		return v.rep, fault
	}
	return v.rep, v.judge(described, strings.HasPrefix(tags["SIMULATION"], signedTag))
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
	if !ok || !im.spec.made || im.spec.Fault != NoFault || size >= 0 && size != im.spec.Size {
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
	intact bool // the signature has nothing before, in or behind it that is not its own
}

// read goes through the structure. Its error says that it could not be followed
// to the end.
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
			continue // it overlaps the one before
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

// section looks what a section is, by its first word.
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

// word takes four bytes; zero if they are not there.
func (v *verifier) word() uint32 {
	if b := v.next(4); len(b) == 4 {
		return binary.BigEndian.Uint32(b)
	}
	return 0
}

// packed reads the PKZIP of a section that has room bytes for it, behind the magic
// word.
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

// storedAt is how many bytes of name and extra follow a ZIP local header, and
// whether the file behind them is stored.
func storedAt(head []byte) (int64, bool) {
	le := binary.LittleEndian
	if len(head) < zipFixed || !bytes.HasPrefix(head, []byte("PK\x03\x04")) {
		return 0, false
	}
	return int64(le.Uint16(head[26:])) + int64(le.Uint16(head[28:])), le.Uint16(head[8:]) == 0
}

// xmodemBlock is what XMODEM fills the end of a file up to, in bytes.
const xmodemBlock = 128

// filled reports whether b is no more than what XMODEM fills a file up with: an image
// that has come so starts like any other (ios-boot.md 7.7).
func filled(b []byte) bool {
	return len(b) < xmodemBlock && len(bytes.Trim(b, "\x1a")) == 0
}

// signature reads what follows the ELF file.
func (v *verifier) signature() {
	v.sumSHA(v.rep.ComputedSHA512[:])
	b := v.next(envelopeSize)
	v.rep.Info.Signed = !filled(b)
	rest, ok := bytes.CutPrefix(b, []byte(envelopeMark))
	if !ok || len(rest) < len(v.rep.EmbeddedSHA512) {
		return
	}
	v.rep.HasSignature = true
	copy(v.rep.EmbeddedSHA512[:], rest)
	v.intact = bytes.Equal(b, envelope(v.rep.EmbeddedSHA512)) && filled(v.next(xmodemBlock))
}

// judge finds the first fault, in the order of the kinds. described: the tags name
// a version; signed: they promise a signature of iosim's.
func (v *verifier) judge(described, signed bool) error {
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
