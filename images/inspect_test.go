package images

import "io"

// Inspect reads the headers and tags of a file of size bytes, and does not check
// whether the file is complete. Errors are *Error of KindNotImage, KindTruncated
// (within the headers) or KindNoTags (with the Info of the headers), and those of
// r.
func Inspect(r io.ReaderAt, size int64) (Info, error) {
	if src, ok := r.(*Image); ok && src.spec.digestsValid && src.spec.Fault == NoFault && size == src.spec.Size {
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
	if !i.applyTags(f.values()) {
		return i, &Error{Kind: KindNoTags}
	}
	return i, nil
}
