// Package images implements the container format of IOS images: it builds synthetic
// images, inspects image files and verifies them.
//
//	spec, _ := images.Lookup("c2900-universalk9-mz.SPA.155-2.T1.bin")
//	img := spec.Image() // an io.ReaderAt; its bytes are computed, not stored
//	rep, err := images.Verify(ctx, img.Reader(), img.Size(), nil)
//	// err == nil, rep.Info.Version == "15.5(2)T1"
//
// A synthetic image has the publicly documented structure (ios-boot.md 9.2, 9.3):
// ELF32 big-endian with one program header, a self-decompressor section, a PKZIP
// after FE ED FA CE, an MD5 after FA DE FA D1, and CW_ tags. What is not documented
// is iosim's own: the e_machine numbers and the signature, which is a SHA-512 that
// anyone can compute and a text that says so. Code and packed file are
// pseudo-random bytes: the image contains no software.
package images
