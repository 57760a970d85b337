package images

import "fmt"

// Kind says what is wrong with an image.
type Kind int

// The kinds, in the order in which Verify looks for them.
const (
	KindName            Kind = iota // the file's name is none of an image (ParseFile)
	KindSize                        // an image of that size cannot be made (Build)
	KindNotImage                    // not a big-endian ELF32 file; Magic is its first word
	KindTruncated                   // the file ends before what its headers announce
	KindBadCompressed               // checksum of the packed part: Got, Want
	KindBadUncompressed             // checksum of the unpacked part: Got, Want
	KindBadSignature                // the SHA-512 of the signature
	KindBadMD5                      // the embedded MD5
	KindNoTags                      // no CW_ tags: nothing says what it is

	kindEnd // not a kind: the number of kinds
)

// Kinds lists every kind, for tests that prove each has its words.
func Kinds() []Kind {
	ks := make([]Kind, 0, kindEnd)
	for k := Kind(0); k < kindEnd; k++ {
		ks = append(ks, k)
	}
	return ks
}

var kindNames = [kindEnd]string{
	"not the name of an image", "no image has this size", "not an image", "truncated",
	"compressed checksum", "uncompressed checksum", "signature", "MD5", "no tags",
}

// String names the kind for logs.
func (k Kind) String() string {
	if k < 0 || k >= kindEnd {
		return fmt.Sprintf("kind(%d)", int(k))
	}
	return kindNames[k]
}

// Error is a fault of an image.
type Error struct {
	Kind      Kind
	Name      string // KindName
	Magic     uint32 // KindNotImage: the first four bytes, 0 if there are none
	Got, Want uint32 // checksums; of KindTruncated too, if the packed part had begun
	Size      int64  // KindTruncated, KindSize: bytes that are there
	Need      int64  // KindTruncated, KindSize: bytes that are needed
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
