package images

import (
	"context"
	"hash/crc32"
	"io"
)

// Options configures Build.
type Options struct {
	Seed  uint64 // of the body; 0 means one derived from the name
	Fault Fault
}

// Build returns the Spec of an image with its digests, for which it reads the image
// twice. size is the file's length in bytes, MinSize to MaxSize; 0 means that of
// the catalogue, or one computed by rule for a name not in it. With FaultTruncated
// the file is a third shorter than size.
//
// Errors are *Error of KindName or KindSize, or that of ctx.
func Build(ctx context.Context, name string, size int64, o Options) (Spec, error) {
	known, listed := Lookup(name)
	if listed && (size == 0 || size == known.Size) && (o.Seed == 0 || o.Seed == known.Seed) && (o.Fault == NoFault || o.Fault == known.Fault) {
		return known, nil
	}
	info, err := ParseFile(name)
	if err != nil {
		return Spec{}, err
	}
	if size == 0 {
		if size = sizeOf(info); listed {
			size = known.Size
		}
	}
	s, err := newSpec(name, size, info, o)
	if err != nil {
		return Spec{}, err
	}
	return s, s.digest(ctx)
}

// newSpec returns a Spec without digests.
func newSpec(name string, size int64, info Info, o Options) (Spec, error) {
	if size < MinSize || size > MaxSize {
		return Spec{}, &Error{Kind: KindSize, Size: size, Need: min(max(size, MinSize), MaxSize)}
	}
	s := Spec{File: name, Size: size, Whole: size, Info: info, Seed: o.Seed, Fault: o.Fault}
	if s.Seed == 0 {
		s.Seed = hashOf(name)
	}
	l := layoutOf(size, info.Signed)
	s.Info.Size, s.Info.RunSize = size, size+runExtra
	s.Info.LoadSize = l.load - headerSize
	if info.Signed {
		// 15.2(4)M1 has 97794040 bytes, of which 97792960 are loaded (ios-boot.md
		// 2.2).
		s.Info.LoadSize = size - envelopeSize - headerSize
	}
	if o.Fault == FaultTruncated {
		s.Size -= size / 3
		s.Info.Size = s.Size
	}
	return s, nil
}

// sizeOf returns a size for an image whose real one is not known: between 40 and
// 110 MB, growing with the train.
func sizeOf(i Info) int64 {
	base := int64(trainYear(i.Version)-2002) * 6 << 20
	return 36<<20 + base + int64(hashOf(i.Name+i.Version)%(4<<20))&^3
}

// digest computes s.Digests.
func (s *Spec) digest(ctx context.Context) error {
	l := layoutOf(s.Whole, s.Info.Signed)
	good := *s
	good.Fault, good.Size, good.Digests = NoFault, s.Whole, Digests{}
	if err := good.sums(ctx, l); err != nil {
		return err
	}
	if err := good.hashes(ctx, l); err != nil {
		return err
	}
	s.Digests, s.digestsValid = good.Digests, true
	s.Digests.Published = good.Digests.File
	if s.Fault != NoFault {
		rep, err := Verify(ctx, s.Image().Reader(), s.Size, nil)
		if ctx.Err() != nil {
			return err
		}
		s.Digests.File = rep.MD5
	}
	return nil
}

// sums computes the CRC-32 and the checksums of the packed file.
func (s *Spec) sums(ctx context.Context, l layout) error {
	var inner checksum
	crc := crc32.NewIEEE()
	r := io.NewSectionReader(s.Image(), l.data, l.dataEnd-l.data)
	buf := make([]byte, blockSize)
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := r.Read(buf)
		_, _ = inner.Write(buf[:n])
		_, _ = crc.Write(buf[:n])
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	s.Digests.CRC, s.Digests.Uncompressed = crc.Sum32(), inner.Sum()
	// The packed file and the local header before it have whole words, so that the
	// sum of the ZIP is the sum of its parts.
	var whole checksum
	_, _ = whole.Write(s.zipHead(l))
	_, _ = whole.Write(s.zipTailAligned(l, inner.Sum()))
	s.Digests.Compressed = whole.Sum()
	return nil
}

// zipTailAligned returns the sum of the packed file as a word, followed by the
// ZIP's tail.
func (s *Spec) zipTailAligned(l layout, sum uint32) []byte {
	b := []byte{byte(sum >> 24), byte(sum >> 16), byte(sum >> 8), byte(sum)}
	return append(b, s.zipTail(l)...)
}

// hashes computes the embedded MD5, the signature's SHA-512 and the file's MD5. The
// first two are stored after the bytes they cover, so that one pass suffices.
func (s *Spec) hashes(ctx context.Context, l layout) error {
	h := newHashes()
	defer h.close()
	hash := func(from, to int64) error {
		r := io.NewSectionReader(s.Image(), from, to-from)
		for {
			if err := ctx.Err(); err != nil {
				return err
			}
			blk := h.take()
			n, err := io.ReadFull(r, blk.b)
			h.write(blk, blk.b[:n])
			h.give(blk)
			if n < len(blk.b) {
				return eofOK(err)
			}
		}
	}
	if err := hash(0, l.md5); err != nil {
		return err
	}
	h.sumMD5(s.Digests.Embedded[:])
	h.wait()
	if err := hash(l.md5, l.load); err != nil {
		return err
	}
	if s.Info.Signed {
		h.sumSHA(s.Digests.SHA512[:])
		h.wait()
		if err := hash(l.load, l.size); err != nil {
			return err
		}
	}
	h.sumMD5(s.Digests.File[:])
	h.wait()
	return nil
}

func eofOK(err error) error {
	if err == io.EOF || err == io.ErrUnexpectedEOF {
		return nil
	}
	return err
}
