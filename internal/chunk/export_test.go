package chunk

import "syscall"

// CloneFile makes dstName of dst a file with the present bytes of srcName of src.
// Only the bytes of small files are copied; others share chunks, or the source of a
// linked file.
func CloneFile(dst *Fs, dstName string, src *Fs, srcName string) error {
	src.mu.RLock()
	from, err := src.walk(clean(srcName))
	src.mu.RUnlock()
	if err == nil && from.children != nil {
		err = syscall.EISDIR
	}
	if err != nil {
		return pathErr("clone", srcName, err)
	}
	n := &node{content: dst.newContent(0o644)}
	n.copyFrom(from.content)
	return dst.put("clone", dstName, n)
}
