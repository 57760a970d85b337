package images

import "io"

// Inspect reads the headers and tags of a file of size bytes and nothing more; it
// does not judge whether the file is whole. Errors: KindNotImage, KindTruncated
// (within the headers), KindNoTags (the Info has what the headers tell), those of
// r.
func Inspect(r io.ReaderAt, size int64) (Info, error) {
	if src, ok := r.(*Image); ok && src.spec.made && src.spec.Fault == NoFault && size == src.spec.Size {
		return src.spec.Info, nil
	}
	read := func(n int64) ([]byte, error) {
		b := make([]byte, max(0, min(n, size)))
		k, err := r.ReadAt(b, 0)
		if err == io.EOF {
			err = nil
		}
		return b[:k], err
	}
	head, err := read(elfHeaderSize)
	if err != nil {
		return Info{}, err
	}
	h, err := parseELF(head)
	if err != nil {
		return Info{}, err
	}
	head, err = read(h.headLen())
	if err != nil {
		return Info{}, err
	}
	if int64(len(head)) < h.headLen() {
		return Info{}, &Error{Kind: KindTruncated, Size: int64(len(head)), Need: h.headLen()}
	}
	h.tables(head)
	i := h.info(size)
	var f tagFinder
	buf := make([]byte, blockSize)
	for off := int64(0); off < size && !f.done; off += int64(len(buf)) {
		n, err := r.ReadAt(buf[:min(int64(len(buf)), size-off)], off)
		f.write(buf[:n])
		if err == io.EOF {
			break
		}
		if err != nil {
			return i, err
		}
	}
	if !i.describe(f.values()) {
		return i, &Error{Kind: KindNoTags}
	}
	return i, nil
}

// IsExecutable reports whether a file begins like an image, by its first bytes
// (ELF32, big-endian): what the boot machine looks at when it searches a disk for
// something to start.
func IsExecutable(first []byte) bool {
	_, err := parseELF(first)
	return err == nil
}

// HeadSize is how many first bytes IsExecutable needs.
const HeadSize = elfHeaderSize
