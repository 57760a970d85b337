package images

import "fmt"

// Kind is the kind of a fault of an image.
type Kind int

// The kinds, in the order in which Verify looks for them.
const (
	KindName            Kind = iota // the file's name is not that of an image (ParseFile)
	KindSize                        // an image of that size cannot be built (Build)
	KindNotImage                    // not a big-endian ELF32 file; Magic is its first word
	KindTruncated                   // the file is shorter than its headers announce
	KindBadCompressed               // wrong checksum of the packed part: Got, Want
	KindBadUncompressed             // wrong checksum of the unpacked part: Got, Want
	KindBadSignature                // wrong SHA-512 of the signature
	KindBadMD5                      // wrong embedded MD5
	KindNoTags                      // no CW_ tags, which identify the image

	kindEnd // the number of kinds; not a kind
)

var kindNames = [kindEnd]string{
	"not the name of an image", "no image has this size", "not an image", "truncated",
	"compressed checksum", "uncompressed checksum", "signature", "MD5", "no tags",
}

// String returns the name of the kind for logs.
func (k Kind) String() string {
	if k < 0 || k >= kindEnd {
		return fmt.Sprintf("kind(%d)", int(k))
	}
	return kindNames[k]
}

// Error is a fault of an image.
type Error struct {
	Kind      Kind
	Name      string // for KindName
	Magic     uint32 // for KindNotImage: the first four bytes, 0 if the file is shorter
	Got, Want uint32 // checksums; for KindTruncated too, if the packed part had begun
	Size      int64  // for KindTruncated and KindSize: the size in bytes
	Need      int64  // for KindTruncated and KindSize: the size needed in bytes
}

// Error describes the fault for logs.
func (e *Error) Error() string {
	switch e.Kind {
	case KindName:
		return fmt.Sprintf("%q: %s", e.Name, e.Kind)
	case KindNotImage:
		return fmt.Sprintf("%s: first word %#x", e.Kind, e.Magic)
	case KindTruncated, KindSize:
		return fmt.Sprintf("%s: %d bytes, %d are needed", e.Kind, e.Size, e.Need)
	case KindBadCompressed, KindBadUncompressed:
		return fmt.Sprintf("%s: %#x instead of %#x", e.Kind, e.Got, e.Want)
	}
	return e.Kind.String()
}
