package images

// IsExecutable reports whether a file is an image, judging by its first HeadSize
// bytes (ELF32, big-endian). The boot loader uses it to search a disk for an image.
func IsExecutable(first []byte) bool {
	_, err := parseELF(first)
	return err == nil
}

// HeadSize is the number of bytes that IsExecutable needs.
const HeadSize = elfHeaderSize
